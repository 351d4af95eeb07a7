/**
 * A token bucket: a rate per second on average, and a burst after a pause.
 *
 * It is in memory and starts full: a socket has its burst again after a wake, which takes a pause first.
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
   * After how many milliseconds tokens can be taken; 0 for now.
   *
   * @param now milliseconds since the epoch
   * @param count how many; at most `burst` are taken
   */
  wait(now: number, count = 1): number {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.burst, this.#tokens + (elapsed * this.perSecond) / 1_000);
    this.#filledAt = now;
    const missing = Math.min(count, this.burst) - this.#tokens;
    return missing > 0 ? Math.ceil((missing * 1_000) / this.perSecond) : 0;
  }

  /**
   * Takes all tokens or none.
   *
   * @param now milliseconds since the epoch
   * @param count as for {@link wait}
   * @returns 0, or after how many milliseconds they can be taken
   */
  take(now: number, count = 1): number {
    const wait = this.wait(now, count);
    if (wait === 0) this.#tokens -= Math.min(count, this.burst);
    return wait;
  }

  /** Takes the tokens that are there, up to `count`: for work that was done before its size was known. */
  drain(now: number, count: number): void {
    this.wait(now, 0);
    this.#tokens = Math.max(0, this.#tokens - count);
  }

  /** Returns a token that was taken. */
  giveBack(): void {
    this.#tokens = Math.min(this.burst, this.#tokens + 1);
  }

  /** Whether it is in the state of a new bucket. */
  isFull(now: number): boolean {
    this.wait(now);
    return this.#tokens === this.burst;
  }
}
