/** Limits wrong credentials: few tries from a network, and not many more from all together. */
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { TokenBucket } from "../rate-limits/token-bucket.ts";
import { TokenBuckets } from "../rate-limits/token-buckets.ts";
import { RoomError } from "../room-error.ts";

const MINUTE = 60;

export class CredentialLimiter {
  readonly #networks: TokenBuckets;
  readonly #all: TokenBucket;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    { keyTriesPerAddress, keyTriesPerRoom }: Pick<Limits, "keyTriesPerAddress" | "keyTriesPerRoom">,
  ) {
    this.#networks = new TokenBuckets(clock, {
      perSecond: keyTriesPerAddress / MINUTE,
      burst: keyTriesPerAddress,
    });
    this.#all = new TokenBucket(keyTriesPerRoom / MINUTE, keyTriesPerRoom, clock.now());
  }

  /** Counts a try. @throws {RoomError} `rate_limited` */
  take(address: string | undefined): void {
    const now = this.clock.now();
    const network = networkOf(address) ?? "";
    const wait = Math.max(this.#networks.wait(network), this.#all.wait(now));
    if (wait > 0) throw new RoomError("rate_limited", "Too many wrong credentials. Wait a while.", wait);
    this.#networks.take(network);
    this.#all.take(now);
  }

  /** Takes back a try with the right credentials: a school or an office that shares an address does not use up its tries. */
  giveBack(address: string | undefined): void {
    this.#networks.giveBack(networkOf(address) ?? "");
  }
}
