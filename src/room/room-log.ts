/** What a room tells whoever runs it: which room, and on the connection that which request opened. */
import { logError, logEvent } from "../platform/log.ts";
import { requestIdIn } from "../platform/request-id.ts";
import type { RoomSocket } from "./room-io.ts";

export class RoomLog {
  /** @param room the id of the room's object: its name is for those who were told it */
  constructor(private readonly room: string) {}

  /** Something went wrong on our side. */
  error(event: string, error: unknown, socket?: RoomSocket): void {
    logError(`room.${event}`, error, this.#origin(socket));
  }

  /** Somebody is put out who did not slow down. */
  flood(socket: RoomSocket): void {
    logEvent("room.flood", this.#origin(socket));
  }

  #origin(socket?: RoomSocket): { room: string; request: string | undefined } {
    const request = socket && requestIdIn(socket.handshake.headers, socket.id);
    return { room: this.room, request };
  }
}
