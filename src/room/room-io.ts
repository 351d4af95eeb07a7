/** Socket.IO's server and socket, with the types of a room. */
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "../shared/contract/index.ts";

/** What a socket remembers across a hibernation. It lives in the attachment: keep it small. */
export interface SocketData {
  /** The person's id. */
  id: string;
  /** The person's name. */
  name: string;
  /** Nobody is at this window. */
  idle?: boolean;
  /** The newest message seen at this window, where that was told. */
  read?: number;
}

export type RoomServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type RoomSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
