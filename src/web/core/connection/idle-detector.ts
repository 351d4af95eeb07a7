/** Whether anybody is at this window: told to the room when that changes. */
import type { Clock } from "../clock.ts";

/** How long without a key, a click or a touch, in milliseconds. */
const IDLE_AFTER = 5 * 60_000;

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

export class IdleDetector {
  #idle = false;
  #last: number;
  #cancel: () => void;

  /**
   * @param tell also runs with every welcome, through {@link retell}
   * @param left takes its listeners away when the room is left
   */
  constructor(
    private readonly clock: Clock,
    private readonly tell: (idle: boolean) => void,
    left?: AbortSignal,
  ) {
    this.#last = clock.now();
    this.#cancel = clock.after(IDLE_AFTER, () => this.#look());
    const until = left === undefined ? {} : { signal: left };
    for (const sign of SIGNS)
      addEventListener(sign, () => this.#here(), { passive: true, capture: true, ...until });
    const seen = () => {
      if (document.visibilityState === "visible") this.#here();
    };
    document.addEventListener("visibilitychange", seen, until);
  }

  /** A new connection knows of nobody who is idle. */
  retell(): void {
    if (this.#idle) this.tell(true);
  }

  #here(): void {
    this.#last = this.clock.now();
    if (!this.#idle) return;
    this.#idle = false;
    this.tell(false);
    this.#cancel();
    this.#cancel = this.clock.after(IDLE_AFTER, () => this.#look());
  }

  /** One timer for all signs: it looks when the last of them was. */
  #look(): void {
    const rest = this.#last + IDLE_AFTER - this.clock.now();
    if (rest > 0) {
      this.#cancel = this.clock.after(rest, () => this.#look());
      return;
    }
    this.#idle = true;
    this.tell(true);
  }
}
