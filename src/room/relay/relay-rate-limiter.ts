/**
 * The rate limits that a relay checks by itself: events per socket, and per user over the sockets of the relay. The room checks
 * them again, over all its relays, and everything else.
 */
import { type Failure, failure } from "../../shared/contract/errors.ts";
import type { Clock } from "../clock.ts";
import { TokenBucket } from "../rate-limits/token-bucket.ts";
import { UserRateLimiter, type UserRateLimits } from "../rate-limits/user-rate-limiter.ts";
import type { RelaySocket } from "./relay-io.ts";

export class RelayRateLimiter {
  readonly #users: UserRateLimiter;
  readonly #buckets = new WeakMap<RelaySocket, TokenBucket>();
  readonly #flooding = new WeakSet<RelaySocket>();

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: UserRateLimits,
  ) {
    this.#users = new UserRateLimiter(clock, limits);
  }

  /** Counts an event. @returns why it is refused, or undefined */
  take(socket: RelaySocket): Failure | undefined {
    const { eventsPerSecond, eventBurst } = this.limits;
    let bucket = this.#buckets.get(socket);
    if (bucket === undefined) {
      bucket = new TokenBucket(eventsPerSecond, eventBurst, this.clock.now());
      this.#buckets.set(socket, bucket);
    }
    const wait = this.#users.take(socket.data.id, bucket);
    return wait > 0
      ? failure("rate_limited", `At most ${eventsPerSecond} events a second.`, wait)
      : undefined;
  }

  /** Counts a refusal. @returns whether the room is to be told that the client does not slow down: once */
  countRejection(socket: RelaySocket): boolean {
    if (!this.#users.countRejection(socket.data.id) || this.#flooding.has(socket)) return false;
    this.#flooding.add(socket);
    return true;
  }
}
