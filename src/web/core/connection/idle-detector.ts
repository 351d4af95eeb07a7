/** Whether anybody is at this window: told to the room when that changes. */
import type { Clock } from "../clock.ts";

/** How long without a key, a click or a touch, in milliseconds. */
const IDLE_AFTER = 5 * 60_000;

const ACTIVITY_EVENTS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

export class IdleDetector {
  #idle = false;
  #last: number;
  #cancel: () => void;

  /**
   * @param notify also runs with every welcome, through {@link resend}
   * @param left takes its listeners away when the room is left
   */
  constructor(
    private readonly clock: Clock,
    private readonly notify: (idle: boolean) => void,
    left?: AbortSignal,
  ) {
    this.#last = clock.now();
    this.#cancel = clock.after(IDLE_AFTER, () => this.#check());
    const until = left === undefined ? {} : { signal: left };
    for (const sign of ACTIVITY_EVENTS)
      addEventListener(sign, () => this.#active(), { passive: true, capture: true, ...until });
    const seen = () => {
      if (document.visibilityState === "visible") this.#active();
    };
    document.addEventListener("visibilitychange", seen, until);
  }

  /** A new connection knows of nobody who is idle. */
  resend(): void {
    if (this.#idle) this.notify(true);
  }

  #active(): void {
    this.#last = this.clock.now();
    if (!this.#idle) return;
    this.#idle = false;
    this.notify(false);
    this.#cancel();
    this.#cancel = this.clock.after(IDLE_AFTER, () => this.#check());
  }

  /** One timer for all signs: it looks when the last of them was. */
  #check(): void {
    const rest = this.#last + IDLE_AFTER - this.clock.now();
    if (rest > 0) {
      this.#cancel = this.clock.after(rest, () => this.#check());
      return;
    }
    this.#idle = true;
    this.notify(true);
  }
}
