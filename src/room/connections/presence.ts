/** Presence: keeps the member list and the connection limits in step with the sockets, and a person's sockets in step. */
import { networkOf } from "../../platform/network.ts";
import type { Member } from "../../shared/contract/index.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import type { RoomSocket, RoomSockets } from "../room-io.ts";
import type { ConnectionLimiter } from "./connection-limiter.ts";
import type { MemberEntry, MemberList } from "./member-list.ts";

/** What the devices of a person share was changed by one of them. */
export interface AccountChanged {
  /** The id of the person. */
  person: string;
  /** The device that changed it. */
  device: string;
  rev: number;
}

/** Of how many people who have left the last network is known, in memory only. */
const REMEMBERED = 1_000;

export class PresenceTracker {
  readonly #lastNetworks = new Map<string, string>();

  constructor(
    private readonly sockets: RoomSockets,
    private readonly memberList: MemberList,
    private readonly connectionLimiter: ConnectionLimiter,
    private readonly readReceipts: Pick<ReadReceipts, "note">,
  ) {}

  /** Whether {@link ready} has nothing to do. */
  get isReady(): boolean {
    return this.memberList.isFilled;
  }

  /**
   * Fills the member list, the connection limits and the read marks from the connected sockets, sleeping ones too: once after a wake.
   * Await it before changing the member list, so that no one is missing or counted twice.
   */
  async ready(): Promise<void> {
    if (this.memberList.isFilled) return;
    const sockets = await this.sockets.fetchSockets();
    // Another call may have been faster: what was changed since then is not undone.
    if (this.memberList.isFilled) return;
    this.connectionLimiter.fill(sockets.map(({ id, handshake }) => ({ id, address: handshake.address })));
    this.memberList.fill(sockets.map(entryOf));
    for (const { data } of sockets) this.readReceipts.note(data);
  }

  /**
   * Adds a socket to the member list. A person has one name on all sockets: `chosenName`, or else the name they have.
   * Await {@link ready} first.
   */
  join(socket: RoomSocket, chosenName: string | undefined): void {
    const { id } = socket.data;
    const name = chosenName ?? this.memberList.nameOf(id) ?? socket.data.name;
    if (socket.data.name !== name) socket.data.name = name;
    const isNew = this.memberList.nameOf(id) !== name;
    this.memberList.join(entryOf(socket));
    if (isNew) void this.#renameSockets(id, name);
  }

  /** Adds a socket that was connected while its relay could not be asked. Await {@link ready} first. */
  restore(socket: RoomSocket): void {
    this.connectionLimiter.remove(socket.id);
    this.connectionLimiter.count({ id: socket.id, address: socket.handshake.address });
    this.memberList.join(entryOf(socket));
    this.readReceipts.note(socket.data);
  }

  /** The ids of a person's sockets. Await {@link ready} first. */
  socketsOf(id: string): readonly string[] {
    return this.memberList.socketsOf(id);
  }

  /** The addresses a person is connected from. Await {@link ready} first. */
  async addressesOf(id: string): Promise<(string | undefined)[]> {
    const ids = this.memberList.socketsOf(id);
    // `in([])` selects every socket.
    if (ids.length === 0) return [];
    const sockets = await this.sockets.in([...ids]).fetchSockets();
    return sockets.map(({ handshake }) => handshake.address);
  }

  /** The networks a person is connected from, else the last one, if the room has not slept since. Await {@link ready} first. */
  async networksOf(id: string): Promise<string[]> {
    const networks = new Set((await this.addressesOf(id)).map(networkOf));
    if (networks.size === 0) networks.add(this.#lastNetworks.get(id));
    return [...networks].filter((network) => network !== undefined);
  }

  /** The name of a member. Await {@link ready} first. */
  nameOf(id: string): string | undefined {
    return this.memberList.nameOf(id);
  }

  /** Sends a person, on each of their sockets, whether they are muted. Await {@link ready} first. */
  sendMuted(id: string, on: boolean): void {
    const ids = this.memberList.socketsOf(id);
    // `in([])` selects every socket.
    if (ids.length > 0) this.sockets.in([...ids]).emit("muted", { on });
  }

  /** Sends an owner, on each of their sockets, how many reports wait for them. Await {@link ready} first. */
  sendReported(id: string, open: number): void {
    const ids = this.memberList.socketsOf(id);
    // `in([])` selects every socket.
    if (ids.length > 0) this.sockets.in([...ids]).emit("reported", { open });
  }

  /** Sends a read mark to a person's other sockets. Volatile, so it writes no row: `welcome.read` repeats it. */
  async sendRead(socket: RoomSocket, seq: number): Promise<void> {
    await this.ready();
    const others = this.memberList.socketsOf(socket.data.id).filter((id) => id !== socket.id);
    // `in([])` selects every socket.
    if (others.length > 0) this.sockets.in(others).volatile.emit("read", { seq });
  }

  /**
   * Tells the other devices of a person that what they share was changed. Volatile: a client asks again when it connects.
   *
   * @returns whether any is connected
   */
  async sendAccount({ person, device, rev }: AccountChanged): Promise<boolean> {
    await this.ready();
    const ids = this.memberList.socketsOf(person);
    // `in([])` selects every socket.
    if (ids.length === 0) return false;
    const known = await this.sockets.in([...ids]).fetchSockets();
    // A socket from before the account has no device.
    const others = known.filter(({ data }) => data.device !== device);
    if (others.length === 0) return false;
    this.sockets.in(others.map(({ id }) => id)).volatile.emit("account", { rev });
    return true;
  }

  /** Removes a socket. @returns whether it was the person's last one */
  async leave(socket: RoomSocket): Promise<boolean> {
    await this.ready();
    this.connectionLimiter.remove(socket.id);
    this.#noteNetwork(socket);
    return this.memberList.leave(entryOf(socket));
  }

  /** Sets whether a socket is idle. @returns whether that changed the idle state of the person */
  async setIdle(socket: RoomSocket, idle: boolean): Promise<boolean> {
    await this.ready();
    if (idle !== (socket.data.idle ?? false)) socket.data.idle = idle;
    return this.memberList.setIdle(entryOf(socket));
  }

  /** Renames a person on each of their sockets. */
  async rename(socket: RoomSocket, name: string): Promise<Member> {
    const { id, name: before } = socket.data;
    const { isReady } = this;
    // At once: the next message of this socket has the new name.
    socket.data.name = name;
    await this.ready();
    // If this woke the room, the list was filled with the new name.
    this.memberList.rename(id, name, isReady ? undefined : before);
    await this.#renameSockets(id, name);
    return { id, name };
  }

  /** Removes what the sockets of a person keep of them: name, picture, and how far they have read. Await {@link ready} first. */
  async forget(id: string, name: string): Promise<void> {
    const sockets = await this.#connected(id);
    if (sockets.length === 0) return;
    this.memberList.rename(id, name);
    this.memberList.setPicture(id, undefined);
    for (const { data } of sockets) {
      data.name = name;
      delete data.picture;
      delete data.read;
    }
  }

  /** Removes how far a person has read from their sockets, so that it is not saved when they disconnect. Await {@link ready} first. */
  async forgetRead(id: string): Promise<void> {
    for (const { data } of await this.#connected(id)) delete data.read;
  }

  /** Takes a new name and the picture of a socket, after its token was renewed. */
  async update(socket: RoomSocket, name: string): Promise<void> {
    await this.rename(socket, name);
    this.memberList.setPicture(socket.data.id, socket.data.picture);
  }

  #noteNetwork({ data: { id }, handshake }: RoomSocket): void {
    const network = networkOf(handshake.address);
    if (network === undefined) return;
    this.#lastNetworks.delete(id);
    this.#lastNetworks.set(id, network);
    const [oldest] = this.#lastNetworks.keys();
    if (this.#lastNetworks.size > REMEMBERED && oldest !== undefined) this.#lastNetworks.delete(oldest);
  }

  /** The sockets of a person, also those of relays. */
  async #connected(id: string) {
    const ids = this.memberList.socketsOf(id);
    // `in([])` selects every socket.
    return ids.length === 0 ? [] : this.sockets.in([...ids]).fetchSockets();
  }

  async #renameSockets(id: string, name: string): Promise<void> {
    const ids = this.memberList.socketsOf(id);
    if (ids.length < 2) return;
    const sockets = await this.sockets.in([...ids]).fetchSockets();
    // It may have changed again, and a relay may not have heard of the last change.
    const newest = this.memberList.nameOf(id) ?? name;
    for (const { data } of sockets) data.name = newest;
  }
}

function entryOf({ id: socketId, data }: Pick<RoomSocket, "id" | "data">): MemberEntry {
  const { id, name, idle, picture, device } = data;
  return {
    id,
    name,
    socketId,
    ...(idle && { idle }),
    ...(picture && { picture }),
    ...(device !== undefined && { account: true }),
  };
}
