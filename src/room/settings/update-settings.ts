/** What follows when an owner changes the settings of a room: over its socket, or over HTTP. */
import { isBot } from "../../shared/contract/bots.ts";
import type { RoomSettings, RoomUpdate } from "../../shared/contract/index.ts";
import type { GuestStore } from "../access/guest-store.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { MessageRetention } from "../messages/retention.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { DirectoryPublisher } from "../storage/directory-publisher.ts";
import type { SettingsStore } from "./settings-store.ts";

/** The parts of a room that its settings have to do with. */
export interface SettingsUpdaterDependencies {
  settings: SettingsStore;
  guests: GuestStore;
  sanctions: SanctionStore;
  presence: PresenceTracker;
  memberList: MemberList;
  retention: MessageRetention;
  frameBatcher: FrameBatcher;
  entry: Pick<DirectoryPublisher, "unlist">;
}

export class SettingsUpdater {
  constructor(private readonly deps: SettingsUpdaterDependencies) {}

  /**
   * Carries out a change.
   *
   * @param store stores it, or throws when it may not be made
   * @returns the settings as they now stand
   * @throws Refusal `too_large` when too many are here for a room that becomes private, and what `store` throws
   */
  async apply(update: RoomUpdate, store: () => void): Promise<RoomSettings> {
    const { settings, guests, sanctions, presence, memberList, retention, frameBatcher, entry } = this.deps;
    // Before anything is decided, so that of two changes the later one stands.
    if (update.visibility !== undefined) await presence.ready();
    const closes = update.visibility === "private" && !settings.isPrivate;
    // Whoever is in a room that becomes private stays.
    const stay = closes ? memberList.all.filter(({ id }) => !isBot(id) && !sanctions.has("banned", id)) : [];
    guests.check(stay);
    store();
    guests.add(...stay);
    frameBatcher.changed("room");
    if (update.visibility !== undefined && update.visibility !== "public") void entry.unlist();
    if (update.retention !== undefined) retention.trim();
    return settings.current;
  }
}
