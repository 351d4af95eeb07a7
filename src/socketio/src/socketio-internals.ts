/**
 * The members of Socket.IO 4.8 that its types hide and that this library uses. A test asserts that the pinned version has
 * each of them.
 */

import type { Namespace, Server, Socket } from "socket.io";
import type { ParsedPacket } from "./options.ts";

/** An acknowledgement callback. */
export type AckCallback = (...args: unknown[]) => void;

/** A `Socket` with its hidden members. `connectionOf` returns its `conn` with the right type. */
export type InternalSocket = Omit<
  Socket,
  "conn" | "handshake" | "data" | "acks" | "ack" | "emit" | "onevent"
> & {
  readonly conn: object;
  handshake: object;
  data: unknown;
  readonly acks: Map<number, AckCallback>;
  /** The private id of connection state recovery. */
  pid?: string;
  ack(id: number): AckCallback;
  onevent(packet: ParsedPacket): void;
  emit(event: string, ...args: unknown[]): boolean;
  notifyOutgoingListeners(packet: object): void;
  _onclose(reason: string): void;
  _cleanup(): void;
};

/** A `Namespace` with its hidden members. */
export type InternalNamespace = Omit<Namespace, "sockets" | "adapter" | "run" | "_onServerSideEmit"> & {
  readonly sockets: Map<string, InternalSocket>;
  readonly adapter: object;
  /** The next acknowledgement id. */
  _ids: number;
  /** Runs the middlewares on a socket. */
  run(socket: InternalSocket, next: (error?: Error | null) => void): void;
  /** Emits an event that another server has sent. */
  _onServerSideEmit(args: unknown[]): void;
};

/** The parent of dynamic namespaces. */
export interface InternalParentNamespace {
  readonly children: Set<InternalNamespace>;
  createChild(name: string): InternalNamespace;
}

/** What `restoreSession` of an adapter returns. */
export interface RestoredSession {
  sid: string;
  pid: string;
  rooms: string[];
  data: unknown;
  missedPackets: unknown[][];
}

/** A `Server` with its hidden members. */
export type InternalServer = Omit<Server, "_nsps"> & {
  readonly encoder: { encode(packet: object): Array<string | Uint8Array> };
  readonly _nsps: Map<string, InternalNamespace>;
  /** Takes a connection of the engine. `io.bind` registers it. */
  onconnection(connection: object): void;
  readonly parentNsps: Map<unknown, InternalParentNamespace>;
};

/** Returns a server with the type of its hidden members. */
// biome-ignore lint/suspicious/noExplicitAny: the event types of the application do not matter here
export const internalsOf = (io: Server<any, any, any, any>): InternalServer =>
  io as unknown as InternalServer;

/** Socket.IO packet types. Source: https://socket.io/docs/v4/socket-io-protocol/ */
export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
} as const;
