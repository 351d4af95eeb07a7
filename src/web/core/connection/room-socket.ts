/** The Socket.IO client of a room, configured for the page. */
import { io, type Socket, WebSocket, XHR } from "socket.io-client";
import type { Auth } from "../../../shared/contract/connection.ts";
import type { ClientToServerEvents, ServerToClientEvents } from "../../../shared/contract/events.ts";
import { socketPath } from "../../../shared/room-name.ts";

export type RoomSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** The classes of a connection's transports, by name. */
export interface Transports {
  websocket: typeof WebSocket;
  polling: typeof XHR;
}

export type TransportName = keyof Transports;

/** What the client of a transport may be configured with, as far as it is needed here. */
interface TransportOptions {
  auth(send: (auth: Auth) => void): void;
}

/**
 * Joins with the request that opens the WebSocket, where the address may say all of `auth`: numbers, which say where the page resumes. Who
 * the user is says the cookie.
 *
 * The room then sends `open`, the reply to CONNECT and `welcome` in one frame, and expects no CONNECT. Another answer is as usual.
 */
export class JoiningWebSocket extends WebSocket {
  #hasJoined = false;

  constructor(options: TransportOptions) {
    super(options);
    // A WebSocket that replaces long-polling belongs to a connection that has joined.
    if (this.query.sid !== undefined) return;
    options.auth((auth) => {
      if (Object.values(auth).every(Number.isFinite)) Object.assign(this.query, auth, { join: 1 });
    });
  }

  protected override onData(data: string | ArrayBuffer): void {
    const packets = typeof data === "string" && data.startsWith("0") ? data.split("\x1e") : [data];
    this.#hasJoined = packets.length > 1;
    for (const packet of packets) super.onData(packet);
  }

  override doWrite(...frame: Parameters<WebSocket["doWrite"]>): void {
    // The client sends its CONNECT while it handles `open`.
    if (!this.#hasJoined) super.doWrite(...frame);
    this.#hasJoined = false;
  }
}

export const TRANSPORTS: Transports = { websocket: JoiningWebSocket, polling: XHR };

/** How long an acknowledgement may take, in milliseconds. */
export const ACK_TIMEOUT = 20_000;

/**
 * Makes the socket; it does not connect yet.
 *
 * `Connection` reconnects it, and knows when the next attempt is.
 *
 * @param auth called for every attempt: the newest message the page has is part of it
 * @param transports in the order in which they are tried
 */
export function roomSocket(
  room: string,
  auth: () => Auth,
  transports: Transports[TransportName][],
): RoomSocket {
  return io({
    path: socketPath(room),
    query: { heartbeat: "client" },
    transports,
    tryAllTransports: true,
    // A manager for each socket: the client would keep the first one for the lifetime of the page.
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    auth: (send) => send(auth()),
  });
}
