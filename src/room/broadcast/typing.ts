/** Who is writing at the moment. Nobody types for ever: it ends by itself when it is not repeated. */
import type { Typing } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { Source } from "./frame-batcher.ts";

export class TypingTracker implements Source<Typing> {
  /** When each person's typing ends, in milliseconds since the epoch; soonest first. */
  readonly #until = new Map<string, number>();
  #told = "";
  #cancelTimer: (() => void) | undefined;

  /** @param onChange called when the list may have changed */
  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, "typingMs" | "typingListed">,
    private readonly onChange: () => void,
  ) {}

  /** The ids of those who are writing: the complete list, but for those past the limit. */
  get ids(): string[] {
    return [...this.#until.keys()].slice(0, this.limits.typingListed);
  }

  /** Notes that a person is writing. Holds until {@link stop}, or `typingMs` from now. */
  start(id: string): void {
    const isNew = !this.#until.delete(id);
    this.#until.set(id, this.clock.now() + this.limits.typingMs);
    this.#awaitFirstEnd();
    if (isNew) this.onChange();
  }

  /** Notes that a person has stopped, sent what they wrote, or is gone. */
  stop(id: string): void {
    if (!this.#until.delete(id)) return;
    if (this.#until.size === 0) this.#stopTimer();
    this.onChange();
  }

  takeDelta(): Typing | undefined {
    const { ids } = this;
    const told = [...ids].sort().join();
    if (told === this.#told) return undefined;
    this.#told = told;
    return { ids };
  }

  /** One timer for everybody, and only while somebody types: an object where nobody does can sleep. */
  #awaitFirstEnd(): void {
    const [first] = this.#until.values();
    if (this.#cancelTimer !== undefined || first === undefined) return;
    this.#cancelTimer = this.clock.after(Math.max(0, first - this.clock.now()), () => {
      this.#cancelTimer = undefined;
      this.#endOverdue();
      this.#awaitFirstEnd();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #endOverdue(): void {
    const now = this.clock.now();
    const before = this.#until.size;
    for (const [id, until] of this.#until) {
      if (until > now) break;
      this.#until.delete(id);
    }
    if (this.#until.size < before) this.onChange();
  }
}
