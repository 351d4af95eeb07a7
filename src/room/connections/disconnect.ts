/** Disconnects sockets by a decision of the room. Each receives the reason first. */
import type { ConnectRefusal } from "../../shared/contract/errors.ts";
import type { RoomServer, RoomSocket } from "../room-io.ts";

export class Disconnector {
  constructor(private readonly io: RoomServer) {}

  disconnect(socket: RoomSocket, reason: ConnectRefusal): void {
    socket.emit("goodbye", reason);
    socket.disconnect(true);
  }

  /** Disconnects the sockets of these ids, sleeping ones too. */
  disconnectSockets(ids: readonly string[], reason: ConnectRefusal): void {
    // `io.in([])` selects every socket.
    if (ids.length === 0) return;
    const sockets = this.io.in([...ids]);
    sockets.emit("goodbye", reason);
    sockets.disconnectSockets(true);
  }

  disconnectAll(reason: ConnectRefusal): void {
    this.io.emit("goodbye", reason);
    this.io.disconnectSockets(true);
  }
}
