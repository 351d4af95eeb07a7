/** Which messages of each sender have been seen. A sender publishes them in order, and some of them twice. */

import type { PublishedMessage } from "./messages.ts";

/** The most senders that are remembered: emitters have a name for each call. */
const MAX_SENDERS = 10_000;

/** The number of the last message of each sender. */
export class SenderNumbers {
  readonly #last = new Map<string, number>();

  /** Adds a message. Returns `false` if it has been added before. */
  add({ uid, number }: PublishedMessage): boolean {
    if (number <= (this.#last.get(uid) ?? 0)) return false;
    // The order of a Map is that of insertion, so the first entry is the one that is longest unused.
    this.#last.delete(uid);
    this.#last.set(uid, number);
    if (this.#last.size > MAX_SENDERS) {
      for (const [oldest] of this.#last) {
        this.#last.delete(oldest);
        break;
      }
    }
    return true;
  }
}
