/** The text in a room's composer, kept until it is sent. */
import type { Store } from "./storage.ts";

export class Draft {
  readonly #key: string;

  constructor(
    private readonly store: Store,
    room: string,
  ) {
    this.#key = `draft:${room}`;
  }

  read(): string {
    return this.store.get(this.#key) ?? "";
  }

  /** Whether there is text that would be lost with the page. */
  get atRisk(): boolean {
    return this.read() !== "" && !this.store.lasts(this.#key);
  }

  /** Keeps `text`; an empty one leaves nothing behind. */
  write(text: string): void {
    if (text === "") this.store.remove(this.#key);
    else this.store.set(this.#key, text);
  }
}
