/** Patience that ends. */

/**
 * Waits until `work` is done, but no longer than `ms` milliseconds: it then goes on by itself. No timer is left behind, which
 * would keep a Durable Object awake.
 */
export async function withTimeout(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const patience = scheduler.wait(ms, { signal: timer.signal }).catch(() => undefined);
  try {
    await Promise.race([work, patience]);
  } finally {
    timer.abort();
  }
}
