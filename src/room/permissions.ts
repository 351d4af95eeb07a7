/** Who may do what in a room. Checked in the room itself, whatever a page shows or hides. */
import { isBot } from "../shared/contract/bots.ts";
import { OPERATOR_OWNER } from "../shared/contract/settings.ts";
import type { GuestStore } from "./access/guest-store.ts";
import type { Verifications } from "./access/verifications.ts";
import type { BotStore } from "./bots/bot-store.ts";
import type { Clock } from "./clock.ts";
import type { RoleStore } from "./identity/role-store.ts";
import type { MessageStore } from "./messages/message-store.ts";
import type { SanctionStore } from "./moderation/sanction-store.ts";
import { BANNED_EVERYWHERE, type BanList } from "./operator/ban-list.ts";
import { RoomError } from "./room-error.ts";
import type { SettingsStore } from "./settings/settings-store.ts";
import type { ImportStateStore } from "./storage/import-state.ts";
import type { RoomDeletion } from "./storage/room-deletion.ts";

/** The same with wrong credentials and with none. */
const PRIVATE = "This room is private. Its owner admits people by an invite link or a passphrase.";

/** Stands for an operator, who has the owner's rights in every room. No session, bot or token has this id. */
export const OPERATOR_ID = OPERATOR_OWNER;

const CLOSED = "An operator of this server has closed the room.";

const OWNER_ONLY = "Only the owner of the room may do this.";

/** What an event needs, by name. */
export type PermissionName =
  /** To be connected. */
  | "connected"
  /** To change what others see: {@link Permissions.write}. */
  | "write"
  /** {@link Permissions.rename} */
  | "rename"
  /** {@link Permissions.own} */
  | "own"
  /** The handler checks it: first it has to look up what the permission depends on. */
  | "handler";

export interface PermissionsDependencies {
  roomDeletion: Pick<RoomDeletion, "requireNotDeleted">;
  settings: SettingsStore;
  roles: Pick<RoleStore, "isOwner">;
  sanctions: SanctionStore;
  guests: Pick<GuestStore, "has">;
  bots: Pick<BotStore, "has">;
  importState: Pick<ImportStateStore, "isRunning">;
  verifications: Pick<Verifications, "require">;
  messageStore: Pick<MessageStore, "lastSentAt">;
  banList: Pick<BanList, "hasPerson">;
  clock: Pick<Clock, "now">;
}

export class Permissions {
  constructor(private readonly deps: PermissionsDependencies) {}

  /** Checks what an event declares. @throws {RoomError} what the permission of this name throws */
  authorize(permission: PermissionName, id: string): void {
    if (permission === "write") this.write(id);
    else if (permission === "rename") this.rename(id);
    else if (permission === "own") this.own(id);
  }

  /** Whether a user has the owner's rights: the owner, and those whose token has the role. */
  isOwner(id: string): boolean {
    return id === OPERATOR_ID || this.deps.settings.isOwner(id) || this.deps.roles.isOwner(id);
  }

  /**
   * To connect, or to connect again.
   *
   * @throws {RoomError} `banned`, `forbidden` in a private room, or `not_found` in one that is being deleted
   */
  enter(id: string): void {
    this.deps.roomDeletion.requireNotDeleted();
    if (this.deps.banList.hasPerson(id)) throw RoomError.from(BANNED_EVERYWHERE);
    if (this.deps.sanctions.has("banned", id))
      throw new RoomError("banned", "You are banned from this room.");
    if (!this.isAdmitted(id)) throw new RoomError("forbidden", PRIVATE);
  }

  /** Whether a user needs no credentials: a private room admits its owner, its guests and its bots. */
  isAdmitted(id: string): boolean {
    const { settings, guests, bots } = this.deps;
    return !settings.isPrivate || this.isOwner(id) || guests.has(id) || bots.has(id);
  }

  /**
   * To read the room without a connection. A public or unlisted room is read by anyone who has its address.
   *
   * @param id undefined for an anonymous request
   * @throws {RoomError} `unauthorized`, `forbidden` or `banned` in a private room, `not_found` in one that is being deleted
   */
  read(id: string | undefined): void {
    this.deps.roomDeletion.requireNotDeleted();
    if (!this.deps.settings.isPrivate) return;
    if (id === undefined) throw new RoomError("unauthorized", `${PRIVATE} Say who you are.`);
    this.enter(id);
  }

  /**
   * To change what others see: messages, edits, reactions, typing, a name. A banned user may not, however long the
   * connection takes to end.
   *
   * @throws {RoomError} `muted`, `locked`, and what {@link enter} throws
   */
  write(id: string): void {
    this.enter(id);
    this.requireOpen(id);
    if (this.deps.importState.isRunning)
      throw new RoomError("locked", "This room is being imported. Wait until that is complete.");
    if (this.isOwner(id)) return;
    if (this.deps.sanctions.has("muted", id)) throw new RoomError("muted", "You are muted in this room.");
    if (this.deps.settings.current.locked)
      throw new RoomError("locked", "Only the owner of the room may write here.");
  }

  /** To do what a stranger could do much of: to write, react, upload or report. @throws {RoomError} `verification_required` */
  requireVerified(id: string): void {
    this.deps.verifications.require(id);
  }

  /** To send one more message. @throws {RoomError} `verification_required`, `rate_limited` in slow mode, and what {@link write} throws */
  send(id: string): void {
    this.write(id);
    this.requireVerified(id);
    const { slowMode } = this.deps.settings.current;
    if (slowMode === 0 || this.isOwner(id)) return;
    const wait =
      (this.deps.messageStore.lastSentAt(id) ?? Number.NEGATIVE_INFINITY) +
      slowMode * 1_000 -
      this.deps.clock.now();
    if (wait > 0) throw new RoomError("rate_limited", `One message every ${slowMode} seconds.`, wait);
  }

  /**
   * To delete a message of `author`. A muted author still may.
   *
   * @throws {RoomError} `forbidden`
   */
  delete(id: string, author: string): void {
    if (id !== author && !this.isOwner(id))
      throw new RoomError("forbidden", "Only its author may delete a message.");
  }

  /** To take another name. @throws {RoomError} `forbidden` for a bot, and what {@link write} throws */
  rename(id: string): void {
    if (isBot(id)) throw new RoomError("forbidden", "A bot has the name that the owner of the room gave it.");
    this.write(id);
  }

  /** To create the room, or to change anything in it. @throws {RoomError} `locked` in a room that an operator has closed */
  requireOpen(id: string): void {
    if (this.deps.settings.current.closed && id !== OPERATOR_ID) throw new RoomError("locked", CLOSED);
  }

  /** To take the room away as a file: its owner may, also while an operator has closed it. @throws {RoomError} `forbidden` */
  export(id: string): void {
    if (!this.isOwner(id)) throw new RoomError("forbidden", OWNER_ONLY);
  }

  /** What only the owner may do. @throws {RoomError} `forbidden`, and what {@link requireOpen} throws */
  own(id: string): void {
    this.requireOpen(id);
    if (!this.isOwner(id)) throw new RoomError("forbidden", OWNER_ONLY);
  }
}
