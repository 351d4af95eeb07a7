/**
 * A token bucket: so many events a second on average, and a burst after a quiet while.
 *
 * It lives in memory and starts full: after a wake a socket has its burst again, which costs it a silence first.
 */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  /**
   * @param perSecond tokens that come back per second
   * @param burst the most tokens it holds
   * @param now milliseconds since the epoch
   */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    now: number,
  ) {
    this.#tokens = burst;
    this.#filledAt = now;
  }

  /**
   * In how many milliseconds there will be tokens to take: 0 for now.
   *
   * @param now milliseconds since the epoch
   * @param count how many; all that it holds where they are more
   */
  wait(now: number, count = 1): number {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.burst, this.#tokens + (elapsed * this.perSecond) / 1_000);
    this.#filledAt = now;
    const missing = Math.min(count, this.burst) - this.#tokens;
    return missing > 0 ? Math.ceil((missing * 1_000) / this.perSecond) : 0;
  }

  /**
   * Takes tokens, all of them or none.
   *
   * @param now milliseconds since the epoch
   * @param count as for {@link wait}
   * @returns 0, or in how many milliseconds there will be so many to take
   */
  take(now: number, count = 1): number {
    const wait = this.wait(now, count);
    if (wait === 0) this.#tokens -= Math.min(count, this.burst);
    return wait;
  }

  /** Takes as many tokens as there are, up to `count`: for work that was done before its size was known. */
  drain(now: number, count: number): void {
    this.wait(now, 0);
    this.#tokens = Math.max(0, this.#tokens - count);
  }

  /** Puts back a token that was taken. */
  giveBack(): void {
    this.#tokens = Math.min(this.burst, this.#tokens + 1);
  }

  /** Whether nothing was taken from it for a while: it is then as good as a new one. */
  isFull(now: number): boolean {
    this.wait(now);
    return this.#tokens === this.burst;
  }
}
