/** Socket.IO's server and socket with the types of a room, and the parts of them that the room uses of clients on relays, too. */
import type { IncomingHttpHeaders } from "node:http";
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "../shared/contract/index.ts";

/** Survives hibernation in the attachment of the socket: keep it small. */
export interface SocketData {
  /** The id of the principal. */
  id: string;
  /** The name that others see. */
  name: string;
  /** The device of the person's session, where they have an account. */
  device?: string;
  /** The user is away from this window. */
  idle?: boolean;
  /** The `seq` of the newest message read at this window, where the client sent it. */
  read?: number;
  /** When its token of the operator's issuer expires, in milliseconds since the epoch. */
  expires?: number;
  /** The name comes from the token. */
  fixedName?: true;
  /** The address of a picture, from the token. */
  picture?: string;
}

export type RoomServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** A socket whose connection is in this object. */
export type LocalSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** The socket of a client, whose connection is in this object or on a relay. */
export interface RoomSocket extends Receivers {
  readonly id: string;
  readonly data: SocketData;
  readonly handshake: {
    readonly address: string;
    readonly headers: IncomingHttpHeaders;
    readonly secure: boolean;
    auth: Record<string, unknown>;
  };
  readonly request: { method?: string; url?: string; headers: IncomingHttpHeaders };
  /** The connection: a client that connects to the namespace again has the same. */
  readonly conn: { readonly readyState: string; once(event: "close", listener: () => void): unknown };
  /** Adds it to a room of Socket.IO, in which it stays while the object sleeps. */
  join(room: string): unknown;
  /** @param close whether its connection is closed, too */
  disconnect(close?: boolean): unknown;
}

/** Sockets that an event is sent to. */
export interface Receivers {
  emit<Event extends keyof ServerToClientEvents>(
    event: Event,
    ...payload: Parameters<ServerToClientEvents[Event]>
  ): unknown;
}

/** What is known of a socket, which may sleep. Changes of `data` are saved. */
export interface SocketInfo {
  readonly id: string;
  readonly handshake: { readonly address: string };
  readonly data: SocketData;
}

/** Sockets that were selected by their ids or rooms. */
export interface SelectedSockets extends Receivers {
  /** For events that a client may miss. */
  readonly volatile: Receivers;
  except(rooms: string | string[]): Pick<SelectedSockets, "emit" | "disconnectSockets">;
  fetchSockets(): Promise<SocketInfo[]>;
  /** @param close whether their connections are closed, too */
  disconnectSockets(close?: boolean): unknown;
}

/** Sockets that may join and leave rooms of Socket.IO. */
export interface RoomMembers extends SelectedSockets {
  socketsJoin(room: string): void;
  socketsLeave(room: string): void;
}

/** The sockets of a room, sleeping ones too, wherever they are connected. */
export interface RoomSockets extends SelectedSockets {
  /** How many there are. */
  readonly count: number;
  /**
   * How many of those in some rooms the object with the most has. What is sent to them takes that object the longest.
   *
   * @param rooms of which no socket is in two
   */
  largestCountIn(rooms: readonly string[]): number;
  /** @param rooms names of rooms, or ids of sockets; not empty: that selects every socket */
  in(rooms: string[]): RoomMembers;
  /** The ids of the sockets in a room. Of a relay that was not asked yet the room knows only how many there are at most. */
  membersOf(room: string): Pick<ReadonlySet<string>, "size" | "has">;
}
