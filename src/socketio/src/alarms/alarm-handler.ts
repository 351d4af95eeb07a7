/** Handles the alarm of an object: due names, pings, and the search for silent clients. */

import type { Recovery } from "../recovery/recovery.ts";
import type { AlarmSchedule } from "./alarm-schedule.ts";
import type { WebSocketHeartbeats } from "./websocket-heartbeats.ts";

/** The name under which recovery deletes old packets and sessions. */
export const TRIM = "socketio:trim";

/** What an alarm may have to do. */
export interface AlarmOptions {
  schedule: AlarmSchedule;
  heartbeats: WebSocketHeartbeats;
  /** Set if connection state recovery is on. */
  recovery: Recovery | undefined;
  /** How often silent clients are searched for, in milliseconds; `Infinity`: only when there is another alarm. */
  sweepInterval: number;
  /** Handles a name that the application has scheduled. */
  onAlarm(name: string): void | Promise<void>;
  /** Reports that `onAlarm` threw or rejected. */
  reportError(error: unknown, name: string): void;
}

/** Does everything that is due, and sets the alarm for what is next. */
export async function handleAlarm(options: AlarmOptions): Promise<void> {
  const { schedule, heartbeats, recovery, sweepInterval, onAlarm, reportError } = options;
  schedule.alarmFired();
  const due = schedule.start(Date.now());
  for (const name of due) {
    if (name === TRIM) continue;
    try {
      await onAlarm(name);
    } catch (error) {
      reportError(error, name);
    }
    schedule.finish([name]);
  }
  // Handlers may take long. Clients have `pingTimeout` from when the ping is sent.
  const now = Date.now();
  const nextPing = await heartbeats.ping(now);
  const remaining = await heartbeats.sweep(now);
  // Trimming requires that silent connections have ended, so it follows the sweep.
  if (due.includes(TRIM)) {
    recovery?.trim(now);
    schedule.finish([TRIM]);
  }
  const nextSweep = remaining > 0 && Number.isFinite(sweepInterval) ? now + sweepInterval : undefined;
  for (const at of [nextPing, nextSweep, schedule.next]) if (at !== undefined) await schedule.setAlarm(at);
}
