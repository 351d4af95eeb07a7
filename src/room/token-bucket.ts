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
   * In how many milliseconds there will be a token to take: 0 for now.
   *
   * @param now milliseconds since the epoch
   */
  wait(now: number): number {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.burst, this.#tokens + (elapsed * this.perSecond) / 1_000);
    this.#filledAt = now;
    return this.#tokens < 1 ? Math.ceil(((1 - this.#tokens) * 1_000) / this.perSecond) : 0;
  }

  /**
   * Takes one token.
   *
   * @param now milliseconds since the epoch
   * @returns 0, or in how many milliseconds there will be one to take
   */
  take(now: number): number {
    const wait = this.wait(now);
    if (wait === 0) this.#tokens--;
    return wait;
  }

  /** Whether nothing was taken from it for a while: it is then as good as a new one. */
  isFull(now: number): boolean {
    this.wait(now);
    return this.#tokens === this.burst;
  }
}
