/** Limits new messages per person, over all connections and HTTP together. Bots have a separate limit. */
import { isBot } from "../../shared/contract/bots.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";
import { TokenBuckets } from "./token-buckets.ts";

export type MessageLimits = Pick<
  Limits,
  "messagesPerSecond" | "messageBurst" | "botMessagesPerSecond" | "botMessageBurst"
>;

export class MessageLimiter {
  readonly #people: TokenBuckets;
  readonly #bots: TokenBuckets;

  constructor(clock: Pick<Clock, "now">, limits: MessageLimits) {
    const { messagesPerSecond, messageBurst, botMessagesPerSecond, botMessageBurst } = limits;
    this.#people = new TokenBuckets(clock, { perSecond: messagesPerSecond, burst: messageBurst });
    this.#bots = new TokenBuckets(clock, { perSecond: botMessagesPerSecond, burst: botMessageBurst });
  }

  /** After how many milliseconds a person or bot may send a new message; 0 for now. */
  wait(id: string): number {
    return this.#of(id).wait(id);
  }

  /** Counts a new message. @throws RoomError `rate_limited` */
  take(id: string): void {
    const wait = this.#of(id).take(id);
    if (wait > 0) throw new RoomError("rate_limited", TOO_MANY_MESSAGES, wait);
  }

  #of(id: string): TokenBuckets {
    return isBot(id) ? this.#bots : this.#people;
  }
}

export const TOO_MANY_MESSAGES = "You are sending messages very fast. Wait a moment.";
