/** What every event passes before it reaches its listener: not too many, and of a name somebody listens to. */
import { networkOf } from "../../platform/network.ts";
import { type Failure, failure, type WireError } from "../../shared/contract/errors.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { acknowledgement } from "../request-handler.ts";
import type { RoomSocket } from "../room-io.ts";
import { isDear, isLight, weightOf } from "./event-cost.ts";
import type { LoadLimiter, Requester } from "./load-limiter.ts";
import { type MessageLimiter, TOO_MANY_MESSAGES } from "./message-limiter.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { UserRateLimiter, UserRateLimits } from "./user-rate-limiter.ts";

/** Socket.IO listens to this one itself, for faults of its own, and would acknowledge nothing. */
const OWN_EVENT = "error";

export interface EventGuardOptions {
  clock: Pick<Clock, "now">;
  limits: UserRateLimits & Pick<Limits, "searchWeight">;
  userRateLimiter: UserRateLimiter;
  load: Pick<LoadLimiter, "take" | "refused">;
  messages: Pick<MessageLimiter, "wait">;
  /** Whether a message was stored already: a retry is answered, however fast its author sends. */
  isStored: (author: string, nonce: string) => boolean;
  /** How many sockets hear what is said. */
  sockets: () => number;
  /** Adds the listeners of an event that few sockets ever send, before it is looked for who listens to it. */
  onRare: (socket: RoomSocket, event: string) => void;
  /** The socket's person goes on although refused again and again: the socket is to be closed for this reason. */
  onFlood: (socket: RoomSocket, reason: WireError) => void;
}

/** Puts the gate before a socket's listeners. What it turns away is answered, and reaches no listener. */
export function guardEvents(socket: RoomSocket, rules: EventGuardOptions): void {
  const { clock, limits, userRateLimiter, load, onRare, onFlood } = rules;
  const bucket = new TokenBucket(limits.eventsPerSecond, limits.eventBurst, clock.now());
  const network = networkOf(socket.handshake.address);
  socket.use(([event, ...args], next) => {
    const { id } = socket.data;
    const refusal = refusalOf({ id, network }, event, args[0], { ...rules, bucket });
    if (refusal !== undefined) {
      acknowledgement(args)(refusal);
      const isFlood = userRateLimiter.refused(id);
      if (isFlood || (!isLight(weightOf(event, undefined, 0)) && load.refused({ id, network }))) {
        userRateLimiter.putOut(id);
        onFlood(socket, tooFast(limits.floodPenaltyMs));
      }
      return;
    }
    onRare(socket, event);
    if (event === OWN_EVENT || socket.listenerCount(event as never) === 0) {
      acknowledgement(args)(failure("unknown_event", "Nobody listens to an event of this name."));
    } else {
      next();
    }
  });
}

interface Counters extends EventGuardOptions {
  /** The socket's own. */
  bucket: TokenBucket;
}

/** Why an event is not looked at, the cheapest question first: nothing of it is validated or read from storage before. */
function refusalOf(
  from: Requester,
  event: string,
  payload: unknown,
  { limits, userRateLimiter, load, messages, isStored, sockets, bucket }: Counters,
): Failure | undefined {
  const wait = userRateLimiter.take(from.id, bucket, event === "search" ? limits.searchWeight : 1);
  if (wait > 0) return failure("rate_limited", `At most ${limits.eventsPerSecond} events a second.`, wait);
  if (event === "message:send") {
    const messageWait = messages.wait(from.id);
    if (messageWait > 0 && !isStored(from.id, nonceIn(payload)))
      return failure("rate_limited", TOO_MANY_MESSAGES, messageWait);
  }
  const loadWait = load.take(from, weightOf(event, payload, sockets()), isDear(event));
  return loadWait > 0 ? failure("rate_limited", BUSY, loadWait) : undefined;
}

function nonceIn(payload: unknown): string {
  const nonce: unknown = typeof payload === "object" && payload !== null ? Reflect.get(payload, "nonce") : "";
  return typeof nonce === "string" ? nonce : "";
}

/** How a request is answered that the room has no time for. */
export const BUSY = "The room is busy. Wait a moment.";

/** Why somebody was put out who did not slow down. `retryAfter` is in milliseconds. */
export function tooFast(retryAfter: number): WireError {
  return failure("rate_limited", "Too many events in too short a time. Take a break.", retryAfter).error;
}
