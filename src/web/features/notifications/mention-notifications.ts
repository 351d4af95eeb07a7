/** Desktop notifications for messages that mention the user or reply to them, if they are turned on. */
import { signal } from "@preact/signals";
import type { Member, Message } from "../../../shared/contract/message.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { NotificationState } from "../context/room-context.ts";

const KEY = "notify";

export class MentionNotifications {
  readonly state = signal<NotificationState>("off");

  /**
   * @param title the title of the room
   * @param address the address of a message
   * @param open shows a message
   * @param label a member's name with its tag, if names look alike
   * @param isForMember whether a message mentions a member or replies to one of theirs
   */
  constructor(
    private readonly store: Store,
    private readonly room: string,
    private readonly title: () => string,
    private readonly address: (seq: number) => string,
    private readonly open: (seq: number) => void,
    private readonly isForMember: (message: Message, to: Member) => boolean,
    private readonly label: (person: Member) => string = ({ name }) => name,
  ) {
    this.#read();
  }

  /** To be called on a click: only then a browser asks for the permission. */
  async toggle(): Promise<void> {
    if (this.state.peek() === "on") this.store.remove(KEY);
    // Old browsers only call back: the permission is read on the next visit.
    else if ((await Notification.requestPermission().catch(() => "denied")) === "granted") {
      this.store.set(KEY, "1");
      // A granted permission does not mean that notifications work: a first one shows it.
      void this.#show((shown) => shown.showConfirmation(this.title()));
    }
    this.#read();
  }

  /** Notifies of those `messages` that are for `you`, while the page is hidden. */
  notify(messages: readonly Message[], you: Member): void {
    if (this.state.peek() !== "on" || document.visibilityState === "visible") return;
    for (const message of messages) {
      if (this.isForMember(message, you)) void this.#notify(message);
    }
  }

  #notify(message: Message): Promise<void> {
    const from = { ...message.from, name: this.label(message.from) };
    const place = {
      room: this.room,
      title: this.title(),
      address: this.address(message.seq),
      open: () => this.open(message.seq),
    };
    return this.#show(({ showNotification }) => showNotification({ ...message, from }, place));
  }

  /** Granted notifications that are not shown do not count as "on". */
  async #show(show: (part: typeof import("./show-notification.ts")) => Promise<void>): Promise<void> {
    const part = await import("./show-notification.ts").catch(() => undefined);
    try {
      if (part !== undefined) await show(part);
    } catch {
      this.store.remove(KEY);
      this.state.value = "failed";
    }
  }

  #read(): void {
    if (!isSecureContext) this.state.value = "insecure";
    else if (!canNotify()) this.state.value = "missing";
    else if (Notification.permission === "denied") this.state.value = "blocked";
    else this.state.value = Notification.permission === "granted" && this.store.get(KEY) ? "on" : "off";
  }
}

/**
 * Whether this browser shows notifications. Where the constructor throws, a service worker shows them. It is called
 * only while the permission is missing: otherwise it would show one.
 */
function canNotify(): boolean {
  if (!("Notification" in window)) return false;
  if ("serviceWorker" in navigator || Notification.permission === "granted") return true;
  try {
    new Notification("");
    return true;
  } catch {
    return false;
  }
}
