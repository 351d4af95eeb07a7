/** Log entries of a room: with its id, and the id of the request that opened the connection in question. */
import { logError, logEvent } from "../platform/log.ts";
import { count } from "../platform/metrics.ts";
import { requestIdIn } from "../platform/request-id.ts";
import type { RoomSocket } from "./room-io.ts";

export class RoomLog {
  /** @param room the id of the room's object: its name may be a secret */
  constructor(private readonly room: string) {}

  /** An unexpected error. */
  error(event: string, error: unknown, socket?: RoomSocket): void {
    logError(`room.${event}`, error, this.#origin(socket));
  }

  /**
   * What the operator of a deployment wants to know: `room.created`, `room.deleted`, `room.banned`.
   *
   * @param fields never the name of a room or of a person, nor a text
   */
  event(event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
    logEvent(`room.${event}`, { room: this.room, ...fields });
    count("room_events_total", { event });
  }

  /** A client is disconnected that does not slow down. */
  flood(socket: RoomSocket): void {
    logEvent("room.flood", this.#origin(socket));
    count("room_events_total", { event: "flood" });
  }

  #origin(socket?: RoomSocket): { room: string; request: string | undefined } {
    const request = socket && requestIdIn(socket.handshake.headers, socket.id);
    return { room: this.room, request };
  }
}
