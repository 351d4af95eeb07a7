/** Detects whether the user is idle, and notifies the room of changes. */
import type { Clock } from "../clock.ts";

/** How long without activity, in milliseconds. */
const IDLE_AFTER = 5 * 60_000;

const ACTIVITY_EVENTS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

export class IdleDetector {
  #idle = false;
  #last: number;
  #cancel: () => void;

  /**
   * @param notify runs on every change, and in {@link resend}
   * @param left aborts when the room is left
   */
  constructor(
    private readonly clock: Clock,
    private readonly notify: (idle: boolean) => void,
    left?: AbortSignal,
  ) {
    this.#last = clock.now();
    this.#cancel = clock.after(IDLE_AFTER, () => this.#check());
    const until = left === undefined ? {} : { signal: left };
    for (const event of ACTIVITY_EVENTS)
      addEventListener(event, () => this.#active(), { passive: true, capture: true, ...until });
    const visibilityChanged = () => {
      if (document.visibilityState === "visible") this.#active();
    };
    document.addEventListener("visibilitychange", visibilityChanged, until);
  }

  get isIdle(): boolean {
    return this.#idle;
  }

  /** To be called with every welcome: to a new connection every member is active. */
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

  /** There is one timer for all activity: when it ends, it checks when the last was. */
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
