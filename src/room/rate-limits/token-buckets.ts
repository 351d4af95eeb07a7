/** Token buckets by key: one for each network, person or connection that was active lately. Full ones are forgotten. */
import type { Clock } from "../clock.ts";
import { TokenBucket } from "./token-bucket.ts";

/** How many keys are remembered before it is worth looking for full buckets. */
const MANY = 1_000;

/** How a bucket is filled. */
export interface BucketRate {
  /** Tokens per second. */
  perSecond: number;
  /** The most tokens it holds. */
  burst: number;
}

export class TokenBuckets {
  readonly #buckets = new Map<string, TokenBucket>();
  #forgetAt = MANY;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly rate: BucketRate,
  ) {}

  /** In how many milliseconds so many tokens can be taken: 0 for now. */
  wait(key: string, count = 1): number {
    return this.#buckets.get(key)?.wait(this.clock.now(), count) ?? 0;
  }

  /** Takes tokens, all of them or none. @returns 0, or in how many milliseconds they can be taken */
  take(key: string, count = 1): number {
    return this.#bucketOf(key).take(this.clock.now(), count);
  }

  /** Takes as many tokens as there are, up to `count`. */
  drain(key: string, count: number): void {
    this.#bucketOf(key).drain(this.clock.now(), count);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  #bucketOf(key: string): TokenBucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const now = this.clock.now();
    this.#forget(now);
    const bucket = new TokenBucket(this.rate.perSecond, this.rate.burst, now);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Looks only when half as many again are there as were left the last time, so that a look costs little on average. */
  #forget(now: number): void {
    if (this.#buckets.size < this.#forgetAt) return;
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
    this.#forgetAt = Math.max(MANY, this.#buckets.size * 1.5);
  }
}
