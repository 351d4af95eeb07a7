/** How often a room of so many sockets speaks. A frame to everybody costs 26 to 45 us of processor time a socket. */

/** How many milliseconds it gathers before its next flush: 30 us a socket, 100 ms at most. */
export function windowFor(sockets: number): number {
  return Math.min(100, Math.floor(sockets * 0.03));
}

/**
 * How many milliseconds lie between two frames that only tell who came and went: none for a handful, 5 ms a socket, but no
 * more than a second, and where even that is too often 1 ms a socket.
 */
export function paceFor(sockets: number): number {
  if (windowFor(sockets) === 0) return 0;
  return Math.max(Math.min(1_000, sockets * 5), sockets);
}
