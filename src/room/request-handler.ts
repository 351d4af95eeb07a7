/** An event of a client: rate limited, validated, authorized, handled, and always acknowledged. */
import type { Principal } from "../auth/principal.ts";
import { count, isCounting } from "../platform/metrics.ts";
import { type Ack, type Failure, failure, type WireError } from "../shared/contract/errors.ts";
import { check } from "../shared/validation/schemas.ts";
import type { PresenceTracker } from "./connections/presence.ts";
import { Client, type EventDefinition, type EventName, Reply, type RoomEvents } from "./event-table.ts";
import { EXPIRED } from "./identity/identities.ts";
import { RequestSocket } from "./identity/request-socket.ts";
import type { Permissions } from "./permissions.ts";
import { DEFAULT_COST } from "./rate-limits/event-cost.ts";
import type { EventRateLimiter } from "./rate-limits/event-rate-limiter.ts";
import { RoomError } from "./room-error.ts";
import type { LocalSocket, RoomSocket } from "./room-io.ts";

const UNKNOWN_EVENT = failure("unknown_event", "There is no event of this name.");

/** A definition whose payload has the type that its schema checks. */
type AnyDefinition = EventDefinition<EventName> & { handle(payload: unknown, client: Client): unknown };

export interface RequestHandlerDependencies {
  permissions: Pick<Permissions, "authorize" | "enter">;
  presence: Pick<PresenceTracker, "ready" | "nameOf">;
  rateLimiter: EventRateLimiter;
  /** Whether the token of a socket has expired: it is being disconnected. */
  hasExpired: (socket: RoomSocket) => boolean;
  /** A client goes on although it is refused again and again: its socket is to be closed for this reason. */
  onFlood: (socket: RoomSocket, reason: WireError) => void;
  onError: (error: unknown, socket: RoomSocket) => void;
  /** Settles when all relays have handled what they were sent; undefined in a room without relays. */
  relaysSettled: (socket: RoomSocket) => Promise<void> | undefined;
}

export class RequestHandler {
  constructor(
    readonly events: RoomEvents,
    private readonly deps: RequestHandlerDependencies,
  ) {}

  /** Handles the events of a socket. One middleware for all of them: a socket needs no listener for each. */
  listen(socket: LocalSocket): void {
    const client = this.createClient(socket);
    socket.use((packet) => this.receive(client, packet));
  }

  createClient(socket: RoomSocket): Client {
    return new Client(socket, this.deps.rateLimiter.createBucket());
  }

  /**
   * Handles an event.
   *
   * @param packet the event's name, the payload, and last the acknowledgement, where the client asks for one
   */
  receive(client: Client, packet: readonly unknown[]): void {
    const { rateLimiter, hasExpired, onFlood } = this.deps;
    const payload = typeof packet[1] === "function" ? undefined : packet[1];
    const definition = this.#definitionOf(packet[0]);
    const acknowledge = counted(definition && String(packet[0]), acknowledgement(packet));
    if (hasExpired(client.socket)) {
      acknowledge(EXPIRED);
      return;
    }
    const cost = definition?.cost ?? DEFAULT_COST;
    const refusal = rateLimiter.take(client, cost, payload);
    if (refusal !== undefined) {
      acknowledge(refusal);
      const flood = rateLimiter.countRejection(client, cost);
      if (flood !== undefined) onFlood(client.socket, flood);
    } else if (definition === undefined) {
      acknowledge(UNKNOWN_EVENT);
    } else {
      this.#respond(client, definition, payload, acknowledge);
    }
  }

  /**
   * Handles an event that came by HTTP, from a person who may enter the room: validated, authorized, handled and published like
   * one from a socket, and counted in the limits of its sender.
   *
   * @param event one that needs no connection
   * @param payload not validated yet
   * @param network where the request comes from, see `networkOf`
   * @returns what a socket would be acknowledged with
   * @throws {RoomError}
   */
  async request(
    principal: Principal,
    event: EventName,
    payload: unknown,
    network: string | undefined,
  ): Promise<object> {
    const { permissions, rateLimiter, presence } = this.deps;
    const definition = this.#definitionOf(event);
    if (definition === undefined) throw RoomError.from(UNKNOWN_EVENT.error);
    permissions.enter(principal.id);
    rateLimiter.takeRequest({ id: principal.id, network }, definition.cost, payload);
    await presence.ready();
    // Meanwhile the person may have been banned, or the room deleted.
    permissions.enter(principal.id);
    const socket = new RequestSocket(principal, presence.nameOf(principal.id));
    const client = new Client(socket, rateLimiter.createBucket(), network);
    const answer = await new Promise<Ack>((resolve) =>
      this.#respond(client, definition, payload, counted(event, resolve)),
    );
    if (!answer.ok) throw RoomError.from(answer.error);
    return answer;
  }

  /** A client goes on although its relay refuses its events. */
  flood(client: Client): void {
    this.deps.onFlood(client.socket, this.deps.rateLimiter.block(client));
  }

  #respond(
    client: Client,
    definition: AnyDefinition,
    payload: unknown,
    acknowledge: (answer: Ack) => void,
  ): void {
    const checked = check<unknown>(definition.schema, payload);
    if (!checked.ok) {
      acknowledge(checked);
      return;
    }
    const finish = (outcome: unknown): void | Promise<void> => {
      const { result, publish } = outcome instanceof Reply ? outcome : new Reply(outcome as object, () => {});
      if (definition.isConfirmed) {
        const settled = this.#publishConfirmed(client, publish);
        if (settled !== undefined) return settled.then(() => acknowledge({ ok: true, ...result }));
      }
      acknowledge({ ok: true, ...result });
      return publish();
    };
    const handle = (): void | Promise<void> => {
      const { permission } = definition;
      this.deps.permissions.authorize(
        typeof permission === "function" ? permission(checked.value as never) : permission,
        client.id,
      );
      const outcome = definition.handle(checked.value, client);
      return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
    };
    const fail = (error: unknown): void => {
      if (!(error instanceof RoomError)) this.deps.onError(error, client.socket);
      // Socket.IO ignores this where the acknowledgement was sent before.
      acknowledge(toFailure(error));
    };
    try {
      const waiting = definition.before?.(client);
      const handled = waiting === undefined ? handle() : waiting.then(handle);
      if (handled instanceof Promise) handled.catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  /** Undefined in a room without relays. */
  #publishConfirmed(client: Client, publish: Reply<object>["publish"]): Promise<void> | undefined {
    const { relaysSettled } = this.deps;
    if (relaysSettled(client.socket) === undefined) return undefined;
    const published = publish();
    const settled = relaysSettled(client.socket);
    return Promise.all([published, settled]).then(() => undefined);
  }

  /** Undefined for an event that is not in the contract. */
  #definitionOf(event: unknown): AnyDefinition | undefined {
    return typeof event === "string" && Object.hasOwn(this.events, event)
      ? (this.events[event as EventName] as AnyDefinition)
      : undefined;
  }
}

/** The acknowledgement at the end of a packet. A client that asked for none gets none. */
function acknowledgement(packet: readonly unknown[]): (answer: Ack) => void {
  const last = packet.at(-1);
  return typeof last === "function" ? (last as (answer: Ack) => void) : () => {};
}

/** Counts the answer. @param event the name of a known event */
function counted(event = "unknown", acknowledge: (answer: Ack) => void): (answer: Ack) => void {
  if (!isCounting()) return acknowledge;
  return (answer) => {
    count("events_total", { event, result: answer.ok ? "ok" : answer.error.code });
    acknowledge(answer);
  };
}

/** The failure to answer with: a {@link RoomError} as it is, and no details of any other error. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RoomError) return error.toFailure();
  return failure("internal", "Something went wrong on our side. Nothing is lost by trying again.");
}

/** The answer to an RPC call: what `work` returns, or the {@link RoomError} that it throws. Any other error is rethrown. */
export async function toAck<Result extends object>(
  work: () => Result | Promise<Result>,
): Promise<Ack<Result>> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    if (error instanceof RoomError) return error.toFailure();
    throw error;
  }
}
