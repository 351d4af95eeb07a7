/** Desktop notifications for messages that speak to the reader, once they asked for them by a click. */
import { signal } from "@preact/signals";
import type { Member, Message } from "../../protocol/message.ts";
import type { Store } from "../device/storage.ts";
import { gistOf } from "../text/gist.ts";
import { language } from "../words/language.ts";
import { isolated } from "../words/names.ts";

const KEY = "notify";
const LONGEST_QUOTE = 200;

export type NoticeState = "off" | "on" | "blocked" | "missing";

export class MentionNotices {
  readonly state = signal<NoticeState>("off");

  /**
   * @param title what the room is called
   * @param open brings the reader to a message
   * @param speaks whether a message is for somebody: it names them, or answers a message of theirs
   */
  constructor(
    private readonly store: Store,
    private readonly room: string,
    private readonly title: () => string,
    private readonly open: (seq: number) => void,
    private readonly speaks: (message: Message, to: Member) => boolean,
  ) {
    this.#read();
  }

  /** To be called on a click, which is when a browser lets a page ask. */
  async toggle(): Promise<void> {
    if (this.state.peek() === "on") this.store.remove(KEY);
    else if ((await Notification.requestPermission()) === "granted") this.store.set(KEY, "1");
    this.#read();
  }

  /** Tells of those `messages` that speak to `you`, or answer you, while nobody looks at the page. */
  tell(messages: readonly Message[], you: Member): void {
    if (this.state.peek() !== "on" || document.visibilityState === "visible") return;
    for (const message of messages) {
      const { seq, from } = message;
      if (!this.speaks(message, you)) continue;
      const title = `${isolated(from.name)} · ${isolated(this.title())}`;
      const notice = new Notification(title, {
        body: gistOf(message).slice(0, LONGEST_QUOTE),
        dir: "auto",
        lang: language.peek(),
        tag: `${this.room}:${seq}`,
      });
      notice.onclick = () => {
        window.focus();
        notice.close();
        this.open(seq);
      };
    }
  }

  #read(): void {
    if (!("Notification" in window)) this.state.value = "missing";
    else if (Notification.permission === "denied") this.state.value = "blocked";
    else this.state.value = Notification.permission === "granted" && this.store.get(KEY) ? "on" : "off";
  }
}
