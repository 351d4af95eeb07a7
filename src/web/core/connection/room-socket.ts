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

export const TRANSPORTS: Transports = { websocket: WebSocket, polling: XHR };

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
