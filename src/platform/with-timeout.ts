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
export async function resultWithin<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  const timer = new AbortController();
  const timeout = scheduler.wait(ms, { signal: timer.signal }).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timer.abort();
  }
}
