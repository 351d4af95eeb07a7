/** The text in the composer of a room and the message it replies to, stored until it is sent. */
import { signal } from "@preact/signals";
import type { Store } from "./device-storage.ts";

export class Draft {
  /** Whether there is text that could not be stored, and would be lost with the page. */
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

  /** Stores `text`, or removes the draft if it is empty. */
  write(text: string): void {
    if (text === "") this.store.remove(this.#key);
    else this.store.set(this.#key, text);
    this.isUnsaved.value = text !== "" && !this.store.isSaved(this.#key);
  }

  /** The `seq` of the message that it replies to. */
  get replyTo(): number | undefined {
    return Number(this.store.get(this.#replyKey)) || undefined;
  }

  set replyTo(seq: number | undefined) {
    if (seq === undefined) this.store.remove(this.#replyKey);
    else this.store.set(this.#replyKey, String(seq));
  }
}
