/** Typing indicators: who is typing. Each one expires unless the client repeats it. */
import type { Typing } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { Source } from "./frame-batcher.ts";

export class TypingTracker implements Source<Typing> {
  /** When each person's indicator expires, in milliseconds since the epoch; the soonest first. */
  readonly #expiry = new Map<string, number>();
  #sent = "";
  #cancelTimer: (() => void) | undefined;

  /** @param onChange called when the list may have changed */
  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, "typingMs" | "typingListed">,
    private readonly onChange: () => void,
  ) {}

  /** The ids of people who are typing, up to the limit. */
  get ids(): string[] {
    return [...this.#expiry.keys()].slice(0, this.limits.typingListed);
  }

  /** Notes that a person is typing, until {@link stop} or for `typingMs`. */
  start(id: string): void {
    const isNew = !this.#expiry.delete(id);
    this.#expiry.set(id, this.clock.now() + this.limits.typingMs);
    this.#startTimer();
    if (isNew) this.onChange();
  }

  /** Notes that a person stopped typing, sent the message or disconnected. */
  stop(id: string): void {
    if (!this.#expiry.delete(id)) return;
    if (this.#expiry.size === 0) this.#stopTimer();
    this.onChange();
  }

  takeDelta(): Typing | undefined {
    const { ids } = this;
    const sent = [...ids].sort().join();
    if (sent === this.#sent) return undefined;
    this.#sent = sent;
    return { ids };
  }

  /** One timer, and only while someone is typing: the object can sleep otherwise. */
  #startTimer(): void {
    const [first] = this.#expiry.values();
    if (this.#cancelTimer !== undefined || first === undefined) return;
    this.#cancelTimer = this.clock.after(Math.max(0, first - this.clock.now()), () => {
      this.#cancelTimer = undefined;
      this.#expire();
      this.#startTimer();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #expire(): void {
    const now = this.clock.now();
    const before = this.#expiry.size;
    for (const [id, expiry] of this.#expiry) {
      if (expiry > now) break;
      this.#expiry.delete(id);
    }
    if (this.#expiry.size < before) this.onChange();
  }
}
