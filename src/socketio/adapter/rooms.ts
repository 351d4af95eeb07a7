/**
 * Who is in which room of a namespace. Sockets that sleep are in it like any other; but not before somebody asks for
 * everyone are their attachments read.
 */

import type { BroadcastOptions } from "socket.io-adapter";
import { SocketState } from "../state/socket-state.ts";

/** The part of an adapter that tells of its rooms: `create-room`, `join-room`, `leave-room` and `delete-room`. */
interface RoomEvents {
  listenerCount(event: string): number;
  emit(event: string, ...args: unknown[]): unknown;
}

export class Rooms {
  readonly #members = new Map<string, Set<string>>();
  readonly #sids = new Map<string, Set<string>>();
  readonly #states = new Map<string, SocketState>();

  /** @param complete takes in the sockets that sleep, by {@link index}; a second call does nothing */
  constructor(
    private readonly namespace: string,
    private readonly events: RoomEvents,
    private readonly complete: () => void,
  ) {}

  /** The ids in each room, of everyone. */
  get members(): Map<string, Set<string>> {
    this.complete();
    return this.#members;
  }

  /** The rooms of each id, of everyone. */
  get sids(): Map<string, Set<string>> {
    this.complete();
    return this.#sids;
  }

  /** How many sockets are known so far. */
  get known(): number {
    return this.#states.size;
  }

  /** Takes in a socket whose state was read from an attachment. It was a member all along, so no event fires. */
  index(state: SocketState): void {
    this.#states.set(state.id, state);
    this.#sids.set(state.id, state.rooms);
    for (const room of state.rooms) this.#membersOf(room).add(state.id);
  }

  /** A socket that is known so far. */
  find(id: string): SocketState | undefined {
    return this.#states.get(id);
  }

  /** A socket, asleep or awake. */
  findAnywhere(id: string): SocketState | undefined {
    const known = this.#states.get(id);
    if (known !== undefined) return known;
    this.complete();
    return this.#states.get(id);
  }

  /** The state of a socket, begun if there is none yet. */
  open(id: string): SocketState {
    let state = this.#states.get(id);
    if (state === undefined) {
      state = new SocketState(this.namespace, id, new Set());
      this.#states.set(id, state);
    }
    return state;
  }

  /** A socket is about to join its first room, or one more. */
  seat(state: SocketState): void {
    this.#sids.set(state.id, state.rooms);
  }

  /** Puts a socket into rooms. @returns whether there was one that it was not in */
  join(state: SocketState, rooms: Iterable<string>): boolean {
    const { id } = state;
    if (this.events.listenerCount("create-room") > 0) this.complete();
    let changed = false;
    for (const room of rooms) {
      if (state.rooms.has(room)) continue;
      changed = true;
      state.rooms.add(room);
      const created = !this.#members.has(room);
      this.#membersOf(room).add(id);
      if (created) this.events.emit("create-room", room);
      this.events.emit("join-room", room, id);
    }
    return changed;
  }

  /** Takes a socket out of a room. @returns whether it was in it */
  leave(state: SocketState, room: string): boolean {
    if (!state.rooms.delete(room)) return false;
    this.#vacate(room, state.id);
    return true;
  }

  /** Forgets a socket that is gone. */
  remove(state: SocketState): void {
    for (const room of state.rooms) this.#vacate(room, state.id);
    state.rooms.clear();
    this.#states.delete(state.id);
    this.#sids.delete(state.id);
  }

  /** The sockets that have joined and are in one of `rooms` (all, if there are none) and in none of `except`. */
  select({ rooms, except }: Pick<BroadcastOptions, "rooms" | "except">): SocketState[] {
    this.complete();
    const excluded = new Set<string>();
    for (const room of except ?? []) for (const id of this.#members.get(room) ?? []) excluded.add(id);
    const selected: SocketState[] = [];
    const take = (id: string): void => {
      const state = this.#states.get(id);
      if (state?.session !== undefined && !excluded.has(id)) selected.push(state);
    };
    if (rooms.size === 0) {
      for (const id of this.#states.keys()) take(id);
    } else if (rooms.size === 1) {
      for (const room of rooms) for (const id of this.#members.get(room) ?? []) take(id);
    } else {
      const ids = new Set<string>();
      for (const room of rooms) for (const id of this.#members.get(room) ?? []) ids.add(id);
      for (const id of ids) take(id);
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

  #vacate(room: string, id: string): void {
    if (this.events.listenerCount("delete-room") > 0) this.complete();
    const members = this.#members.get(room);
    if (!members?.delete(id)) return;
    this.events.emit("leave-room", room, id);
    if (members.size > 0) return;
    this.#members.delete(room);
    this.events.emit("delete-room", room);
  }
}
