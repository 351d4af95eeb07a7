/**
 * The members of stock Socket.IO 4.8 that its public types hide and that this library relies on, in one place. A test
 * asserts that the pinned version still has each of them.
 */

import type { Namespace, Server, Socket } from "socket.io";
import type { Connection } from "./engine/connection.ts";
import type { ParsedPacket } from "./options.ts";

/** An acknowledgement callback. */
export type AckCallback = (...args: unknown[]) => void;

/** A `Socket` with the members that wake-ups, broadcasts and acknowledgements touch. */
export type StockSocket = Omit<
  Socket,
  "conn" | "handshake" | "data" | "acks" | "ack" | "emit" | "onevent"
> & {
  readonly conn: Connection;
  handshake: object;
  data: unknown;
  readonly acks: Map<number, AckCallback>;
  /** Recovery's private id. */
  readonly pid?: string;
  ack(id: number): AckCallback;
  onevent(packet: ParsedPacket): void;
  emit(event: string, ...args: unknown[]): boolean;
  notifyOutgoingListeners(packet: object): void;
  _onclose(reason: string): void;
  _cleanup(): void;
};

/** A `Namespace` with its sockets, its middlewares and its counter of acknowledgement ids. */
export type StockNamespace = Omit<Namespace, "sockets" | "adapter" | "run"> & {
  readonly sockets: Map<string, StockSocket>;
  readonly adapter: object;
  _ids: number;
  /** Runs the middlewares on a socket. */
  run(socket: StockSocket, next: (error?: Error | null) => void): void;
};

/** A parent of dynamic namespaces. */
export interface StockParentNamespace {
  readonly children: Set<StockNamespace>;
  createChild(name: string): StockNamespace;
}

/** What `restoreSession` hands to a `Socket` that is rebuilt. */
export interface WokenSession {
  sid: string;
  pid: string;
  rooms: string[];
  data: unknown;
  missedPackets: unknown[][];
}

/** A `Server` with its namespaces and encoder. */
export type StockServer = Omit<Server, "_nsps"> & {
  readonly encoder: { encode(packet: object): Array<string | Uint8Array> };
  readonly _nsps: Map<string, StockNamespace>;
  readonly parentNsps: Map<unknown, StockParentNamespace>;
};

/** The stock server as this library sees it. */
// biome-ignore lint/suspicious/noExplicitAny: the event maps of a user's server are of no concern here
export const stock = (io: Server<any, any, any, any>): StockServer => io as unknown as StockServer;

/** Socket.IO packet types. Source: Socket.IO protocol 5. */
export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
} as const;
