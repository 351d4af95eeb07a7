/** Waiting with a timeout. */

/**
 * Waits until `work` is done, for at most `ms` milliseconds. The work continues after that. The timer is always cancelled: it
 * would keep a Durable Object awake.
 *
 * @throws what `work` throws within that time
 */
export async function withTimeout(ms: number, work: Promise<unknown>): Promise<void> {
  await resultWithin(ms, work);
}

/**
 * The same, with the result.
 *
 * @returns undefined if the work takes longer
 */
export function resultWithin<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  // A signal that cancels `scheduler.wait` costs 25 us, and a room waits for each call to each of its relays.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, undefined);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
