/** Limits wrong credentials: few tries from a network, and not many more from all together. */
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { TokenBucket } from "../rate-limits/token-bucket.ts";
import { RoomError } from "../room-error.ts";

/** How many networks have a bucket before full ones are removed. */
const MANY = 1_000;

const MINUTE = 60;

export class CredentialLimiter {
  readonly #networks = new Map<string, TokenBucket>();
  readonly #all: TokenBucket;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<Limits, "keyTriesPerAddress" | "keyTriesPerRoom">,
  ) {
    this.#all = new TokenBucket(limits.keyTriesPerRoom / MINUTE, limits.keyTriesPerRoom, clock.now());
  }

  /** Counts a try. @throws {RoomError} `rate_limited` */
  take(address: string | undefined): void {
    const now = this.clock.now();
    const bucket = this.#bucketOf(networkOf(address) ?? "", now);
    const wait = Math.max(bucket.wait(now), this.#all.wait(now));
    if (wait > 0) throw new RoomError("rate_limited", "Too many wrong credentials. Wait a while.", wait);
    bucket.take(now);
    this.#all.take(now);
  }

  /** Takes back a try with the right credentials: a school or an office that shares an address does not use up its tries. */
  giveBack(address: string | undefined): void {
    this.#bucketOf(networkOf(address) ?? "", this.clock.now()).giveBack();
  }

  #bucketOf(network: string, now: number): TokenBucket {
    const known = this.#networks.get(network);
    if (known !== undefined) return known;
    if (this.#networks.size >= MANY) {
      for (const [other, bucket] of this.#networks) if (bucket.isFull(now)) this.#networks.delete(other);
    }
    const { keyTriesPerAddress } = this.limits;
    const bucket = new TokenBucket(keyTriesPerAddress / MINUTE, keyTriesPerAddress, now);
    this.#networks.set(network, bucket);
    return bucket;
  }
}
