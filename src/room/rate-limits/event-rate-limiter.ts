/** The rate limits that every event passes before it is validated or anything is read from storage. */
import { type Failure, failure, type WireError } from "../../shared/contract/errors.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";
import { type EventCost, isLight, weightOf } from "./event-cost.ts";
import type { LoadLimiter, Requester } from "./load-limiter.ts";
import { type MessageLimiter, TOO_MANY_MESSAGES } from "./message-limiter.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { UserRateLimiter, UserRateLimits } from "./user-rate-limiter.ts";

export interface EventRateLimiterDependencies {
  clock: Pick<Clock, "now">;
  limits: UserRateLimits;
  userRateLimiter: UserRateLimiter;
  loadLimiter: Pick<LoadLimiter, "take" | "countRejection">;
  messageLimiter: Pick<MessageLimiter, "wait">;
  /** Whether a message was stored already: a retry is answered, however fast its author sends. */
  isStored: (author: string, nonce: string) => boolean;
  /** How many sockets the object with the most sends a broadcast to at once. */
  socketCount: () => number;
}

/** Who sends an event. `bucket` counts the events of the socket. */
export interface EventSender extends Requester {
  bucket: TokenBucket;
}

export class EventRateLimiter {
  constructor(private readonly deps: EventRateLimiterDependencies) {}

  /** A bucket for the events of one socket. */
  createBucket(): TokenBucket {
    const { clock, limits } = this.deps;
    return new TokenBucket(limits.eventsPerSecond, limits.eventBurst, clock.now());
  }

  /**
   * Counts an event, the cheapest check first.
   *
   * @param payload not validated yet
   * @returns why the event is refused, or undefined
   */
  take(sender: EventSender, cost: EventCost, payload: unknown): Failure | undefined {
    const { limits, userRateLimiter, loadLimiter, messageLimiter, isStored, socketCount } = this.deps;
    const wait = userRateLimiter.take(sender.id, sender.bucket, cost.events);
    if (wait > 0) return failure("rate_limited", `At most ${limits.eventsPerSecond} events a second.`, wait);
    if (cost.isMessage) {
      const messageWait = messageLimiter.wait(sender.id);
      if (messageWait > 0 && !isStored(sender.id, nonceIn(payload)))
        return failure("rate_limited", TOO_MANY_MESSAGES, messageWait);
    }
    const loadWait = loadLimiter.take(sender, weightOf(cost, payload, socketCount()), cost.isExpensive);
    return loadWait > 0 ? failure("rate_limited", BUSY, loadWait) : undefined;
  }

  /**
   * Counts a request over HTTP. It has no socket: only the limits of its user and the budgets count.
   *
   * @throws {RoomError} `rate_limited`
   */
  takeRequest(requester: Requester, cost: EventCost, payload: unknown): void {
    const { clock, limits, userRateLimiter, loadLimiter, socketCount } = this.deps;
    const penalty = userRateLimiter.blockedFor(requester.id);
    if (penalty > 0) throw RoomError.from(tooFast(penalty));
    const burst = Math.max(limits.personEventBurst, limits.eventBurst);
    const wait = userRateLimiter.take(requester.id, new TokenBucket(burst, burst, clock.now()), cost.events);
    const weight = weightOf(cost, payload, socketCount());
    const loadWait = wait > 0 ? 0 : loadLimiter.take(requester, weight, cost.isExpensive);
    if (wait === 0 && loadWait === 0) return;
    userRateLimiter.countRejection(requester.id);
    throw new RoomError("rate_limited", wait > 0 ? "Too many requests a second." : BUSY, wait || loadWait);
  }

  /** Counts a refusal. @returns why the socket is to be disconnected, where it was one too many */
  countRejection(sender: EventSender, cost: EventCost): WireError | undefined {
    const { userRateLimiter, loadLimiter } = this.deps;
    const isFlood = userRateLimiter.countRejection(sender.id);
    const isHeavy = !isLight(weightOf(cost, undefined, 0));
    if (!isFlood && !(isHeavy && loadLimiter.countRejection(sender))) return undefined;
    return this.block(sender);
  }

  /** Blocks a user for a while. @returns why the socket is to be disconnected */
  block({ id }: Pick<EventSender, "id">): WireError {
    this.deps.userRateLimiter.block(id);
    return tooFast(this.deps.limits.floodPenaltyMs);
  }
}

function nonceIn(payload: unknown): string {
  const nonce: unknown = typeof payload === "object" && payload !== null ? Reflect.get(payload, "nonce") : "";
  return typeof nonce === "string" ? nonce : "";
}

/** Answers a request that is over the room's budget. */
export const BUSY = "The room is busy. Wait a moment.";

/** Why a user who does not slow down is disconnected. `retryAfter` is in milliseconds. */
export function tooFast(retryAfter: number): WireError {
  return failure("rate_limited", "Too many events in too short a time. Take a break.", retryAfter).error;
}
