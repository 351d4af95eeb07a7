/** Keeps the roster and the door true to the sockets: fills them once after a wake, seats newcomers, carries names around. */
import type { Member } from "../../shared/contract/index.ts";
import type { RoomServer, RoomSocket } from "../room-io.ts";
import type { ConnectionLimiter } from "./connection-limiter.ts";
import type { MemberEntry, MemberList } from "./member-list.ts";

export class PresenceTracker {
  constructor(
    private readonly io: RoomServer,
    private readonly memberList: MemberList,
    private readonly connectionLimiter: ConnectionLimiter,
  ) {}

  /**
   * Fills both from the sockets that are here, sleeping ones too; one pass over them, once after a wake.
   * Whatever changes the roster waits for it, so that nobody is missed or counted twice.
   */
  async ready(): Promise<void> {
    if (this.memberList.isFilled) return;
    const sockets = await this.io.fetchSockets();
    this.connectionLimiter.fill(sockets.map(({ id, handshake }) => ({ id, address: handshake.address })));
    this.memberList.fill(sockets.map(seatOf));
  }

  /**
   * Seats a socket that {@link ready} was awaited for. Somebody who is here already has one name on all their sockets:
   * the one this socket asked for, or else the one they have.
   */
  join(socket: RoomSocket, chosenName: string | undefined): void {
    const { id } = socket.data;
    const name = chosenName ?? this.memberList.nameOf(id) ?? socket.data.name;
    if (socket.data.name !== name) socket.data.name = name;
    const isNew = this.memberList.nameOf(id) !== name;
    this.memberList.join(seatOf(socket));
    if (isNew) void this.#renameSockets(id, name);
  }

  /** The ids of the sockets of a person. {@link ready} was awaited for. */
  socketsOf(id: string): readonly string[] {
    return this.memberList.socketsOf(id);
  }

  /** The addresses that a person is connected from. {@link ready} was awaited for. */
  async addressesOf(id: string): Promise<(string | undefined)[]> {
    const ids = this.memberList.socketsOf(id);
    // No rooms would mean everybody.
    if (ids.length === 0) return [];
    const sockets = await this.io.in([...ids]).fetchSockets();
    return sockets.map(({ handshake }) => handshake.address);
  }

  /** The name of a person who is here. {@link ready} was awaited for. */
  nameOf(id: string): string | undefined {
    return this.memberList.nameOf(id);
  }

  /** Tells a person, on every socket of theirs, whether they are muted. {@link ready} was awaited for. */
  tellMuted(id: string, on: boolean): void {
    const ids = this.memberList.socketsOf(id);
    // No rooms would mean everybody.
    if (ids.length > 0) this.io.in([...ids]).emit("muted", { on });
  }

  /** Tells a person's other sockets how far they have read. Volatile: no row is written, and `welcome.read` tells it again. */
  async tellRead(socket: RoomSocket, seq: number): Promise<void> {
    await this.ready();
    const others = this.memberList.socketsOf(socket.data.id).filter((id) => id !== socket.id);
    // No rooms would mean everybody.
    if (others.length > 0) this.io.in(others).volatile.emit("read", { seq });
  }

  /** @returns whether it was the person's last socket */
  async leave(socket: RoomSocket): Promise<boolean> {
    await this.ready();
    this.connectionLimiter.leave(socket.id);
    return this.memberList.leave(seatOf(socket));
  }

  /** Notes whether somebody is at a socket. @returns whether that changed what others see */
  async rest(socket: RoomSocket, idle: boolean): Promise<boolean> {
    await this.ready();
    if (idle !== (socket.data.idle ?? false)) socket.data.idle = idle;
    return this.memberList.rest(seatOf(socket));
  }

  /** Gives a person another name, on every socket of theirs. */
  async rename(socket: RoomSocket, name: string): Promise<Member> {
    const { id } = socket.data;
    // At once: a message right behind this request bears the new name.
    socket.data.name = name;
    await this.ready();
    this.memberList.rename(id, name);
    await this.#renameSockets(id, name);
    return { id, name };
  }

  async #renameSockets(id: string, name: string): Promise<void> {
    const ids = this.memberList.socketsOf(id);
    if (ids.length < 2) return;
    for (const { data } of await this.io.in([...ids]).fetchSockets()) {
      if (data.name !== name) data.name = name;
    }
  }
}

function seatOf({ id: socketId, data: { id, name, idle } }: Pick<RoomSocket, "id" | "data">): MemberEntry {
  return idle ? { id, name, socketId, idle } : { id, name, socketId };
}
