/** Socket.IO's server and socket with the types of a relay. */
import type { DefaultEventsMap, Server } from "socket.io";
import type { ClientToServerEvents } from "../../shared/contract/index.ts";
import type { SocketData } from "../room-io.ts";
import type { Position } from "./messages.ts";

/** What some sockets of a relay have in their data. */
export interface SavedMemory extends Position {
  session: string;
  number: number;
  /** The position of sockets that are not visible. */
  hidden?: Position;
  /** In milliseconds since the epoch: the latest counts. */
  savedAt: number;
}

/** What a relay stores of a socket. */
export interface RelaySocketData extends SocketData {
  epoch: string;
  /** Some sockets have it. */
  relay?: SavedMemory;
}

export type RelayServer = Server<
  ClientToServerEvents,
  Record<string, (packet: string) => void>,
  DefaultEventsMap,
  RelaySocketData
>;
export type RelaySocket = Parameters<Parameters<RelayServer["use"]>[0]>[0];
