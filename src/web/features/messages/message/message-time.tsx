/** When a message was sent: the time of day, and date and time as a tooltip. */

import { exactTime, loadLocale, timeOfDay } from "../../../core/text/times.ts";
import { nextTask } from "../../../core/when-idle.ts";

export function MessageTime({ at, class: name }: { at: number; class: string }) {
  return (
    <time class={name} dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {timeOfDay(at)}
    </time>
  );
}

/** Creates the time formatters in tasks of their own: on a slow phone each takes longer than rendering a message. */
export async function prepareTimes(): Promise<void> {
  for (const prepare of [loadLocale, timeOfDay, exactTime]) {
    await nextTask();
    prepare(0);
  }
  await nextTask();
}
