/**
 * The rooms of a namespace. Sleeping sockets are members like any other; their attachments are read when an operation needs
 * all members.
 */

import type { BroadcastOptions } from "socket.io-adapter";
import { SocketState } from "../state/socket-state.ts";

/** An adapter, which emits `create-room`, `join-room`, `leave-room` and `delete-room`. */
interface RoomEvents {
  listenerCount(event: string): number;
  emit(event: string, ...args: unknown[]): unknown;
}

/** The sockets of a namespace and their rooms. */
export class Rooms {
  readonly #members = new Map<string, Set<string>>();
  readonly #sids = new Map<string, Set<string>>();
  readonly #states = new Map<string, SocketState>();

  /** @param loadAll adds the sleeping sockets by {@link addRestored}; only its first call does anything */
  constructor(
    private readonly namespace: string,
    private readonly events: RoomEvents,
    private readonly loadAll: () => void,
  ) {}

  /** The socket ids of each room, sleeping sockets included. */
  get members(): Map<string, Set<string>> {
    this.loadAll();
    return this.#members;
  }

  /** The rooms of each socket id, sleeping sockets included. */
  get sids(): Map<string, Set<string>> {
    this.loadAll();
    return this.#sids;
  }

  /** How many sockets are loaded. */
  get loadedCount(): number {
    return this.#states.size;
  }

  /** Adds a socket that was restored from an attachment. It was in its rooms before, so no event is emitted. */
  addRestored(state: SocketState): void {
    this.#states.set(state.id, state);
    this.#sids.set(state.id, state.rooms);
    for (const room of state.rooms) this.#membersOf(room).add(state.id);
  }

  /** Returns a socket, if it is loaded. */
  findLoaded(id: string): SocketState | undefined {
    return this.#states.get(id);
  }

  /** Returns a socket, asleep or awake. */
  find(id: string): SocketState | undefined {
    const loaded = this.#states.get(id);
    if (loaded !== undefined) return loaded;
    this.loadAll();
    return this.#states.get(id);
  }

  /** Returns the state of a socket, and creates it if necessary. */
  getOrCreate(id: string): SocketState {
    let state = this.#states.get(id);
    if (state === undefined) {
      state = new SocketState(this.namespace, id, new Set());
      this.#states.set(id, state);
    }
    return state;
  }

  /** Makes a socket visible in {@link sids}. */
  register(state: SocketState): void {
    this.#sids.set(state.id, state.rooms);
  }

  /** Adds a socket to rooms. Returns whether it was not in all of them already. */
  join(state: SocketState, rooms: Iterable<string>): boolean {
    const { id } = state;
    if (this.events.listenerCount("create-room") > 0) this.loadAll();
    let changed = false;
    for (const room of rooms) {
      if (state.rooms.has(room)) continue;
      changed = true;
      state.rooms.add(room);
      const isNew = !this.#members.has(room);
      this.#membersOf(room).add(id);
      if (isNew) this.events.emit("create-room", room);
      this.events.emit("join-room", room, id);
    }
    return changed;
  }

  /** Removes a socket from a room. Returns whether it was in it. */
  leave(state: SocketState, room: string): boolean {
    if (!state.rooms.delete(room)) return false;
    this.#removeMember(room, state.id);
    return true;
  }

  /** Removes a socket from all rooms and from the namespace. */
  remove(state: SocketState): void {
    for (const room of state.rooms) this.#removeMember(room, state.id);
    state.rooms.clear();
    this.#states.delete(state.id);
    this.#sids.delete(state.id);
  }

  /**
   * Returns the joined sockets in any of `rooms` (all sockets, if it is empty) and in none of `except`, without those that the server has
   * disconnected.
   */
  select({ rooms, except }: Pick<BroadcastOptions, "rooms" | "except">): SocketState[] {
    this.loadAll();
    const excluded = new Set<string>();
    for (const room of except ?? []) for (const id of this.#members.get(room) ?? []) excluded.add(id);
    const selected: SocketState[] = [];
    const select = (id: string): void => {
      const state = this.#states.get(id);
      if (state?.session === undefined || state.isLeaving || excluded.has(id)) return;
      selected.push(state);
    };
    if (rooms.size === 0) {
      for (const id of this.#states.keys()) select(id);
    } else if (rooms.size === 1) {
      for (const room of rooms) for (const id of this.#members.get(room) ?? []) select(id);
    } else {
      const ids = new Set<string>();
      for (const room of rooms) for (const id of this.#members.get(room) ?? []) ids.add(id);
      for (const id of ids) select(id);
    }
    return selected;
  }

  #membersOf(room: string): Set<string> {
    let members = this.#members.get(room);
    if (members === undefined) {
      members = new Set();
      this.#members.set(room, members);
    }
    return members;
  }

  #removeMember(room: string, id: string): void {
    if (this.events.listenerCount("delete-room") > 0) this.loadAll();
    const members = this.#members.get(room);
    if (!members?.delete(id)) return;
    this.events.emit("leave-room", room, id);
    if (members.size > 0) return;
    this.#members.delete(room);
    this.events.emit("delete-room", room);
  }
}
