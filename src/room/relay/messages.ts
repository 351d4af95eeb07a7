/** What a room and its relays send each other. Both directions are ordered, and every message is handled once. */
import type { ConnectRefusal } from "../../shared/contract/errors.ts";
import type { SocketData } from "../room-io.ts";

/** How far the messages of a room have been sent to the sockets of a relay. */
export interface Position {
  /** The `seq` of the last message. */
  seq: number;
  /** The `rev` of the last change. */
  rev: number;
}

/** The client of a socket that is connected already: all that the room needs to know, so that it may forget it. */
export interface RelayedClient {
  /** The id of the socket. */
  socketId: string;
  address: string;
  data: SocketData;
}

/** The same, for a room that knows nothing of it. */
export interface ConnectedClient extends RelayedClient {
  /** The rooms of Socket.IO that its socket is in. */
  rooms: string[];
}

/** A client that asks to be admitted. */
export interface JoiningClient {
  socketId: string;
  address: string;
  secure: boolean;
  /** Those that admission and the log read. */
  headers: Record<string, string>;
  /** What the client sent as `auth`, as JSON. */
  auth: string;
}

/** The head of the request that opened a connection. */
export interface RequestHead {
  method: string;
  url: string;
  headers: Record<string, string>;
}

/** From a relay to its room. */
export type UpMessage =
  | { type: "join"; client: JoiningClient }
  | {
      type: "event";
      client: RelayedClient;
      name: string;
      /** JSON; undefined where the client sent none. */
      payload: string | undefined;
      /** The number of the answer, where the client wants one. */
      answer: number | undefined;
      /** For the event that asks for it. */
      request?: RequestHead;
    }
  /** The client goes on although its events are refused. */
  | { type: "flood"; client: RelayedClient }
  | { type: "leave"; client: RelayedClient; wasConnected: boolean };

/** Messages of a relay. It sends one batch at a time, and repeats it until it is answered. */
export interface UpBatch {
  relay: number;
  /** Names the relay from its first connection to its last. A relay that crashed has another one. */
  epoch: string;
  /** Names the relay's memory, which ends when it sleeps. */
  instance: string;
  /** Ascending within an instance, from 1. */
  number: number;
  /** How many connections the relay has, or is opening. */
  connections: number;
  received: Receipt;
  messages: UpMessage[];
}

/** Up to which message a relay has handled those of its room. */
export interface Receipt {
  /** Undefined before the first one. */
  session: string | undefined;
  number: number;
}

/** An event for sockets of a relay: for all, for those in rooms, or for all that are not in rooms. */
export interface EmitMessage {
  type: "emit";
  packet: string;
  in?: string[];
  except?: string[];
  isVolatile?: boolean;
}

/** From a room to one of its relays. */
export type DownMessage =
  | { type: "admitted"; socketId: string; data: SocketData }
  | { type: "refused"; socketId: string; message: string; data: ConnectRefusal }
  | { type: "answer"; number: number; json: string }
  | EmitMessage
  /** The newest page of messages, as JSON. */
  | { type: "page"; json: string }
  /** A `welcome` whose messages are the newest page: everything else in it, as JSON. */
  | { type: "welcome"; socketId: string; json: string }
  | { type: "rooms"; in: string[]; join?: string; leave?: string }
  | { type: "data"; socketId: string; data: Partial<SocketData> }
  | { type: "disconnect"; in?: string[]; except?: string[] }
  | { type: "position"; position: Position };

/** Messages of a room for a relay: all that the relay has not confirmed, so that none arrives before an earlier one. */
export interface Transmission {
  /** The epoch of the relay that this is for, where the room knows it. */
  epoch: string | undefined;
  /** Names the room's memory of this relay. It ends when the room sleeps or crashes. */
  session: string;
  /** The number of the first message, from 1 within a session. */
  first: number;
  /** What the relay's sockets have received before these messages. One that has less fetches the rest first. */
  base: Position;
  /** What the room has stored. */
  stored: Position;
  messages: DownMessage[];
}

/** How a relay answers a transmission. */
export interface Delivered {
  epoch: string;
  connections: number;
  received: Receipt;
}

/** What relays call on their room. */
export interface RelayOwner {
  relayed(batch: UpBatch): Promise<Transmission>;
  /** What the sockets of a relay missed: undefined where it is too much. */
  missedByRelay(from: Position, to: Position): Promise<EmitMessage[] | undefined>;
}

/** What a room calls on its relays. */
export interface Relay {
  deliver(transmission: Transmission): Promise<Delivered>;
  /** @param ids those of the sockets that the room needs, at least one; all by default */
  connectedClients(ids?: string[]): Promise<ConnectedClient[]>;
}
