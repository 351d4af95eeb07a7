/** When the user may send the next message in a room with slow mode. */
import { signal } from "@preact/signals";
import type { Clock } from "../clock.ts";

export class SlowMode {
  /** Milliseconds since the epoch; in the past if the user may send now. */
  readonly maySendAt = signal(0);

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** @param ms from now; 0 or less ends the wait */
  wait(ms: number): void {
    this.maySendAt.value = ms > 0 ? this.clock.now() + ms : 0;
  }
}
