/** Time, passed in so that a test can turn the hands. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Runs `task` once, `ms` milliseconds from now. A pending task keeps the object awake and in memory: keep it short.
   *
   * @returns a function that calls it off
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
