/** What follows when the settings of a room change: by its owner's socket, or by `POST /api/rooms`. */
import { isBot } from "../../shared/contract/bots.ts";
import type { Member, RoomSettings, RoomUpdate } from "../../shared/contract/index.ts";
import type { GuestStore } from "../access/guest-store.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { MessageRetention } from "../messages/retention.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { RoomRegistration } from "../operator/room-registration.ts";
import type { Permissions } from "../permissions.ts";
import type { RoomLog } from "../room-log.ts";
import type { DirectoryPublisher } from "../storage/directory-publisher.ts";
import type { RoomDeletion } from "../storage/room-deletion.ts";
import type { SettingsStore } from "./settings-store.ts";

export interface SettingsUpdaterDependencies {
  settings: SettingsStore;
  permissions: Pick<Permissions, "isOwner" | "requireOpen">;
  guests: Pick<GuestStore, "check" | "add">;
  sanctions: Pick<SanctionStore, "has">;
  presence: Pick<PresenceTracker, "ready">;
  memberList: Pick<MemberList, "all">;
  retention: Pick<MessageRetention, "trim">;
  frameBatcher: Pick<FrameBatcher, "changed">;
  directoryPublisher: Pick<DirectoryPublisher, "unlist">;
  roomDeletion: Pick<RoomDeletion, "requireNotDeleted">;
  roomRegistration: Pick<RoomRegistration, "add">;
  roomLog: Pick<RoomLog, "event">;
}

export class SettingsUpdater {
  constructor(private readonly deps: SettingsUpdaterDependencies) {}

  /**
   * Changes the settings. Synchronous, so that of two changes the later one counts: `PresenceTracker.ready` was awaited.
   *
   * @returns all settings as they are now
   * @throws {RoomError} `too_large` when a room that becomes private has too many members
   */
  update(update: RoomUpdate): RoomSettings {
    const guests = this.#newGuests(update);
    this.deps.settings.update(update);
    return this.#apply(update, guests);
  }

  /** Creates the room for an owner. Throws `forbidden` for a room that has another owner, and what {@link update} throws. */
  async create(owner: string, update: RoomUpdate): Promise<RoomSettings> {
    await this.deps.presence.ready();
    this.deps.roomDeletion.requireNotDeleted();
    this.deps.permissions.requireOpen(owner);
    const guests = this.#newGuests(update);
    const { settings, permissions, roomRegistration, roomLog } = this.deps;
    const isNew = settings.current.owner === undefined;
    // A person whose token has the owner's role changes a room of another owner.
    if (settings.current.owner !== undefined && permissions.isOwner(owner)) settings.update(update);
    else settings.claim(owner, update);
    roomRegistration.add();
    if (isNew) roomLog.event("created", { visibility: settings.current.visibility });
    return this.#apply(update, guests);
  }

  /** The members of a room that becomes private stay in it, as guests. */
  #newGuests({ visibility }: RoomUpdate): Member[] {
    const { settings, guests, sanctions, memberList } = this.deps;
    if (visibility !== "private" || settings.isPrivate) return [];
    const members = memberList.all.filter(({ id }) => !isBot(id) && !sanctions.has("banned", id));
    guests.check(members);
    return members;
  }

  #apply({ visibility, retention: limits }: RoomUpdate, guests: readonly Member[]): RoomSettings {
    const { settings, retention, frameBatcher, directoryPublisher } = this.deps;
    this.deps.guests.add(...guests);
    frameBatcher.changed("room");
    if (visibility !== undefined && visibility !== "public") void directoryPublisher.unlist();
    if (limits !== undefined) retention.trim();
    return settings.current;
  }
}
