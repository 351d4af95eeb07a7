/** The Socket.IO client of a room, set up the way the page wants it. */
import { io, type Socket } from "socket.io-client";
import type { Auth, ClientToServerEvents, ServerToClientEvents } from "../../../shared/contract/events.ts";
import { socketPath } from "../../../shared/room-name.ts";
import type { RecordedTransports } from "../../features/inspector/recording/recorded-transports.ts";

export type RoomSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** How long an acknowledgement may take, in milliseconds. */
export const ACK_TIMEOUT = 20_000;

/**
 * Makes the socket; it does not connect yet.
 *
 * Reconnecting is left to {@link Connection}, which can say when the next attempt is.
 *
 * @param auth asked on every connect, because what the page has seen by then is part of it
 * @param transports the first is tried first
 */
export function roomSocket(
  room: string,
  auth: () => Auth,
  transports: RecordedTransports[keyof RecordedTransports][],
): RoomSocket {
  return io({
    path: socketPath(room),
    query: { heartbeat: "client" },
    transports,
    tryAllTransports: true,
    // One of its own: the client keeps the first of all for as long as the page lives.
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    auth: (send) => send(auth()),
  });
}
