/** How often a room of a given size broadcasts. A frame takes 26 to 45 us of processor time per socket. */

/** The longest window, in milliseconds. */
export const MAX_WINDOW = 100;

/** From how many sockets on the first message of a burst waits for the others. */
const LARGE_ROOM = 250;

/** The longest pause between two messages of a burst, in milliseconds. */
const MAX_PAUSE = 3;

/** How many busy windows in a row keep their length. */
const STEADY_WINDOWS = 4;

/**
 * How long the room batches until its next flush, in milliseconds: 30 us per socket, at most 100 ms. A flush takes about
 * as long to send, so the window grows while the room is busy without a pause: it would do nothing else.
 *
 * @param busy how many windows in a row had something to send
 */
export function flushWindowFor(sockets: number, busy = 0): number {
  return Math.min(MAX_WINDOW, Math.floor(sockets * 0.03 * (1 + Math.max(0, busy - STEADY_WINDOWS))));
}

/**
 * How long no message must arrive before a room takes a burst for complete, in milliseconds: 0 in a small room, which
 * does not wait, 1 ms from 250 sockets on, and 3 ms at most. A frame to 250 sockets takes longer than that.
 */
export const burstPauseFor = (sockets: number): number =>
  Math.min(MAX_PAUSE, Math.floor(sockets / LARGE_ROOM));

/**
 * The time between two frames with nothing but presence, typing or reactions, in milliseconds: 0 in a small room, 5 ms
 * per socket up to a second, and 1 ms per socket where that is more.
 */
export function lowPriorityIntervalFor(sockets: number): number {
  if (flushWindowFor(sockets) === 0) return 0;
  return Math.max(Math.min(1_000, sockets * 5), sockets);
}

/** How long presence waits at most for the end of a burst of joins, in milliseconds: 2 ms per socket, and at least two seconds. */
export const longestBurstFor = (sockets: number): number => Math.max(2_000, 2 * sockets);

/** The least time between two frames to a socket that is not visible, in milliseconds. */
export const PASSIVE_INTERVAL = 5_000;
