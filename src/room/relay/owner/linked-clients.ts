/** The clients of a relay, as far as their room knows. */
import type { RelayedSocket } from "./relayed-socket.ts";

export class LinkedClients {
  /** The clients of which the room knows. Not all after a sleep. */
  readonly sockets = new Map<string, RelayedSocket>();
  /** The ids of those in a room of Socket.IO, by its name. */
  readonly rooms = new Map<string, Set<string>>();
  /** Whether the room knows all clients. */
  isListed = false;

  /** Notes a client that is connected. */
  add(socket: RelayedSocket, rooms: readonly string[] = []): void {
    this.sockets.set(socket.id, socket);
    for (const room of rooms) this.note([socket.id], room);
  }

  /** A client is gone. */
  delete(id: string): void {
    this.sockets.delete(id);
    for (const members of this.rooms.values()) members.delete(id);
  }

  /** All clients are gone. */
  clear(): RelayedSocket[] {
    const sockets = [...this.sockets.values()];
    this.sockets.clear();
    this.rooms.clear();
    return sockets;
  }

  protected note(ids: readonly string[], room: string): void {
    let members = this.rooms.get(room);
    if (members === undefined) {
      members = new Set();
      this.rooms.set(room, members);
    }
    for (const id of ids) members.add(id);
  }

  protected unnote(ids: readonly string[], room: string): void {
    const members = this.rooms.get(room);
    for (const id of ids) members?.delete(id);
  }
}
