/** Messages that come by HTTP: from programs that say something now and then, and hold no connection. */
import type { RequestPrincipal } from "../../auth/principal.ts";
import type { Ack, Message, SendPayload } from "../../shared/contract/index.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import { weightOf } from "../rate-limits/event-cost.ts";
import { BUSY, tooFast } from "../rate-limits/event-rate-limiter.ts";
import type { LoadLimiter, Requester } from "../rate-limits/load-limiter.ts";
import { TokenBucket } from "../rate-limits/token-bucket.ts";
import type { UserRateLimiter, UserRateLimits } from "../rate-limits/user-rate-limiter.ts";
import { RoomError } from "../room-error.ts";
import type { RoomCreation } from "../settings/room-creation.ts";
import type { MessageHandlers } from "./message-handlers.ts";

export interface MessagePosterDependencies {
  bots: BotStore;
  roomCreation: RoomCreation;
  messageHandlers: Pick<MessageHandlers, "say">;
  /** Throws a {@link RoomError} when somebody may not come in. */
  mayEnter: (id: string) => void;
  presence: Pick<PresenceTracker, "ready" | "nameOf">;
  userRateLimiter: UserRateLimiter;
  load: Pick<LoadLimiter, "take">;
  /** How many sockets hear what is said. */
  sockets: () => number;
  clock: Pick<Clock, "now">;
  limits: UserRateLimits;
}

export class MessagePoster {
  constructor(private readonly deps: MessagePosterDependencies) {}

  /**
   * Says something for somebody, like `message:send`: the same checks, limits and exactly-once.
   *
   * @param payload validated
   * @param network where it comes from, see `networkOf`
   * @returns whether it was stored now, beside the message; or why it was refused
   */
  async post(
    poster: RequestPrincipal,
    payload: SendPayload,
    network: string | undefined,
  ): Promise<Ack<{ message: Message; isNew: boolean }>> {
    const { bots, roomCreation, messageHandlers, mayEnter, presence } = this.deps;
    try {
      const { id, name } = bots.resolve(poster);
      mayEnter(id);
      this.#pace({ id, network }, payload);
      await presence.ready();
      const from = { id, name: presence.nameOf(id) ?? name };
      const { message, isNew } = await roomCreation.say(network, () => messageHandlers.say(from, payload));
      return { ok: true, message, isNew };
    } catch (error) {
      if (error instanceof RoomError) return error.toFailure();
      throw error;
    }
  }

  /** A request has no bucket of a socket: what counts is the person's own. @throws Refusal `rate_limited` */
  #pace(from: Requester, payload: SendPayload): void {
    const { userRateLimiter, load, sockets, clock, limits } = this.deps;
    const { id } = from;
    const out = userRateLimiter.staysOut(id);
    if (out > 0) throw RoomError.from(tooFast(out));
    const burst = Math.max(limits.personEventBurst, limits.eventBurst);
    const wait = userRateLimiter.take(id, new TokenBucket(burst, burst, clock.now()));
    const loadWait = wait > 0 ? 0 : load.take(from, weightOf("message:send", payload, sockets()));
    if (wait === 0 && loadWait === 0) return;
    userRateLimiter.refused(id);
    throw new RoomError("rate_limited", wait > 0 ? "Too many messages a second." : BUSY, wait || loadWait);
  }
}
