/** Notifications of one room on this device: of all messages, of mentions and replies, or of nothing. */
import { signal } from "@preact/signals";
import type { Member, Message } from "../../../shared/contract/message.ts";
import type { NotificationLevel } from "../../../shared/push.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { ClosedPageState, NotificationProblem, Notifications } from "../context/room-context.ts";

export interface RoomNotificationsOptions {
  store: Store;
  room: string;
  /** The title of the room. */
  title(): string;
  /** Shows a message, for a browser without a service worker. */
  open(seq: number): void;
  /** Whether a message mentions a member or replies to one of theirs. */
  isForMember(message: Message, to: Member): boolean;
  /** A member's name with its tag, if names look alike. */
  label(person: Member): string;
}

/** The key of what was chosen for a room. */
const keyOf = (room: string): string => `notify:${room}`;

/** What earlier versions of the page stored for all rooms together: mentions and replies. */
const EARLIER_KEY = "notify";

export class RoomNotifications implements Notifications {
  readonly level = signal<NotificationLevel>("nothing");
  readonly problem = signal<NotificationProblem | undefined>(undefined);
  readonly closedPage = signal<ClosedPageState | undefined>(undefined);

  constructor(private readonly options: RoomNotificationsOptions) {
    const { store, room } = options;
    this.level.value = (store.get(keyOf(room)) ??
      (store.get(EARLIER_KEY) ? "mentions" : "nothing")) as NotificationLevel;
  }

  /** Stores what was chosen. Without a choice nothing is stored. */
  setLevel(level: NotificationLevel): void {
    this.level.value = level;
    const { store, room } = this.options;
    store.set(keyOf(room), level);
  }

  /** Notifies of those `messages` that are for `you`, while the page is hidden. */
  notify(messages: readonly Message[], you: Member): void {
    const level = this.level.peek();
    if (level === "nothing" || document.visibilityState === "visible") return;
    for (const message of messages)
      if (level === "all" || this.options.isForMember(message, you)) void this.#show(message);
  }

  async #show(message: Message): Promise<void> {
    const { room, title, label, open } = this.options;
    const part = await import("./show-notification.ts").catch(() => undefined);
    const from = { ...message.from, name: label(message.from) };
    await part?.showMessage({ ...message, from }, { room, title: title(), open }).catch(() => {
      this.problem.value = "failed";
    });
  }
}
