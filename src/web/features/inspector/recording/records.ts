/** What the network recorder keeps of a connection. */
import type { TransportName } from "../../../core/connection/room-socket.ts";

export type Direction = "out" | "in";

/** A connection by one transport: a WebSocket, or the requests of a polling session. */
export interface RecordedConnection {
  id: number;
  transport: TransportName;
  /** When it was opened, or its recording started, in milliseconds since the epoch. */
  at: number;
  /** The WebSocket itself, which knows the negotiated extensions. */
  socket?: WebSocket;
}

/** A data frame of a WebSocket. */
export interface Frame {
  kind: "frame";
  id: number;
  at: number;
  connection: number;
  direction: Direction;
  data: string | ArrayBuffer;
}

/** A request of a polling session, and its response. */
export interface Exchange {
  kind: "exchange";
  id: number;
  at: number;
  connection: number;
  method: "GET" | "POST";
  /** Path and query. */
  target: string;
  /** The body of the request. */
  sent: string;
  /** Missing while the request is on its way, and if no response came. */
  response?: RecordedResponse;
  /** No response will come any more. */
  ended?: true;
}

export interface RecordedResponse {
  at: number;
  /** "200 OK" */
  status: string;
  /** A line each, with its end. */
  headers: string;
  body: string;
}

export type NetworkRecord = Frame | Exchange;
