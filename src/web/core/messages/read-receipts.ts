/** Sends the room how far the user has read, and rarely: a thousand readers of one message are a thousand events. */
import type { Clock } from "../clock.ts";

/** The shortest time between two receipts, in milliseconds. */
const PAUSE = 30_000;
/** The time before the first one: a short visit sends none. */
const FIRST_PAUSE = 3_000;

export class ReadReceipts {
  #sent = 0;
  #reached = 0;
  #next = 0;
  #cancel: (() => void) | undefined;

  /** @param send returns false if there is no connection */
  constructor(
    private readonly clock: Clock,
    private readonly send: (seq: number) => boolean,
  ) {
    this.#next = clock.now() + FIRST_PAUSE;
  }

  /** To be called with what the room knows. A receipt that was due without a connection is sent then. */
  setKnown(seq: number): void {
    this.#sent = Math.max(this.#sent, seq);
    this.reached(seq);
  }

  /** To be called when the user has seen everything up to `seq`. */
  reached(seq: number): void {
    this.#reached = Math.max(this.#reached, seq);
    if (this.#reached <= this.#sent || this.#cancel !== undefined) return;
    this.#cancel = this.clock.after(Math.max(0, this.#next - this.clock.now()), () => this.flush());
  }

  /** Sends the receipt that is due, if any. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#reached <= this.#sent || !this.send(this.#reached)) return;
    this.#sent = this.#reached;
    this.#next = this.clock.now() + PAUSE;
  }
}
