/** What every event passes before it reaches its listener: not too many, and of a name somebody listens to. */
import { failure } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { acknowledgement } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { RoomSocket } from "./room-io.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Puts the gate before a socket's listeners. What it turns away is answered, and reaches no listener. */
export function guard(
  socket: RoomSocket,
  clock: Clock,
  limits: Pick<Limits, "eventsPerSecond" | "eventBurst">,
): void {
  const bucket = new TokenBucket(limits.eventsPerSecond, limits.eventBurst, clock.now());
  socket.use(([event, ...args], next) => {
    const wait = bucket.take(clock.now());
    if (wait > 0) {
      const message = `At most ${limits.eventsPerSecond} events a second.`;
      acknowledgement(args)(failure("rate_limited", message, wait));
    } else if (socket.listenerCount(event as never) === 0) {
      acknowledgement(args)(failure("unknown_event", "Nobody listens to an event of this name."));
    } else {
      next();
    }
  });
}
