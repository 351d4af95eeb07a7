/** Messages by HTTP, from programs that send one now and then and hold no connection. */
import type { RequestPrincipal } from "../../auth/principal.ts";
import type { SendPayload } from "../../shared/contract/index.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { Permissions } from "../permissions.ts";
import { MESSAGE_COST } from "../rate-limits/event-cost.ts";
import type { EventRateLimiter } from "../rate-limits/event-rate-limiter.ts";
import type { RoomCreation } from "../settings/room-creation.ts";
import type { MessageSender, SentMessage } from "./send-message.ts";

export interface MessagePosterDependencies {
  bots: Pick<BotStore, "resolve">;
  permissions: Pick<Permissions, "enter">;
  roomCreation: Pick<RoomCreation, "permit">;
  messageSender: MessageSender;
  presence: Pick<PresenceTracker, "ready" | "nameOf">;
  rateLimiter: Pick<EventRateLimiter, "takeRequest">;
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
    const { bots, permissions, rateLimiter, roomCreation, messageSender, presence } = this.deps;
    const { id, name, isNameFixed } = bots.resolve(principal);
    // Before anything is counted. `MessageSender.say` checks new messages again, after the waits; a retry only needs this.
    permissions.enter(id);
    rateLimiter.takeRequest({ id, network }, MESSAGE_COST, payload);
    await presence.ready();
    await roomCreation.permit(network);
    const author = { id, name: isNameFixed ? name : (presence.nameOf(id) ?? name) };
    const sent = messageSender.say(author, payload, network);
    messageSender.publish(sent);
    return sent;
  }
}
