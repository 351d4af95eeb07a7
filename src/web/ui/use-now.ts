/** The time, for what counts down. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Milliseconds since the epoch, twice a second while it is `running`, so that no second of a countdown is skipped. */
export function useNow(running: boolean): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    if (!running) return;
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 500);
    return () => clearInterval(timer);
  }, [running, now]);
  return running ? now.value : Date.now();
}

/** How many milliseconds it is until `at`, as it passes; 0 from then on. */
export function useRemainingTime(at: number): number {
  const now = useNow(at > Date.now());
  return Math.max(0, at - now);
}
