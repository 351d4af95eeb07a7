/** When a message was sent: the time of day, and all of it for a pointer that rests there. */
import { signal } from "@preact/signals";
import { nextTask } from "../device/when-idle.ts";
import { exactTime, timeOfDay } from "../text/times.ts";

/** Whether whole times are written yet: what formats them takes a slow phone long to make, and messages show without. */
const isExact = signal(false);

export function MessageTime({ at, class: name }: { at: number; class: string }) {
  return (
    <time
      class={name}
      dateTime={new Date(at).toISOString()}
      title={isExact.value ? exactTime(at) : undefined}
    >
      {timeOfDay(at)}
    </time>
  );
}

/** Gets ready to write the time of day, in a task of its own. */
export async function readyTimes(): Promise<void> {
  await nextTask();
  timeOfDay(0);
  await nextTask();
}

/** Has whole times written too. */
export async function writeExactTimes(): Promise<void> {
  await nextTask();
  exactTime(0);
  await nextTask();
  isExact.value = true;
}
