/** What every event passes before it reaches its listener: not too many, and of a name somebody listens to. */
import { failure, type WireError } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { acknowledgement } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { Conduct, ConductLimits } from "./conduct.ts";
import type { RoomSocket } from "./room-io.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Socket.IO listens to this one itself, for faults of its own, and would acknowledge nothing. */
const OWN_EVENT = "error";

export interface GateRules {
  clock: Pick<Clock, "now">;
  limits: ConductLimits & Pick<Limits, "searchWeight">;
  conduct: Conduct;
  /** Adds the listeners of an event that few sockets ever send, before it is looked for who listens to it. */
  onRare: (socket: RoomSocket, event: string) => void;
  /** The socket's person goes on although refused again and again: the socket is to be closed for this reason. */
  onFlood: (socket: RoomSocket, reason: WireError) => void;
}

/** Puts the gate before a socket's listeners. What it turns away is answered, and reaches no listener. */
export function guard(socket: RoomSocket, rules: GateRules): void {
  const { clock, limits, conduct, onRare, onFlood } = rules;
  const bucket = new TokenBucket(limits.eventsPerSecond, limits.eventBurst, clock.now());
  socket.use(([event, ...args], next) => {
    const wait = conduct.take(socket.data.id, bucket, event === "search" ? limits.searchWeight : 1);
    if (wait === 0) onRare(socket, event);
    if (wait > 0) {
      const message = `At most ${limits.eventsPerSecond} events a second.`;
      acknowledgement(args)(failure("rate_limited", message, wait));
      if (conduct.refused(socket.data.id)) onFlood(socket, tooFast(limits.floodPenaltyMs));
    } else if (event === OWN_EVENT || socket.listenerCount(event as never) === 0) {
      acknowledgement(args)(failure("unknown_event", "Nobody listens to an event of this name."));
    } else {
      next();
    }
  });
}

/** Why somebody was put out who did not slow down. `retryAfter` is in milliseconds. */
export function tooFast(retryAfter: number): WireError {
  return failure("rate_limited", "Too many events in too short a time. Take a break.", retryAfter).error;
}
