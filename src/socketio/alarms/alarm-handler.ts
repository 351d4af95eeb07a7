/** What an object does when its one alarm goes off: what is due by name, pings, and the search for silent clients. */

import type { Heartbeats } from "./websocket-heartbeats.ts";
import type { Recovery } from "../recovery/recovery.ts";
import type { AlarmClock } from "./alarm-schedule.ts";

/** The name under which the removal of old packets and sessions is scheduled. */
export const TRIM = "socketio:trim";

/** Who has something to do. */
export interface AlarmRound {
  clock: AlarmClock;
  heartbeats: Heartbeats;
  recovery: Recovery | undefined;
  /** How often silent clients are looked for, in milliseconds. */
  sweepInterval: number;
  /** A name of the application's is due. */
  onAlarm(name: string): void | Promise<void>;
  failed(error: unknown, name: string): void;
}

/** Does all that is due, and sets the alarm for what is next. */
export async function alarmRound(round: AlarmRound): Promise<void> {
  const { clock, heartbeats, recovery, sweepInterval, onAlarm, failed } = round;
  clock.wentOff();
  const now = Date.now();
  const due = clock.take(now);
  for (const name of due) {
    if (name === TRIM) continue;
    try {
      await onAlarm(name);
    } catch (error) {
      failed(error, name);
    }
  }
  const nextBeat = await heartbeats.beat(now);
  const unpinged = await heartbeats.sweep(now);
  // After the sweep, so that a silent connection has ended before what it missed is looked at.
  if (due.includes(TRIM)) recovery?.trim(now);
  clock.done(due);
  const nextSweep = unpinged > 0 && Number.isFinite(sweepInterval) ? now + sweepInterval : undefined;
  for (const at of [nextBeat, nextSweep, clock.next]) if (at !== undefined) await clock.arm(at);
}
