/**
 * The adapter: who is in which room, and how a packet reaches them, whether they are awake or not.
 *
 * A receiver needs no `Socket` object. A packet is encoded once, and each sleeping socket gets its frames directly.
 */

import { Adapter, type BroadcastOptions } from "socket.io-adapter";
import { toFrames } from "./engine/connection.ts";
import type { Packet } from "./engine/packet.ts";
import { PendingAcks } from "./pending-acks.ts";
import type { Recovery } from "./recovery.ts";
import { stringBytes } from "./state/attachment.ts";
import type { Sessions } from "./state/sessions.ts";
import { SocketState } from "./state/socket-state.ts";
import { type AckCallback, PacketType, type StockNamespace, type StockSocket } from "./stock.ts";

/** What the adapter asks of the object around it. */
export interface AdapterHost {
  readonly sessions: Sessions;
  /** Takes the private session that a wake announced under this key, for one use. */
  takeWake(key: string): WokenSession | undefined;
  /** Wakes a sleeping socket. */
  wake(state: SocketState): Promise<StockSocket | undefined>;
  /** A socket has joined its namespace: its listeners are not attached yet. */
  joined(state: SocketState, socket: StockSocket): void;
  /** A socket has left its namespace. */
  left(namespace: StockNamespace): void;
  /** A namespace exists, and nothing has been registered on it yet. */
  opened(namespace: StockNamespace): void;
  /** The store of sessions and packets, where recovery is on. */
  readonly recovery: Recovery | undefined;
  /** A broadcast failed for one receiver. */
  failed(error: unknown, state: SocketState): void;
}

/** What `restoreSession` hands to a `Socket` that is rebuilt. */
export interface WokenSession {
  sid: string;
  pid: string;
  rooms: string[];
  data: unknown;
  missedPackets: unknown[][];
}

/** An encoded packet on its way to many. */
interface Delivery {
  packet: { type: number; nsp?: string; id?: number; data?: unknown };
  encoded: Array<string | Uint8Array>;
  frames: Array<string | Uint8Array>;
  packets: Packet[];
  volatile: boolean;
}

/**
 * The object around each server, by the server's options, which is all that a stock server passes on. (A class made for
 * each object would do as well, but then no object's adapter would look like another's to the compiler, and wakes be slow.)
 */
const hosts = new WeakMap<object, AdapterHost>();

/** Tells which object the server with these options is in. Called before the server is made. */
export function hostAdapters(options: object, host: AdapterHost): void {
  hosts.set(options, host);
}

/** An `Adapter` over hibernatable sockets. */
export class HibernatingAdapter extends Adapter {
  readonly #host: AdapterHost;
  readonly #rooms = new Map<string, Set<string>>();
  readonly #sids = new Map<string, Set<string>>();
  readonly #states = new Map<string, SocketState>();
  /** Acknowledgements that sleeping sockets owe. */
  readonly acks = new PendingAcks();
  /** The socket that is sending to itself. */
  #direct: SocketState | undefined;
  /** Sockets whose sessions stay when they leave. */
  readonly #persisted = new WeakSet<SocketState>();
  readonly #encode: (packet: object) => Array<string | Uint8Array>;

  constructor(namespace: StockNamespace) {
    super(namespace);
    const { encoder, opts } = namespace.server as unknown as {
      encoder: { encode: (packet: object) => string[] };
      opts: object;
    };
    const host = hosts.get(opts);
    if (host === undefined) throw new Error("HibernatingAdapter works in a SocketIODurableObject only");
    this.#host = host;
    this.#encode = (packet) => encoder.encode(packet);
    Object.defineProperty(this, "rooms", { get: () => this.#everyone().#rooms });
    Object.defineProperty(this, "sids", { get: () => this.#everyone().#sids });
    host.sessions.addAdapter(namespace.name, this);
    host.opened(namespace);
  }

  get namespace(): StockNamespace {
    return this.nsp as StockNamespace;
  }

  /** How many sockets of this namespace are known so far. */
  get known(): number {
    return this.#states.size;
  }

  /** Takes in a socket whose state was read from an attachment. It was a member all along, so no event fires. */
  index(state: SocketState): void {
    this.#states.set(state.id, state);
    this.#sids.set(state.id, state.rooms);
    for (const room of state.rooms) this.#members(room).add(state.id);
  }

  /** Begins the state of a socket that is on its way through the namespace's middlewares. */
  admit(socket: StockSocket): SocketState {
    return this.#state(socket.id);
  }

  override addAll(id: string, rooms: Set<string>): void {
    const socket = this.namespace.sockets.get(id);
    const state = this.#state(id);
    if (state.waking && socket !== undefined) {
      this.#host.joined(state, socket);
      return;
    }
    this.#sids.set(id, state.rooms);
    let bytes = 0;
    for (const room of rooms) if (room !== id && !state.rooms.has(room)) bytes += stringBytes(room);
    if (bytes > 0) (state.session ?? state.joining)?.reserve(bytes);
    if (this.listenerCount("create-room") > 0) this.#everyone();
    let changed = false;
    for (const room of rooms) {
      if (state.rooms.has(room)) continue;
      changed = true;
      state.rooms.add(room);
      const created = !this.#rooms.has(room);
      this.#members(room).add(id);
      if (created) this.emit("create-room", room);
      this.emit("join-room", room, id);
    }
    if (socket !== undefined && state.session === undefined) this.#host.joined(state, socket);
    else if (changed) state.session?.touch(state);
  }

  override del(id: string, room: string): void {
    const state = this.#states.get(id);
    if (!state?.rooms.delete(room)) return;
    this.#leave(room, id);
    state.session?.touch(state);
  }

  override delAll(id: string): void {
    const state = this.#states.get(id);
    if (state === undefined) return;
    for (const room of state.rooms) this.#leave(room, id);
    state.rooms.clear();
    this.#states.delete(id);
    this.#sids.delete(id);
    this.acks.forget(id);
    (state.session ?? state.joining)?.remove(state);
    if (!this.#persisted.delete(state)) this.#host.recovery?.forget(state);
    this.#host.left(this.namespace);
  }

  /** Keeps the session of a connection that ended in a way that can be recovered from. */
  override persistSession({ sid }: { sid: string }): void {
    const state = this.#states.get(sid);
    if (state === undefined) return;
    this.#persisted.add(state);
    this.#host.recovery?.closed(state);
  }

  override socketRooms(id: string): Set<string> | undefined {
    return (this.#states.get(id) ?? this.#everyone().#states.get(id))?.rooms;
  }

  override broadcast(packet: Delivery["packet"], options: BroadcastOptions): void {
    const direct = this.#direct;
    this.#direct = undefined;
    const delivery = this.#prepareLogged(packet, options);
    if (direct !== undefined) this.#deliver(direct, delivery);
    else for (const state of this.#select(options)) this.#deliver(state, delivery);
  }

  /**
   * Runs `emit`, in which a socket sends to itself. With recovery on the stock server does that by a broadcast to the
   * socket's own room, and looking for the members of a room is work that an event to one socket must not cost.
   */
  toItself<T>(state: SocketState, emit: () => T): T {
    this.#direct = state;
    try {
      return emit();
    } finally {
      this.#direct = undefined;
    }
  }

  override broadcastWithAck(
    packet: Delivery["packet"],
    options: BroadcastOptions,
    clientCountCallback: (clientCount: number) => void,
    ack: AckCallback,
  ): void {
    const id = this.namespace._ids++;
    packet.id = id;
    const delivery = this.#prepare(packet, options);
    const receivers = this.#select(options);
    // Socket.IO answers the caller after the timeout; what comes later, or never, is nobody's.
    const timer = setTimeout(() => {
      for (const { id: socketId, socket } of receivers) {
        socket?.acks.delete(id);
        this.acks.expire(socketId, id);
      }
    }, options.flags?.timeout);
    let waiting = receivers.length;
    if (waiting === 0) clearTimeout(timer);
    for (const state of receivers) {
      const answered: AckCallback = (...args) => {
        waiting--;
        if (waiting === 0) clearTimeout(timer);
        try {
          ack(...args);
        } catch (error) {
          this.#host.failed(error, state);
        }
      };
      if (state.socket !== undefined) state.socket.acks.set(id, answered);
      else this.acks.owe(state.id, id, answered);
      this.#deliver(state, delivery);
    }
    clientCountCallback(receivers.length);
  }

  override sockets(rooms: Set<string>): Promise<Set<string>> {
    return Promise.resolve(new Set(this.#select({ rooms }).map((state) => state.id)));
  }

  override fetchSockets(options: BroadcastOptions): Promise<object[]> {
    return Promise.resolve(this.#select(options).map((state) => state.socket ?? state));
  }

  override addSockets(options: BroadcastOptions, rooms: string[]): void {
    this.#each(options, (state) => {
      if (state.socket !== undefined) state.socket.join(rooms);
      else this.addAll(state.id, new Set(rooms));
    });
  }

  override delSockets(options: BroadcastOptions, rooms: string[]): void {
    this.#each(options, (state) => {
      for (const room of rooms) this.del(state.id, room);
    });
  }

  override disconnectSockets(options: BroadcastOptions, close: boolean): void {
    this.#each(options, (state) => {
      if (state.socket !== undefined) {
        state.socket.disconnect(close);
      } else {
        this.#host.wake(state).then(
          (socket) => socket?.disconnect(close),
          (error: unknown) => this.#host.failed(error, state),
        );
      }
    });
  }

  /** A wake's key is taken; anything else came over the wire, and is looked up in the durable store or nowhere. */
  override restoreSession(key: string, offset: string): Promise<WokenSession> {
    const session =
      this.#host.takeWake(key) ?? this.#host.recovery?.restore(key, offset, this.namespace.name);
    return Promise.resolve(session) as Promise<WokenSession>;
  }

  override close(): void {
    this.#host.sessions.removeAdapter(this.namespace.name, this);
  }

  #everyone(): this {
    this.#host.sessions.complete();
    return this;
  }

  #state(id: string): SocketState {
    let state = this.#states.get(id);
    if (state === undefined) {
      state = new SocketState(this.namespace.name, id, new Set());
      this.#states.set(id, state);
    }
    return state;
  }

  #members(room: string): Set<string> {
    let members = this.#rooms.get(room);
    if (members === undefined) {
      members = new Set();
      this.#rooms.set(room, members);
    }
    return members;
  }

  #leave(room: string, id: string): void {
    if (this.listenerCount("delete-room") > 0) this.#everyone();
    const members = this.#rooms.get(room);
    if (!members?.delete(id)) return;
    this.emit("leave-room", room, id);
    if (members.size > 0) return;
    this.#rooms.delete(room);
    this.emit("delete-room", room);
  }

  #prepare(packet: Delivery["packet"], options: BroadcastOptions): Delivery {
    packet.nsp = this.namespace.name;
    const encoded = this.#encode(packet);
    return { packet, encoded, ...toFrames(encoded), volatile: options.flags?.volatile === true };
  }

  /** Logs what a client that is away must get when it is back: events without acknowledgement, unless volatile. */
  #prepareLogged(packet: Delivery["packet"], options: BroadcastOptions): Delivery {
    const { recovery } = this.#host;
    const loggable = packet.type === PacketType.EVENT && packet.id === undefined && !options.flags?.volatile;
    if (recovery === undefined || !loggable) return this.#prepare(packet, options);
    const offset = recovery.nextOffset();
    const delivery = this.#prepare({ ...packet, data: [...(packet.data as unknown[]), offset] }, options);
    recovery.log(offset, this.namespace.name, options, delivery.encoded);
    return delivery;
  }

  /** Sends to one socket. It never throws: one bad receiver must not cost the others their packet. */
  #deliver({ socket, session }: SocketState, { packet, frames, packets, volatile }: Delivery): void {
    if (session === undefined) return;
    socket?.notifyOutgoingListeners(packet);
    const { connection, outlet } = session;
    if (connection !== undefined) {
      if (!volatile || connection.transport.writable) connection.sendFrames(frames, packets);
    } else if (outlet !== undefined && (!volatile || outlet.writable)) {
      for (const frame of frames) outlet.write(frame);
    }
  }

  #each(options: BroadcastOptions, act: (state: SocketState) => void): void {
    for (const state of this.#select(options)) {
      try {
        act(state);
      } catch (error) {
        this.#host.failed(error, state);
      }
    }
  }

  /** The sockets that have joined and are in one of `rooms` (all, if there are none) and in none of `except`. */
  #select({ rooms, except }: BroadcastOptions): SocketState[] {
    this.#everyone();
    const excluded = new Set<string>();
    for (const room of except ?? []) for (const id of this.#rooms.get(room) ?? []) excluded.add(id);
    const selected: SocketState[] = [];
    const take = (id: string): void => {
      const state = this.#states.get(id);
      if (state?.session !== undefined && !excluded.has(id)) selected.push(state);
    };
    if (rooms.size === 0) {
      for (const id of this.#states.keys()) take(id);
    } else if (rooms.size === 1) {
      for (const room of rooms) for (const id of this.#rooms.get(room) ?? []) take(id);
    } else {
      const ids = new Set<string>();
      for (const room of rooms) for (const id of this.#rooms.get(room) ?? []) ids.add(id);
      for (const id of ids) take(id);
    }
    return selected;
  }
}
