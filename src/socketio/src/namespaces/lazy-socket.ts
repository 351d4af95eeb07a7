/** The hooks of the option `lazySockets`, and what they get: a socket without a `Socket` of Socket.IO. */

import type { IncomingRequest } from "../http/request.ts";

/**
 * Hooks for clients that join the main namespace over a WebSocket. With them such a client gets no `Socket` before it sends
 * something: its socket is asleep from the start, although its object is awake. It saves a third of the time of a join, and two thirds of the memory.
 *
 * The middlewares do not run for such a client. The `connection` listener runs when its first packet arrives, with
 * `socket.recovered === true`, as after hibernation. A client over long-polling, or of another namespace, gets a `Socket` at
 * once: its middlewares and the `connection` listener run as always, with `socket.recovered === false`.
 *
 * `io.engine` emits `connection` when the client connects, and again on a wake. Listeners of the first connection's `close` are
 * called only if the client leaves before it has joined.
 *
 * @example
 * ```ts
 * import { SocketIODurableObject } from "socket.io-durable-objects";
 *
 * export class News extends SocketIODurableObject {
 *   constructor(ctx: DurableObjectState, env: unknown) {
 *     super(ctx, env, {
 *       lazySockets: {
 *         admit: (socket) => {
 *           if (socket.handshake.auth.token !== "secret") throw new Error("unauthorized");
 *           socket.data.since = Date.now();
 *         },
 *         connected: (socket) => void socket.emit("hello", socket.id),
 *       },
 *     });
 *     this.io.on("connection", (socket) => {
 *       socket.on("ask", (answer) => answer(socket.data.since));
 *     });
 *   }
 * }
 * ```
 */
export interface LazySockets {
  /**
   * Decides whether a client may join, in place of the middlewares. It may set `socket.data`, and change `socket.handshake.auth`.
   *
   * @throws (or rejects with) an `Error`, with which the client is rejected; its `data` is sent, too, as with a middleware
   */
  admit(socket: LazySocket): void | Promise<void>;
  /**
   * Returns the `auth` of a client that joins the main namespace with the request that opens its WebSocket, or `undefined`. Such a
   * client sends no CONNECT packet. It gets Engine.IO's `open`, the reply to CONNECT (or CONNECT_ERROR) and what
   * {@link connected} emits in one frame, separated by the ASCII record separator as in the body of a poll. That saves a round trip.
   *
   * Only a client that knows this may ask for it. An address may be logged, so no secret belongs in a query.
   *
   * @param query of the address
   */
  handshakeAuth?(query: Readonly<Record<string, string>>): Record<string, unknown> | undefined;
  /** The client has joined. Runs in place of the `connection` listener, in the turn in which the reply to the client is sent. */
  connected(socket: LazySocket): void;
  /**
   * The client of a sleeping socket has left. Without this hook the socket wakes, and its `disconnect` listeners run.
   *
   * It is called for every socket that sleeps when its client leaves, after hibernation too, and not for one that is awake.
   */
  disconnected?(socket: LazySocket, reason: string): void | Promise<void>;
  /**
   * For how long a client may send nothing until its socket sleeps again, although its object is awake, in milliseconds. By default a
   * socket that woke sleeps when its object does.
   *
   * As after hibernation, its next packet runs the `connection` listener for a new `Socket`, and what listeners kept in closures or
   * on other properties of the `Socket` is lost. One that waits for an acknowledgement stays awake. Sockets are looked at when another client
   * sends something.
   */
  sleepAfter?: number;
}

/** The `handshake` of a socket. Source: https://socket.io/docs/v4/server-socket-instance/#sockethandshake */
export interface LazyHandshake {
  readonly headers: Record<string, string>;
  readonly time: string;
  readonly address: string;
  readonly xdomain: boolean;
  readonly secure: boolean;
  readonly issued: number;
  readonly url: string;
  readonly query: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: Socket.IO's own type
  auth: Record<string, any>;
}

/** A part of `socket.conn`. It emits `close` only if the client leaves while it joins. */
export interface LazyConnection {
  readonly id: string;
  readonly readyState: string;
  once(event: "close", listener: () => void): unknown;
}

/**
 * A socket that sleeps while its object is awake. It has the properties of a `Socket` that need no `Socket`.
 *
 * @example
 * ```ts
 * import type { LazySocket } from "socket.io-durable-objects";
 *
 * export function welcome(socket: LazySocket): void {
 *   socket.join("readers");
 *   socket.emit("hello", socket.id, socket.handshake.address);
 * }
 * ```
 */
export interface LazySocket {
  readonly id: string;
  readonly recovered: boolean;
  readonly rooms: ReadonlySet<string>;
  readonly handshake: LazyHandshake;
  /** Kept across hibernation, as that of a `Socket`. */
  // biome-ignore lint/suspicious/noExplicitAny: Socket.IO's own default for `socket.data`
  data: any;
  readonly request: IncomingRequest;
  readonly conn: LazyConnection;
  /**
   * Sends an event to the client.
   *
   * @throws TypeError for a callback: an acknowledgement needs a `Socket`
   */
  emit(event: string, ...args: unknown[]): boolean;
  join(rooms: string | string[]): void;
  leave(room: string): void;
  /** Wakes the socket and disconnects it, so that its `connection` and `disconnect` listeners run. */
  disconnect(close?: boolean): this;
}
