/** Who may do what in a room. Asked in the room itself, whatever a page shows or hides. */

import type { GuestStore } from "./access/guest-store.ts";
import type { BotStore } from "./bots/bot-store.ts";
import type { Clock } from "./clock.ts";
import type { MessageStore } from "./messages/message-store.ts";
import type { SanctionStore } from "./moderation/sanction-store.ts";
import { RoomError } from "./room-error.ts";
import type { SettingsStore } from "./settings/settings-store.ts";
import type { RoomDeletion } from "./storage/room-deletion.ts";

/** The same for whoever has no key to it and for whoever has a wrong one. */
const PRIVATE = "This room is private. Its owner lets people in by an invite link or a passphrase.";

/** The parts of a room that say who may do what. */
export interface PermissionsDependencies {
  roomDeletion: Pick<RoomDeletion, "requireNotDeleted">;
  settings: SettingsStore;
  sanctions: SanctionStore;
  guests: Pick<GuestStore, "has">;
  bots: Pick<BotStore, "has">;
  log: Pick<MessageStore, "lastSentAt">;
  clock: Pick<Clock, "now">;
}

export class Permissions {
  constructor(private readonly deps: PermissionsDependencies) {}

  /**
   * To come in, or to come back.
   *
   * @throws Refusal `banned`, `forbidden` in a private room, or `not_found` in one that is being deleted
   */
  enter(id: string): void {
    this.deps.roomDeletion.requireNotDeleted();
    if (this.deps.sanctions.has("banned", id))
      throw new RoomError("banned", "You are banned from this room.");
    if (!this.isLetIn(id)) throw new RoomError("forbidden", PRIVATE);
  }

  /** Whether somebody needs no key to come in: a private room lets its owner in, its guests and its bots. */
  isLetIn(id: string): boolean {
    const { settings, guests, bots } = this.deps;
    return !settings.isPrivate || settings.isOwner(id) || guests.has(id) || bots.has(id);
  }

  /**
   * To read the room without coming in. A public or unlisted one is read by anybody who has its address.
   *
   * @param id undefined for somebody who does not say who they are
   * @throws Refusal `unauthorized`, `forbidden` or `banned` in a private room, `not_found` in one that is being deleted
   */
  read(id: string | undefined): void {
    this.deps.roomDeletion.requireNotDeleted();
    if (!this.deps.settings.isPrivate) return;
    if (id === undefined) throw new RoomError("unauthorized", `${PRIVATE} Say who you are.`);
    this.enter(id);
  }

  /**
   * Whatever others see: messages, edits, reactions, typing, a new name. Whoever was sent away may not, however long their
   * connection takes to end.
   *
   * @throws Refusal `muted`, `locked`, and what {@link enter} throws
   */
  write(id: string): void {
    this.enter(id);
    if (this.deps.settings.isOwner(id)) return;
    if (this.deps.sanctions.has("muted", id)) throw new RoomError("muted", "You are muted in this room.");
    if (this.deps.settings.current.locked)
      throw new RoomError("locked", "Nobody but its owner may write here.");
  }

  /** One more message. @throws Refusal `rate_limited` in slow mode, and what {@link write} throws */
  send(id: string): void {
    this.write(id);
    const { slowMode } = this.deps.settings.current;
    if (slowMode === 0 || this.deps.settings.isOwner(id)) return;
    const wait =
      (this.deps.log.lastSentAt(id) ?? Number.NEGATIVE_INFINITY) + slowMode * 1_000 - this.deps.clock.now();
    if (wait > 0) throw new RoomError("rate_limited", `One message every ${slowMode} seconds.`, wait);
  }

  /** Whether somebody may delete a message of `author`. */
  delete(id: string, author: string): boolean {
    return id === author || this.deps.settings.isOwner(id);
  }

  /** Everything that only the owner may. @throws Refusal `forbidden` */
  own(id: string): void {
    if (!this.deps.settings.isOwner(id))
      throw new RoomError("forbidden", "Only the owner of the room may do this.");
  }
}
