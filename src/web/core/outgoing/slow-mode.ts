/** When one may write again in a room that lets people wait between two messages. */
import { signal } from "@preact/signals";
import type { Clock } from "../clock.ts";

export class Pace {
  /** Milliseconds since the epoch; in the past where nothing is to be waited for. */
  readonly mayWriteAt = signal(0);

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** A message was stored in a room of this slow mode, in seconds. */
  wrote(slowMode: number): void {
    this.wait(slowMode * 1_000);
  }

  /** The room says how long to wait, in milliseconds. */
  wait(ms: number): void {
    this.mayWriteAt.value = ms > 0 ? this.clock.now() + ms : 0;
  }
}
