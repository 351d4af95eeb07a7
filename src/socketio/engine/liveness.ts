/** How it is told whether a client is still there: stock clients are pinged, others keep a heartbeat of their own. */

/**
 * The `pingInterval` that is announced to a client that keeps its own heartbeat, in milliseconds: it never expects a
 * ping. With `pingTimeout` it stays below 2^31, the most that a timer takes.
 */
export const NEVER = 2_000_000_000;

/**
 * After how long without a sign of life a client that keeps its own heartbeat is gone; in milliseconds. Browsers may
 * hold back the timers of a hidden page to one a minute.
 */
export const SILENT_AFTER = 150_000;
