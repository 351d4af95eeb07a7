/** Tells the room how far one has read: seldom, because a thousand readers of one message are a thousand events. */
import type { Clock } from "../clock.ts";

/** How long one waits after the last time, in milliseconds. */
const PAUSE = 30_000;
/** How long at first: who only passes by has told nothing. */
const FIRST_PAUSE = 3_000;

export class ReadReceipts {
  #sent = 0;
  #reached = 0;
  #next = 0;
  #cancel: (() => void) | undefined;

  /** @param send returns false where it cannot be told now */
  constructor(
    private readonly clock: Clock,
    private readonly send: (seq: number) => boolean,
  ) {
    this.#next = clock.now() + FIRST_PAUSE;
  }

  /** What the room knows already. */
  setKnown(seq: number): void {
    this.#sent = Math.max(this.#sent, seq);
  }

  /** One has seen everything up to `seq`. */
  reached(seq: number): void {
    this.#reached = Math.max(this.#reached, seq);
    if (this.#reached <= this.#sent || this.#cancel !== undefined) return;
    this.#cancel = this.clock.after(Math.max(0, this.#next - this.clock.now()), () => this.flush());
  }

  /** Tells it now: the page may not be here for long. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#reached <= this.#sent || !this.send(this.#reached)) return;
    this.#sent = this.#reached;
    this.#next = this.clock.now() + PAUSE;
  }
}
