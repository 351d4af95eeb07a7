/** Notifies the room that the user is typing, no more often than needed. */
import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";

/** The room forgets it after `typingMs`, so it is repeated a little before that. */
const REPEAT_AFTER = 0.6;

export class TypingNotifier {
  /** When the room was last notified; undefined while the user is not typing. */
  #sentAt: number | undefined;
  #cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly send: (active: boolean) => void,
  ) {}

  /** To be called for every key that changes the text. */
  typed(): void {
    const now = this.clock.now();
    if (this.#sentAt === undefined || now - this.#sentAt >= limits.peek().typingMs * REPEAT_AFTER) {
      this.#sentAt = now;
      this.send(true);
    }
    this.#cancel?.();
    this.#cancel = this.clock.after(limits.peek().typingMs, () => this.stopped());
  }

  /** To be called when the text is sent or emptied, or the room is left. */
  stopped(): void {
    this.#cancel?.();
    if (this.#sentAt === undefined) return;
    this.#sentAt = undefined;
    this.send(false);
  }
}
