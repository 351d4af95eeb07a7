/** The time, replaceable in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once after `delay` milliseconds. Returns what cancels it. */
  after(delay: number, task: () => void): () => void;
}

/** The system clock. All its tasks are cancelled when `signal` aborts. */
export function clockUntil(signal: AbortSignal): Clock {
  const waiting = new Set<() => void>();
  signal.addEventListener("abort", () => {
    for (const cancel of waiting) cancel();
    waiting.clear();
  });
  return {
    now: systemClock.now,
    after(delay, task) {
      if (signal.aborted) return () => undefined;
      const cancel = systemClock.after(delay, () => {
        waiting.delete(cancel);
        task();
      });
      waiting.add(cancel);
      return () => {
        waiting.delete(cancel);
        cancel();
      };
    },
  };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, task) {
    const timer = setTimeout(task, delay);
    return () => clearTimeout(timer);
  },
};
