/** Who may do what in a room. Asked in the room itself, whatever a page shows or hides. */
import type { Clock } from "./clock.ts";
import type { MessageLog } from "./message-log.ts";
import { Refusal } from "./refusal.ts";
import type { SanctionList } from "./sanction-list.ts";
import type { Settings } from "./settings.ts";

export class Rights {
  constructor(
    private readonly settings: Settings,
    private readonly sanctions: SanctionList,
    private readonly log: Pick<MessageLog, "lastSentAt">,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /** @throws Refusal `banned` */
  enter(id: string): void {
    if (this.sanctions.has("banned", id)) throw new Refusal("banned", "You are banned from this room.");
  }

  /** Whatever others see: messages, edits, reactions, typing, a new name. @throws Refusal `muted` or `locked` */
  write(id: string): void {
    if (this.settings.isOwner(id)) return;
    if (this.sanctions.has("muted", id)) throw new Refusal("muted", "You are muted in this room.");
    if (this.settings.current.locked) throw new Refusal("locked", "Nobody but its owner may write here.");
  }

  /** One more message. @throws Refusal `muted`, `locked`, or `rate_limited` in slow mode */
  send(id: string): void {
    this.write(id);
    const { slowMode } = this.settings.current;
    if (slowMode === 0 || this.settings.isOwner(id)) return;
    const wait = (this.log.lastSentAt(id) ?? Number.NEGATIVE_INFINITY) + slowMode * 1_000 - this.clock.now();
    if (wait > 0) throw new Refusal("rate_limited", `One message every ${slowMode} seconds.`, wait);
  }

  /** Whether somebody may delete a message of `author`. */
  delete(id: string, author: string): boolean {
    return id === author || this.settings.isOwner(id);
  }

  /** Everything that only the owner may. @throws Refusal `forbidden` */
  own(id: string): void {
    if (!this.settings.isOwner(id)) throw new Refusal("forbidden", "Only the owner of the room may do this.");
  }
}
