/** Waiting with a timeout. */

/**
 * Waits until `work` is done, for at most `ms` milliseconds. The work continues after that. The timer is always cancelled: it
 * would keep a Durable Object awake.
 *
 * @throws what `work` throws within that time
 */
export async function withTimeout(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const timeout = scheduler.wait(ms, { signal: timer.signal }).catch(() => undefined);
  try {
    await Promise.race([work, timeout]);
  } finally {
    timer.abort();
  }
}
