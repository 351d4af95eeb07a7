/** Desktop notifications for messages that speak to the reader, once they asked for them by a click. */
import { signal } from "@preact/signals";
import type { Member, Message } from "../../../shared/contract/message.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { NotificationState } from "../context/room-context.ts";

const KEY = "notify";

export class MentionNotifications {
  readonly state = signal<NotificationState>("off");

  /**
   * @param title what the room is called
   * @param address of a message
   * @param open brings the reader to a message
   * @param label what somebody is called, told apart from those with a name that looks alike
   * @param isForMember whether a message is for somebody: it names them, or answers a message of theirs
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

  /** To be called on a click, which is when a browser lets a page ask. */
  async toggle(): Promise<void> {
    if (this.state.peek() === "on") this.store.remove(KEY);
    // An old browser answers by a callback only: what was granted then is read on the next visit.
    else if ((await Notification.requestPermission().catch(() => "denied")) === "granted") {
      this.store.set(KEY, "1");
      // What a browser grants it may not be able to do: one is shown at once, which says that they are on.
      void this.#show((shown) => shown.showConfirmation(this.title()));
    }
    this.#read();
  }

  /** Tells of those `messages` that speak to `you`, or answer you, while nobody looks at the page. */
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

  /** What a browser grants and then does not do all the same is not called "on". */
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
 * Whether this browser shows notifications. Where the constructor throws, a service worker has to show them. It is tried only
 * while nothing is granted: it would show something.
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
