/** How often a room of so many sockets speaks. A frame to everybody costs 26 to 45 us of processor time a socket. */

/** The longest window, in milliseconds. */
const LONGEST = 100;

/** How many windows in a row may be used before they grow. */
const USUAL = 4;

/**
 * How many milliseconds it gathers before its next flush: 30 us a socket, 100 ms at most. A flush of that size takes as long to send,
 * so a room that is busy without a pause gathers longer each time: otherwise it would do nothing else.
 *
 * @param busy how many windows in a row had something to send
 */
export function windowFor(sockets: number, busy = 0): number {
  return Math.min(LONGEST, Math.floor(sockets * 0.03 * (1 + Math.max(0, busy - USUAL))));
}

/**
 * How many milliseconds lie between two frames that only tell who came and went: none for a handful, 5 ms a socket, but no
 * more than a second, and where even that is too often 1 ms a socket.
 */
export function paceFor(sockets: number): number {
  if (windowFor(sockets) === 0) return 0;
  return Math.max(Math.min(1_000, sockets * 5), sockets);
}
