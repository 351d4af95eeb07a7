/** Exponential backoff with jitter, so that clients do not reconnect all at once after a restart. */

const SHORTEST = 1_000;
const LONGEST = 30_000;
const JITTER = 0.4;

/**
 * The wait before attempt number `attempt` (0 is the first after a loss), in milliseconds.
 *
 * @param random from 0 up to 1, as `Math.random` gives it
 */
export function retryDelay(attempt: number, random: number): number {
  const delay = Math.min(LONGEST, SHORTEST * 2 ** Math.min(attempt, 10));
  return Math.round(delay * (1 + JITTER * (random - 0.5)));
}
