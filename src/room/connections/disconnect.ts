/** Disconnects sockets by a decision of the room. Each receives the reason first. */
import type { ConnectRefusal } from "../../shared/contract/errors.ts";
import type { RoomSocket, RoomSockets } from "../room-io.ts";

export class Disconnector {
  constructor(private readonly sockets: RoomSockets) {}

  disconnect(socket: RoomSocket, reason: ConnectRefusal): void {
    socket.emit("goodbye", reason);
    socket.disconnect(true);
  }

  /** Disconnects the sockets of these ids, sleeping ones too. */
  disconnectSockets(ids: readonly string[], reason: ConnectRefusal): void {
    // `in([])` selects every socket.
    if (ids.length === 0) return;
    const selected = this.sockets.in([...ids]);
    selected.emit("goodbye", reason);
    selected.disconnectSockets(true);
  }

  /** Disconnects all sockets but one. */
  disconnectOthers(socket: RoomSocket, reason: ConnectRefusal): void {
    const others = this.sockets.except(socket.id);
    others.emit("goodbye", reason);
    others.disconnectSockets(true);
  }

  disconnectAll(reason: ConnectRefusal): void {
    this.sockets.emit("goodbye", reason);
    this.sockets.disconnectSockets(true);
  }
}
