/** What the owner of the room has decided, and what that means for oneself. */
import { computed, signal } from "@preact/signals";
import type { Message } from "../../../shared/contract/message.ts";
import type { RoomSettings } from "../../../shared/contract/settings.ts";
import type { Clock } from "../clock.ts";
import { Pace } from "../outgoing/slow-mode.ts";
import type { MemberList } from "./member-list.ts";

export interface RulesParts {
  /** The room's name in its address. */
  name: string;
  /** What the room was called when it was last open on this device. */
  titleBefore: string | undefined;
  clock: Clock;
  memberList: Pick<MemberList, "you">;
}

export class RoomRules {
  /** What the owner set, and who that is. */
  readonly settings = signal<RoomSettings | undefined>(undefined);
  readonly isOwner = computed(() => {
    const owner = this.settings.value?.owner;
    return owner !== undefined && owner === this.parts.memberList.you.value?.id;
  });
  /** What the room is called: its title, else the name in its address. */
  readonly title = computed(() => {
    const settings = this.settings.value;
    return (settings === undefined ? this.parts.titleBefore : settings.title) || this.parts.name;
  });
  /** Whether one is muted here. */
  readonly muted = signal(false);
  /** Why one may read and not write, if so. */
  readonly silenced = computed((): "muted" | "locked" | undefined => {
    if (this.isOwner.value) return undefined;
    return this.muted.value ? "muted" : this.settings.value?.locked ? "locked" : undefined;
  });
  readonly pace: Pace;

  constructor(private readonly parts: RulesParts) {
    this.pace = new Pace(parts.clock);
  }

  /** Takes what holds from now on. Returns whether messages may be sent at another pace. */
  take(settings: RoomSettings): boolean {
    const before = this.settings.peek()?.slowMode;
    this.settings.value = settings;
    if (before === undefined || before === settings.slowMode) return false;
    // How long it is to wait now, the room says when it is asked.
    this.pace.wait(0);
    return true;
  }

  /** A message of one's own was stored just now. */
  wrote(): void {
    if (!this.isOwner.peek()) this.pace.wrote(this.settings.peek()?.slowMode ?? 0);
  }

  /** The newest of what one wrote from elsewhere, or before this page was opened: it counts for slow mode too. */
  hasWritten(last: Message | undefined): void {
    const slowMode = this.settings.peek()?.slowMode ?? 0;
    if (last === undefined || slowMode === 0 || this.isOwner.peek()) return;
    const passed = Math.max(0, this.parts.clock.now() - last.at);
    this.pace.wait(slowMode * 1_000 - passed);
  }
}
