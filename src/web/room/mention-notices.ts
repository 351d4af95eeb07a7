/** Desktop notifications for messages that speak to the reader, once they asked for them by a click. */
import { signal } from "@preact/signals";
import type { Member, Message } from "../../protocol/message.ts";
import type { Store } from "../device/storage.ts";
import { gistOf } from "../text/gist.ts";
import { language } from "../words/language.ts";
import { isolated } from "../words/names.ts";

const KEY = "notify";
const LONGEST_QUOTE = 200;

/** "insecure": not over HTTPS, where browsers grant none; "failed": granted, and then not shown all the same. */
export type NoticeState = "off" | "on" | "blocked" | "insecure" | "failed" | "missing";

export class MentionNotices {
  readonly state = signal<NoticeState>("off");

  /**
   * @param title what the room is called
   * @param address of a message
   * @param open brings the reader to a message
   * @param speaks whether a message is for somebody: it names them, or answers a message of theirs
   */
  constructor(
    private readonly store: Store,
    private readonly room: string,
    private readonly title: () => string,
    private readonly address: (seq: number) => string,
    private readonly open: (seq: number) => void,
    private readonly speaks: (message: Message, to: Member) => boolean,
  ) {
    this.#read();
  }

  /** To be called on a click, which is when a browser lets a page ask. */
  async toggle(): Promise<void> {
    if (this.state.peek() === "on") this.store.remove(KEY);
    // An old browser answers by a callback only: what was granted then is read on the next visit.
    else if ((await Notification.requestPermission().catch(() => "denied")) === "granted")
      this.store.set(KEY, "1");
    this.#read();
  }

  /** Tells of those `messages` that speak to `you`, or answer you, while nobody looks at the page. */
  tell(messages: readonly Message[], you: Member): void {
    if (this.state.peek() !== "on" || document.visibilityState === "visible") return;
    for (const message of messages) {
      const { seq, from } = message;
      if (!this.speaks(message, you)) continue;
      const title = `${isolated(from.name)} · ${isolated(this.title())}`;
      void this.#show(seq, title, {
        body: gistOf(message).slice(0, LONGEST_QUOTE),
        dir: "auto",
        lang: language.peek(),
        tag: `${this.room}:${seq}`,
      }).catch(() => {
        this.state.value = "failed";
      });
    }
  }

  /** Android has no notifications of a page, only those of its service worker. Rejects where it has neither. */
  async #show(seq: number, title: string, options: NotificationOptions): Promise<void> {
    let notice: Notification;
    try {
      notice = new Notification(title, options);
    } catch (error) {
      const registration = await navigator.serviceWorker?.getRegistration();
      if (registration === undefined) throw error;
      await registration.showNotification(title, { ...options, data: this.address(seq) });
      return;
    }
    notice.onclick = () => {
      window.focus();
      notice.close();
      this.open(seq);
    };
  }

  #read(): void {
    if (!isSecureContext) this.state.value = "insecure";
    else if (!("Notification" in window)) this.state.value = "missing";
    else if (Notification.permission === "denied") this.state.value = "blocked";
    else this.state.value = Notification.permission === "granted" && this.store.get(KEY) ? "on" : "off";
  }
}
