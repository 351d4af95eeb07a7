/** Subscriptions as the worker asks the room for them. Every permission is checked here, in the room. */
import type { Principal } from "../../auth/principal.ts";
import type { NotificationLevel, PushSubscriptionPayload } from "../../shared/push.ts";
import type { Clock } from "../clock.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { Permissions } from "../permissions.ts";
import { DEFAULT_COST } from "../rate-limits/event-cost.ts";
import type { EventRateLimiter } from "../rate-limits/event-rate-limiter.ts";
import { RoomError } from "../room-error.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { PushNotifier } from "./push-notifier.ts";
import type { PushSubscriptionStore } from "./subscription-store.ts";

export interface PushRpcDependencies {
  subscriptions: PushSubscriptionStore;
  notifier: Pick<PushNotifier, "subscribed">;
  permissions: Pick<Permissions, "enter">;
  settings: Pick<SettingsStore, "current">;
  messageStore: Pick<MessageStore, "lastSeq">;
  presence: Pick<PresenceTracker, "ready" | "nameOf">;
  rateLimiter: Pick<EventRateLimiter, "takeRequest">;
  clock: Pick<Clock, "now">;
}

export class PushRpc {
  constructor(private readonly deps: PushRpcDependencies) {}

  /**
   * Stores a subscription of a person, or changes it.
   *
   * @param payload validated, its endpoint one of a push service
   * @param site the origin of the page
   * @param network see `networkOf`
   * @throws {RoomError} `not_found` in a room that no one has created, `too_large`, `rate_limited`, and the errors of
   *   {@link Permissions.enter}
   */
  async subscribe(
    { id, name, device }: Principal,
    { endpoint, keys, level, language }: PushSubscriptionPayload,
    site: string,
    network: string | undefined,
  ): Promise<object> {
    const { subscriptions, notifier, permissions, settings, messageStore, presence, clock } = this.deps;
    permissions.enter(id);
    this.deps.rateLimiter.takeRequest({ id, network }, DEFAULT_COST, {});
    await presence.ready();
    permissions.enter(id);
    // A visit stores nothing, and neither does a subscription to a room that does not exist.
    if (settings.current.owner === undefined)
      throw new RoomError("not_found", "No one has created this room yet.");
    const isFirst = subscriptions.isEmpty;
    const asked = { endpoint, ...keys, level, language, site, person: id, device: device ?? null };
    subscriptions.add({ ...asked, name: presence.nameOf(id) ?? name }, clock.now(), messageStore.lastSeq);
    notifier.subscribed(isFirst);
    return {};
  }

  /** Removes a subscription of a person. Does nothing if there is none, so that everyone may always ask for it. */
  unsubscribe({ id }: Principal, endpoint: string): object {
    const { subscriptions } = this.deps;
    if (subscriptions.find(endpoint)?.person === id) subscriptions.remove(endpoint);
    return {};
  }

  /** What a person wants to be notified of, chosen on one of their devices, for those that have a subscription. */
  setLevel(person: string, level: NotificationLevel): void {
    this.deps.subscriptions.setLevel(person, level);
  }
}
