/** Who may do what in a room. Asked in the room itself, whatever a page shows or hides. */
import type { BotList } from "./bot-list.ts";
import type { Clock } from "./clock.ts";
import type { Demolition } from "./demolition.ts";
import type { GuestList } from "./guest-list.ts";
import type { MessageLog } from "./message-log.ts";
import { Refusal } from "./refusal.ts";
import type { SanctionList } from "./sanction-list.ts";
import type { Settings } from "./settings.ts";

/** The same for whoever has no key to it and for whoever has a wrong one. */
const PRIVATE = "This room is private. Its owner lets people in by an invite link or a passphrase.";

/** The parts of a room that say who may do what. */
export interface RightsParts {
  demolition: Pick<Demolition, "mayEnter">;
  settings: Settings;
  sanctions: SanctionList;
  guests: Pick<GuestList, "has">;
  bots: Pick<BotList, "has">;
  log: Pick<MessageLog, "lastSentAt">;
  clock: Pick<Clock, "now">;
}

export class Rights {
  constructor(private readonly parts: RightsParts) {}

  /**
   * To come in, or to come back.
   *
   * @throws Refusal `banned`, `forbidden` in a private room, or `not_found` in one that is being deleted
   */
  enter(id: string): void {
    this.parts.demolition.mayEnter();
    if (this.parts.sanctions.has("banned", id)) throw new Refusal("banned", "You are banned from this room.");
    if (!this.isLetIn(id)) throw new Refusal("forbidden", PRIVATE);
  }

  /** Whether somebody needs no key to come in: a private room lets its owner in, its guests and its bots. */
  isLetIn(id: string): boolean {
    const { settings, guests, bots } = this.parts;
    return !settings.isPrivate || settings.isOwner(id) || guests.has(id) || bots.has(id);
  }

  /**
   * To read the room without coming in. A public or unlisted one is read by anybody who has its address.
   *
   * @param id undefined for somebody who does not say who they are
   * @throws Refusal `unauthorized`, `forbidden` or `banned` in a private room, `not_found` in one that is being deleted
   */
  read(id: string | undefined): void {
    this.parts.demolition.mayEnter();
    if (!this.parts.settings.isPrivate) return;
    if (id === undefined) throw new Refusal("unauthorized", `${PRIVATE} Say who you are.`);
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
    if (this.parts.settings.isOwner(id)) return;
    if (this.parts.sanctions.has("muted", id)) throw new Refusal("muted", "You are muted in this room.");
    if (this.parts.settings.current.locked)
      throw new Refusal("locked", "Nobody but its owner may write here.");
  }

  /** One more message. @throws Refusal `rate_limited` in slow mode, and what {@link write} throws */
  send(id: string): void {
    this.write(id);
    const { slowMode } = this.parts.settings.current;
    if (slowMode === 0 || this.parts.settings.isOwner(id)) return;
    const wait =
      (this.parts.log.lastSentAt(id) ?? Number.NEGATIVE_INFINITY) + slowMode * 1_000 - this.parts.clock.now();
    if (wait > 0) throw new Refusal("rate_limited", `One message every ${slowMode} seconds.`, wait);
  }

  /** Whether somebody may delete a message of `author`. */
  delete(id: string, author: string): boolean {
    return id === author || this.parts.settings.isOwner(id);
  }

  /** Everything that only the owner may. @throws Refusal `forbidden` */
  own(id: string): void {
    if (!this.parts.settings.isOwner(id))
      throw new Refusal("forbidden", "Only the owner of the room may do this.");
  }
}
