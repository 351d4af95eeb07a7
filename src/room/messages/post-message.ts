/** Messages by HTTP, from programs that send one now and then and hold no connection. */
import type { RequestPrincipal } from "../../auth/principal.ts";
import type { SendPayload } from "../../shared/contract/index.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { Permissions } from "../permissions.ts";
import { MESSAGE_COST, weightOf } from "../rate-limits/event-cost.ts";
import { BUSY, tooFast } from "../rate-limits/event-rate-limiter.ts";
import type { LoadLimiter, Requester } from "../rate-limits/load-limiter.ts";
import { TokenBucket } from "../rate-limits/token-bucket.ts";
import type { UserRateLimiter, UserRateLimits } from "../rate-limits/user-rate-limiter.ts";
import { RoomError } from "../room-error.ts";
import type { RoomCreation } from "../settings/room-creation.ts";
import type { MessageSender, SentMessage } from "./send-message.ts";

export interface MessagePosterDependencies {
  bots: Pick<BotStore, "resolve">;
  permissions: Pick<Permissions, "enter">;
  roomCreation: Pick<RoomCreation, "permit">;
  messageSender: MessageSender;
  presence: Pick<PresenceTracker, "ready" | "nameOf">;
  userRateLimiter: UserRateLimiter;
  loadLimiter: Pick<LoadLimiter, "take">;
  /** How many sockets a message is broadcast to. */
  socketCount: () => number;
  clock: Pick<Clock, "now">;
  limits: UserRateLimits;
}

export class MessagePoster {
  constructor(private readonly deps: MessagePosterDependencies) {}

  /**
   * Sends a message, like the event `message:send`: the same checks, limits and exactly-once.
   *
   * @param payload validated
   * @param network where the request comes from, see `networkOf`
   * @throws {RoomError} `unauthorized`, `rate_limited`, and what {@link Permissions.enter} and {@link MessageSender.say} throw
   */
  async post(
    principal: RequestPrincipal,
    payload: SendPayload,
    network: string | undefined,
  ): Promise<SentMessage> {
    const { bots, permissions, roomCreation, messageSender, presence } = this.deps;
    const { id, name } = bots.resolve(principal);
    permissions.enter(id);
    this.#limit({ id, network }, payload);
    await presence.ready();
    await roomCreation.permit(network);
    const sent = messageSender.say({ id, name: presence.nameOf(id) ?? name }, payload);
    messageSender.publish(sent);
    return sent;
  }

  /** A request has no bucket of a socket: only the user's own counts. @throws {RoomError} `rate_limited` */
  #limit(from: Requester, payload: SendPayload): void {
    const { userRateLimiter, loadLimiter, socketCount, clock, limits } = this.deps;
    const { id } = from;
    const penalty = userRateLimiter.staysOut(id);
    if (penalty > 0) throw RoomError.from(tooFast(penalty));
    const burst = Math.max(limits.personEventBurst, limits.eventBurst);
    const wait = userRateLimiter.take(id, new TokenBucket(burst, burst, clock.now()));
    const loadWait = wait > 0 ? 0 : loadLimiter.take(from, weightOf(MESSAGE_COST, payload, socketCount()));
    if (wait === 0 && loadWait === 0) return;
    userRateLimiter.refused(id);
    throw new RoomError("rate_limited", wait > 0 ? "Too many messages a second." : BUSY, wait || loadWait);
  }
}
