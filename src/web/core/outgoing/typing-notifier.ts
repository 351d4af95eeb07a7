/** Says that one is typing, as rarely as the room needs to hear it. */

import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";

/** The room forgets after `typingMs`, so a repetition has to come a little before that. */
const REPEAT_AFTER = 0.6;

export class TypingNotice {
  #saidAt: number | undefined;
  #cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly say: (active: boolean) => void,
  ) {}

  /** To be called on every key that changed the text. */
  typed(): void {
    const now = this.clock.now();
    if (this.#saidAt === undefined || now - this.#saidAt >= limits.peek().typingMs * REPEAT_AFTER) {
      this.#saidAt = now;
      this.say(true);
    }
    this.#cancel?.();
    this.#cancel = this.clock.after(limits.peek().typingMs, () => this.stopped());
  }

  /** To be called when the text was sent, emptied or left. */
  stopped(): void {
    this.#cancel?.();
    if (this.#saidAt === undefined) return;
    this.#saidAt = undefined;
    this.say(false);
  }
}
