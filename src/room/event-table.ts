/** What a room declares about each event that clients send. Every feature has a table of its own events. */
import type { GenericSchema } from "valibot";
import { networkOf } from "../platform/network.ts";
import type { Ack, ClientToServerEvents } from "../shared/contract/index.ts";
import type { MembersQuery, Paged, SearchQuery } from "../shared/validation/schemas.ts";
import type { PermissionName } from "./permissions.ts";
import type { EventCost } from "./rate-limits/event-cost.ts";
import type { Requester } from "./rate-limits/load-limiter.ts";
import type { TokenBucket } from "./rate-limits/token-bucket.ts";
import type { RoomSocket } from "./room-io.ts";

export type EventName = keyof ClientToServerEvents;

/** Payloads that the schema turns into something else: their cursor is read. */
interface ParsedPayloads {
  search: SearchQuery;
  "members:get": MembersQuery;
  "guests:get": Paged<string>;
  "reports:get": Paged<[at: number, id: string]>;
}

/** What the handler of an event gets. */
export type EventPayload<Name extends EventName> = Name extends keyof ParsedPayloads
  ? ParsedPayloads[Name]
  : Parameters<ClientToServerEvents[Name]>[0];

/** What the acknowledgement of an event brings, besides `ok`. */
export type EventResult<Name extends EventName> =
  NonNullable<Parameters<ClientToServerEvents[Name]>[1]> extends (answer: Ack<infer Result>) => void
    ? Result
    : never;

/** One event: everything that the server needs to know of it. */
export interface EventDefinition<Name extends EventName> {
  /** Checks the payload. */
  schema: GenericSchema<unknown, EventPayload<Name>>;
  /** Checked right before {@link handle}. */
  permission: PermissionName | ((payload: EventPayload<Name>) => PermissionName);
  /** What the rate limits count. */
  cost: EventCost;
  /** It takes something away from others: it is acknowledged when all relays have handled what it sends. */
  isConfirmed?: boolean;
  /** Awaited before the permission is checked, where there is something to wait for. */
  before?(client: Client): Promise<unknown> | undefined;
  /** Does what was asked for. Throws a {@link RoomError} to refuse it. */
  handle(payload: EventPayload<Name>, client: Client): Outcome<Name> | Promise<Outcome<Name>>;
}

/** What a handler returns: the result, or a {@link Reply} where others are notified after the acknowledgement. */
export type Outcome<Name extends EventName> = EventResult<Name> | Reply<EventResult<Name>>;

/** The events of a feature. */
export type EventTable<Names extends EventName> = { [Name in Names]: EventDefinition<Name> };

/** The events of a room: one that is in the contract and in no feature's table does not compile. */
export type RoomEvents = EventTable<EventName>;

/**
 * A result with its consequences for others. The acknowledgement leaves first, so that a client knows its own message
 * before it is broadcast; `publish` follows in the same synchronous stretch.
 */
export class Reply<Result> {
  constructor(
    readonly result: Result,
    readonly publish: () => void | Promise<void>,
  ) {}
}

/** The sender of an event, as handlers and rate limits see it: a connected socket, or a request by HTTP. */
export class Client implements Requester {
  /**
   * @param bucket counts the events of this socket
   * @param network see `networkOf`
   */
  constructor(
    readonly socket: RoomSocket,
    readonly bucket: TokenBucket,
    readonly network: string | undefined = networkOf(socket.handshake.address),
  ) {}

  /** The id of its principal. */
  get id(): string {
    return this.socket.data.id;
  }
}
