/** The current time, for countdowns. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Milliseconds since the epoch, updated twice a second while `running`, so that a countdown skips no second. */
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

/** The milliseconds until `at`, as they pass; 0 from then on. */
export function useRemainingTime(at: number): number {
  const now = useNow(at > Date.now());
  return Math.max(0, at - now);
}
