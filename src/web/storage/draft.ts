/** The text in a room's composer and the message it answers, kept until it is sent. */
import { signal } from "@preact/signals";
import type { Store } from "./device-storage.ts";

export class Draft {
  /** Whether there is text that this device could not keep: it would be lost with the page. */
  readonly isUnsaved = signal(false);
  readonly #key: string;
  readonly #replyKey: string;

  constructor(
    private readonly store: Store,
    room: string,
  ) {
    this.#key = `draft:${room}`;
    this.#replyKey = `reply:${room}`;
  }

  read(): string {
    return this.store.get(this.#key) ?? "";
  }

  /** Keeps `text`; an empty one leaves nothing behind. */
  write(text: string): void {
    if (text === "") this.store.remove(this.#key);
    else this.store.set(this.#key, text);
    this.isUnsaved.value = text !== "" && !this.store.isSaved(this.#key);
  }

  /** The `seq` of the message that it answers. */
  get replyTo(): number | undefined {
    return Number(this.store.get(this.#replyKey)) || undefined;
  }

  set replyTo(seq: number | undefined) {
    if (seq === undefined) this.store.remove(this.#replyKey);
    else this.store.set(this.#replyKey, String(seq));
  }
}
