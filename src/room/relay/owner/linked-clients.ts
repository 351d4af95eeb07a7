/**
 * The clients of a relay, as far as their room knows.
 *
 * A room has a hundred thousand of them, and most never say anything: of those it keeps the ids of the socket and of the person.
 * Everything else is where the socket is.
 */
import type { RelayedSocket } from "./relayed-socket.ts";

/** A client that was there. */
export interface GoneClient {
  socketId: string;
  /** The id of the person. */
  person: string;
  /** Where the room has it. */
  socket: RelayedSocket | undefined;
}

export class LinkedClients {
  /** The person of each client of which the room knows, by the id of its socket. Not all after a sleep. */
  readonly #people = new Map<string, string>();
  /** The sockets of clients that are joining or talking, and of those that talked before. */
  #sockets = new Map<string, RelayedSocket>();
  #earlierSockets = new Map<string, RelayedSocket>();
  /** The ids of those in a room of Socket.IO, by its name. */
  readonly rooms = new Map<string, Set<string>>();
  /** Whether the room knows all clients. */
  isListed = false;

  /** Whether the room knows a client. */
  has(id: string): boolean {
    return this.#people.has(id);
  }

  /** The ids of the sockets of all known clients. */
  get ids(): ReadonlySet<string> {
    return new Set(this.#people.keys());
  }

  /** The person of a client. */
  personOf(id: string): string | undefined {
    return this.#people.get(id);
  }

  /** The socket of a client that is joining or talking. */
  find(id: string): RelayedSocket | undefined {
    return this.#sockets.get(id) ?? this.#earlierSockets.get(id);
  }

  /** Notes a client that is connected. */
  note(id: string, person: string, rooms: readonly string[] = []): void {
    this.#people.set(id, person);
    for (const room of rooms) this.noteRoom([id], room);
  }

  /** Keeps the socket of a client that is joining or talking. */
  keep(socket: RelayedSocket): void {
    const { id, data } = socket;
    this.#people.set(id, data.id);
    this.#sockets.set(id, socket);
    this.#earlierSockets.delete(id);
  }

  /** A client has joined: it may never say anything. */
  joined({ id, data }: RelayedSocket): void {
    if (this.#people.has(id)) this.#people.set(id, data.id);
    this.#sockets.delete(id);
  }

  /** To be called once a minute: the sockets of those that did not talk since the last call are not kept. */
  forgetSilent(): void {
    for (const [id, socket] of this.#earlierSockets) if (!socket.isConnected) this.#sockets.set(id, socket);
    this.#earlierSockets = this.#sockets;
    this.#sockets = new Map();
  }

  /** A client is gone. */
  delete(id: string): void {
    this.#people.delete(id);
    this.#sockets.delete(id);
    this.#earlierSockets.delete(id);
    for (const members of this.rooms.values()) members.delete(id);
  }

  /** All clients are gone. */
  clear(): GoneClient[] {
    const gone = Array.from(this.#people, ([socketId, person]) => ({
      socketId,
      person,
      socket: this.find(socketId),
    }));
    this.#people.clear();
    this.#sockets.clear();
    this.#earlierSockets.clear();
    this.rooms.clear();
    return gone;
  }

  protected noteRoom(ids: readonly string[], room: string): void {
    let members = this.rooms.get(room);
    if (members === undefined) {
      members = new Set();
      this.rooms.set(room, members);
    }
    for (const id of ids) members.add(id);
  }

  protected unnoteRoom(ids: readonly string[], room: string): void {
    const members = this.rooms.get(room);
    for (const id of ids) members?.delete(id);
  }
}
