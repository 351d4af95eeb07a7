/** The time and timers, so that a test can replace them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Runs `task` once, in `ms` milliseconds. A pending task keeps the object awake and in memory, so keep `ms` short.
   *
   * @returns a function that cancels the task
   */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
