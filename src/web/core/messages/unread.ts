/** Counts the messages that arrived while the newest was not in view, and marks the first of them. */
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Message } from "../../../shared/contract/message.ts";
import type { Store } from "../../storage/device-storage.ts";

/** What {@link Unread} needs of a room. */
export interface UnreadRoom {
  name: string;
  timeline: { newest: ReadonlySignal<readonly Message[]> };
  memberList: { you: ReadonlySignal<{ id: string } | undefined> };
  /** Whether the room has been shown. */
  opened: ReadonlySignal<boolean>;
  /** How far the user has read on another device. */
  readElsewhere: ReadonlySignal<number>;
  outgoing: { hasSent(message: Message): boolean };
  readReceipts: { reached(seq: number): void };
}

export class Unread {
  /** Whether the user sees the newest message. The page sets it. */
  readonly isWatched = signal(true);
  /** How many messages of others are newer than the last one seen. */
  readonly count = computed(() => this.#unread.value.length + this.#notLoaded.value);
  /** The `seq` of the first message that was new when the user came back; it stays until they leave again. */
  readonly marker = signal<number | undefined>(undefined);
  readonly #seen = signal<number | undefined>(undefined);
  readonly #unread = computed(() => this.#newerThan(this.#seen.value));
  /** How many unread messages the page does not have (any more). */
  readonly #notLoaded = computed(() => {
    const first = this.room.timeline.newest.value[0]?.seq;
    const seen = this.#seen.value;
    return first === undefined || seen === undefined ? 0 : Math.max(0, first - 1 - seen);
  });

  /**
   * @param store stores across visits what was seen last
   * @param left aborts when the room is left
   */
  constructor(
    private readonly room: UnreadRoom,
    store: Store,
    left?: AbortSignal,
  ) {
    const key = `seen:${room.name}`;
    effect(() => {
      const newest = room.timeline.newest.value.at(-1)?.seq ?? 0;
      if (!room.opened.value) return;
      if (this.#seen.peek() === undefined) {
        const last = Math.max(Number(store.get(key) ?? 0) || 0, room.readElsewhere.value);
        // Messages may be shown before the room has sent how far the user has read on another device.
        if (last === 0 && room.memberList.you.value === undefined) return;
        untracked(() => this.#mark(last > 0 ? last : undefined));
        this.#seen.value = newest;
      } else if (this.isWatched.value) this.#seen.value = newest;
      else this.#seenElsewhere(this.#sentElsewhere());
      if (!this.isWatched.value) return;
      store.set(key, String(newest));
      untracked(() => room.readReceipts.reached(newest));
    });
    // Another page of this browser has shown it.
    const storageChanged = (event: StorageEvent) => {
      if (event.key === key) this.#seenElsewhere(Number(event.newValue) || 0);
    };
    addEventListener("storage", storageChanged, left === undefined ? {} : { signal: left });
    effect(() => this.#seenElsewhere(room.readElsewhere.value));
    effect(() => {
      if (!this.isWatched.value) this.marker.value = undefined;
    });
    effect(() => {
      if (this.count.value > 0 && this.marker.peek() === undefined)
        untracked(() => this.#mark(this.#seen.peek()));
    });
  }

  /** To be called when the user has seen everything up to `seq` in another page or on another device. */
  #seenElsewhere(seq: number): void {
    const seen = this.#seen.peek();
    if (seen !== undefined && seq > seen) this.#seen.value = seq;
  }

  /** A user who writes has read: the newest message that they have sent elsewhere. */
  #sentElsewhere(): number {
    const yours = this.room.memberList.you.peek()?.id;
    const newest = this.room.timeline.newest.peek();
    return (
      newest.findLast((message) => message.from.id === yours && !this.room.outgoing.hasSent(message))?.seq ??
      0
    );
  }

  #mark(seen: number | undefined): void {
    this.marker.value = this.#newerThan(seen)[0]?.seq;
  }

  #newerThan(seen: number | undefined): readonly Message[] {
    if (seen === undefined) return [];
    const yours = this.room.memberList.you.value?.id;
    return this.room.timeline.newest.value.filter(
      (message) => message.seq > seen && message.from.id !== yours && !message.deleted,
    );
  }
}
