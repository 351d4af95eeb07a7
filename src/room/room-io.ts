/** Socket.IO's server and socket, with the types of a room. */
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "../shared/contract/index.ts";

/** Survives hibernation in the attachment of the socket: keep it small. */
export interface SocketData {
  /** The id of the principal. */
  id: string;
  /** The name that others see. */
  name: string;
  /** The user is away from this window. */
  idle?: boolean;
  /** The `seq` of the newest message read at this window, where the client sent it. */
  read?: number;
}

export type RoomServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type RoomSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
