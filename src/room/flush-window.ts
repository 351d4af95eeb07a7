/** How often a room of so many sockets speaks. A frame to everybody costs 26 to 45 us of processor time a socket. */

/** How many milliseconds it gathers before its next flush: 30 us a socket, 100 ms at most. */
export function windowFor(sockets: number): number {
  return Math.min(100, Math.floor(sockets * 0.03));
}

/** How many milliseconds lie between two frames that only count people: a second, or 1 ms a socket where that is more. */
export function paceFor(sockets: number): number {
  return Math.max(1_000, sockets);
}
