/** A clock that moves only when a test advances it, for the page and for a room. */
import type { Clock } from "../../src/web/core/clock.ts";

export class ManualClock implements Clock {
  #now = 1_000_000;
  #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void): () => void {
    const entry = { at: this.#now + delay, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** How many tasks are scheduled. */
  get pendingTasks(): number {
    return this.#tasks.length;
  }

  /** Moves the time on by `duration` milliseconds and runs the tasks that become due, in order. */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const [next] = this.#tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }
}
