/** Ends connections by the room's own decision: each is told why before it ends. */
import type { ConnectRefusal } from "../../shared/contract/errors.ts";
import type { RoomServer, RoomSocket } from "../room-io.ts";

export class Disconnector {
  constructor(private readonly io: RoomServer) {}

  to(socket: RoomSocket, reason: ConnectRefusal): void {
    socket.emit("goodbye", reason);
    socket.disconnect(true);
  }

  /** To the sockets of these ids, sleeping ones too. */
  toAll(ids: readonly string[], reason: ConnectRefusal): void {
    // No rooms would mean everybody.
    if (ids.length === 0) return;
    const sockets = this.io.in([...ids]);
    sockets.emit("goodbye", reason);
    sockets.disconnectSockets(true);
  }

  toEverybody(reason: ConnectRefusal): void {
    this.io.emit("goodbye", reason);
    this.io.disconnectSockets(true);
  }
}
