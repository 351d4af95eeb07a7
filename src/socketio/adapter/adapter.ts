/**
 * The adapter: who is in which room, and how a packet reaches them, whether they are awake or not.
 *
 * A receiver needs no `Socket` object. A packet is encoded once, and each sleeping socket gets its frames directly.
 */

import { Adapter, type BroadcastOptions } from "socket.io-adapter";
import { roomBytes } from "../state/attachment.ts";
import type { SocketState } from "../state/socket-state.ts";
import {
  type AckCallback,
  PacketType,
  type StockNamespace,
  type StockSocket,
  type WokenSession,
} from "../socketio-internals.ts";
import { type AdapterHost, hostOf } from "./adapter-host.ts";
import { type BroadcastPacket, Delivery } from "./delivery.ts";
import { PendingAcks } from "./pending-acks.ts";
import { Rooms } from "./rooms.ts";

/** An `Adapter` over hibernatable sockets. */
export class HibernatingAdapter extends Adapter {
  readonly #host: AdapterHost;
  readonly #rooms: Rooms;
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
    const host = hostOf(opts);
    this.#host = host;
    this.#encode = (packet) => encoder.encode(packet);
    this.#rooms = new Rooms(namespace.name, this, () => host.sessions.complete());
    Object.defineProperty(this, "rooms", { get: () => this.#rooms.members });
    Object.defineProperty(this, "sids", { get: () => this.#rooms.sids });
    host.sessions.addAdapter(namespace.name, this);
    host.opened(namespace);
  }

  get namespace(): StockNamespace {
    return this.nsp as StockNamespace;
  }

  /** How many sockets of this namespace are known so far. */
  get known(): number {
    return this.#rooms.known;
  }

  /** The state of a socket that is known so far. */
  find(id: string): SocketState | undefined {
    return this.#rooms.find(id);
  }

  /** Takes in a socket whose state was read from an attachment. It was a member all along, so no event fires. */
  index(state: SocketState): void {
    this.#rooms.index(state);
  }

  /** Begins the state of a socket that is on its way through the namespace's middlewares. */
  admit(socket: StockSocket): SocketState {
    return this.#rooms.open(socket.id);
  }

  override addAll(id: string, rooms: Set<string>): void {
    const socket = this.namespace.sockets.get(id);
    const state = this.#rooms.open(id);
    if (state.waking && socket !== undefined) {
      this.#host.joined(state, socket);
      return;
    }
    let bytes = 0;
    for (const room of rooms) if (room !== id && !state.rooms.has(room)) bytes += roomBytes(room);
    this.#rooms.seat(state);
    if (bytes > 0) (state.session ?? state.joining)?.reserve(bytes);
    const changed = this.#rooms.join(state, rooms);
    if (socket !== undefined && state.session === undefined) this.#host.joined(state, socket);
    else if (changed) state.session?.touch(state);
  }

  override del(id: string, room: string): void {
    const state = this.#rooms.find(id);
    if (state !== undefined && this.#rooms.leave(state, room)) state.session?.touch(state);
  }

  override delAll(id: string): void {
    const state = this.#rooms.find(id);
    if (state === undefined) return;
    this.#rooms.remove(state);
    this.acks.forget(id);
    (state.session ?? state.joining)?.remove(state);
    if (!this.#persisted.delete(state)) this.#host.recovery?.forget(state);
    this.#host.left(this.namespace);
  }

  /** Keeps the session of a connection that ended in a way that can be recovered from. */
  override persistSession({ sid }: { sid: string }): void {
    const state = this.#rooms.find(sid);
    if (state === undefined) return;
    this.#persisted.add(state);
    this.#host.recovery?.closed(state);
  }

  override socketRooms(id: string): Set<string> | undefined {
    return this.#rooms.findAnywhere(id)?.rooms;
  }

  override broadcast(packet: BroadcastPacket, options: BroadcastOptions): void {
    const direct = this.#direct;
    this.#direct = undefined;
    const delivery = this.#prepareLogged(packet, options);
    if (direct !== undefined) delivery.to(direct);
    else for (const state of this.#rooms.select(options)) delivery.to(state);
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
    packet: BroadcastPacket,
    options: BroadcastOptions,
    clientCountCallback: (clientCount: number) => void,
    ack: AckCallback,
  ): void {
    const id = this.namespace._ids++;
    packet.id = id;
    const delivery = this.#prepare(packet, options);
    const receivers = this.#rooms.select(options);
    const expect = this.acks.gather(receivers, id, options.flags?.timeout, (state, args) => {
      try {
        ack(...args);
      } catch (error) {
        this.#host.failed(error, state);
      }
    });
    for (const state of receivers) {
      expect(state);
      delivery.to(state);
    }
    clientCountCallback(receivers.length);
  }

  override sockets(rooms: Set<string>): Promise<Set<string>> {
    return Promise.resolve(new Set(this.#rooms.select({ rooms }).map((state) => state.id)));
  }

  override fetchSockets(options: BroadcastOptions): Promise<object[]> {
    return Promise.resolve(this.#rooms.select(options).map((state) => state.socket ?? state));
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

  #prepare(packet: BroadcastPacket, options: BroadcastOptions): Delivery {
    packet.nsp = this.namespace.name;
    return new Delivery(packet, this.#encode(packet), options.flags?.volatile === true);
  }

  /** Logs what a client that is away must get when it is back: events without acknowledgement, unless volatile. */
  #prepareLogged(packet: BroadcastPacket, options: BroadcastOptions): Delivery {
    const { recovery } = this.#host;
    if (recovery === undefined || packet.type !== PacketType.EVENT || packet.id !== undefined)
      return this.#prepare(packet, options);
    const data = packet.data as unknown[];
    if (options.flags?.volatile) {
      // A client takes a text at the end of any event for an offset.
      if (typeof data.at(-1) !== "string") return this.#prepare(packet, options);
      return this.#prepare({ ...packet, data: [...data, recovery.lastOffset] }, options);
    }
    const offset = recovery.nextOffset();
    const logged = { ...packet, nsp: this.namespace.name, data: [...data, offset] };
    const encoded = this.#encode(logged);
    const isKept = recovery.log(offset, this.namespace.name, options, encoded);
    return new Delivery(
      logged,
      encoded,
      false,
      isKept ? (state) => recovery.logged(state, offset) : undefined,
    );
  }

  #each(options: BroadcastOptions, act: (state: SocketState) => void): void {
    for (const state of this.#rooms.select(options)) {
      try {
        act(state);
      } catch (error) {
        this.#host.failed(error, state);
      }
    }
  }
}
