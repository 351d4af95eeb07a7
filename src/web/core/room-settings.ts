/** The settings of the room that is open, and what they mean for the user. */
import { computed, signal } from "@preact/signals";
import type { Message } from "../../shared/contract/message.ts";
import type { RoomSettings } from "../../shared/contract/settings.ts";
import type { Clock } from "./clock.ts";
import type { MemberList } from "./people/member-list.ts";

/** When the user may send the next message in a room with slow mode. */
export class SlowMode {
  /** Milliseconds since the epoch; in the past if the user may send now. */
  readonly maySendAt = signal(0);

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** @param ms from now; 0 or less ends the wait */
  wait(ms: number): void {
    this.maySendAt.value = ms > 0 ? this.clock.now() + ms : 0;
  }
}

export interface SettingsStateOptions {
  /** The room's name in its address. */
  name: string;
  /** The title that the room had when it was last open on this device. */
  storedTitle: string | undefined;
  clock: Clock;
  memberList: Pick<MemberList, "you">;
}

export class SettingsState {
  /** The settings and the owner; undefined until the first welcome. */
  readonly current = signal<RoomSettings | undefined>(undefined);
  /** Whether the user owns the room. */
  readonly isOwner = computed(() => {
    const owner = this.current.value?.owner;
    const you = this.options.memberList.you.value;
    return owner !== undefined && (owner === you?.id || you?.identity?.role === "owner");
  });
  /** The title of the room, else the name in its address. */
  readonly title = computed(() => {
    const settings = this.current.value;
    return (settings === undefined ? this.options.storedTitle : settings.title) || this.options.name;
  });
  /** Whether the user is muted. */
  readonly muted = signal(false);
  /** Why the user may read and not write, if so. */
  readonly writeBlocked = computed((): "closed" | "muted" | "locked" | undefined => {
    if (this.current.value?.closed) return "closed";
    if (this.isOwner.value) return undefined;
    return this.muted.value ? "muted" : this.current.value?.locked ? "locked" : undefined;
  });
  readonly slowMode: SlowMode;

  constructor(private readonly options: SettingsStateOptions) {
    this.slowMode = new SlowMode(options.clock);
  }

  /** Takes the settings that the room sent. Returns whether slow mode has changed. */
  update(settings: RoomSettings): boolean {
    const before = this.current.peek()?.slowMode;
    this.current.value = settings;
    if (before === undefined || before === settings.slowMode) return false;
    // The room answers the next message with the time to wait.
    this.slowMode.wait(0);
    return true;
  }

  /** To be called when the room has stored a message of the user. */
  messageStored(): void {
    if (!this.isOwner.peek()) this.slowMode.wait(this.#slowModeMs);
  }

  /** To be called with the user's newest message from another page or device: it counts for slow mode, too. */
  ownMessageReceived(last: Message | undefined): void {
    if (last === undefined || this.#slowModeMs === 0 || this.isOwner.peek()) return;
    const passed = Math.max(0, this.options.clock.now() - last.at);
    this.slowMode.wait(this.#slowModeMs - passed);
  }

  get #slowModeMs(): number {
    return (this.current.peek()?.slowMode ?? 0) * 1_000;
  }
}
