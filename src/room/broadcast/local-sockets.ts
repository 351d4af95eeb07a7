/** The sockets whose connections are in this object. */
import type { Receivers, RoomMembers, RoomServer, RoomSockets, SocketInfo } from "../room-io.ts";

const NO_ONE: ReadonlySet<string> = new Set();

export class LocalSockets implements RoomSockets {
  constructor(private readonly io: RoomServer) {}

  /** Reads one size: `engine.clientsCount` counts one by one. */
  get count(): number {
    return this.io.of("/").adapter.sids.size;
  }

  largestCountIn(rooms: readonly string[]): number {
    return rooms.reduce((sum, room) => sum + this.membersOf(room).size, 0);
  }

  /** Whether there is a socket with this id. */
  has(id: string): boolean {
    return this.io.of("/").adapter.sids.has(id);
  }

  membersOf(room: string): ReadonlySet<string> {
    return this.io.of("/").adapter.rooms.get(room) ?? NO_ONE;
  }

  get volatile(): Receivers {
    return this.io.volatile;
  }

  emit: Receivers["emit"] = (event, ...payload) => this.io.emit(event, ...payload);

  in(rooms: string[]): RoomMembers {
    return this.io.in(rooms);
  }

  except(rooms: string | string[]): ReturnType<RoomSockets["except"]> {
    return this.io.except(rooms);
  }

  fetchSockets(): Promise<SocketInfo[]> {
    return this.io.fetchSockets();
  }

  disconnectSockets(close?: boolean): void {
    this.io.disconnectSockets(close);
  }
}
