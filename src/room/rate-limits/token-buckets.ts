/** Token buckets by key, for example a network, person or connection. Full buckets are removed. */
import type { Clock } from "../clock.ts";
import { TokenBucket } from "./token-bucket.ts";

/** With how many buckets full ones are removed. */
const MIN_CLEANUP_SIZE = 1_000;

/** How a bucket is filled. */
export interface BucketRate {
  /** Tokens per second. */
  perSecond: number;
  /** The most tokens it holds. */
  burst: number;
}

export class TokenBuckets {
  readonly #buckets = new Map<string, TokenBucket>();
  #cleanupSize = MIN_CLEANUP_SIZE;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly rate: BucketRate,
  ) {}

  /** After how many milliseconds `count` tokens can be taken; 0 for now. */
  wait(key: string, count = 1): number {
    return this.#buckets.get(key)?.wait(this.clock.now(), count) ?? 0;
  }

  /** Takes all tokens or none. @returns 0, or after how many milliseconds they can be taken */
  take(key: string, count = 1): number {
    return this.#bucketOf(key).take(this.clock.now(), count);
  }

  /** Takes the tokens that are there, up to `count`. */
  drain(key: string, count: number): void {
    this.#bucketOf(key).drain(this.clock.now(), count);
  }

  /** Returns a token that was taken. */
  giveBack(key: string): void {
    this.#buckets.get(key)?.giveBack();
  }

  /** How many buckets there are. */
  get size(): number {
    return this.#buckets.size;
  }

  #bucketOf(key: string): TokenBucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const now = this.clock.now();
    this.#cleanUp(now);
    const bucket = new TokenBucket(this.rate.perSecond, this.rate.burst, now);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Runs when there are half as many buckets again as the last run left, so that it takes little time on average. */
  #cleanUp(now: number): void {
    if (this.#buckets.size < this.#cleanupSize) return;
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
    this.#cleanupSize = Math.max(MIN_CLEANUP_SIZE, this.#buckets.size * 1.5);
  }
}
