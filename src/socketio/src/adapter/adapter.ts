/**
 * The Socket.IO adapter: room membership and broadcasts for sockets that are awake or asleep.
 *
 * A broadcast needs no `Socket` objects: a packet is encoded once, and a sleeping socket gets its frames directly.
 */

import { Adapter, type BroadcastOptions } from "socket.io-adapter";
import {
  type AckCallback,
  type InternalNamespace,
  type InternalSocket,
  PacketType,
  type RestoredSession,
} from "../socketio-internals.ts";
import { roomBytes } from "../state/attachment.ts";
import type { SocketState } from "../state/socket-state.ts";
import { type AdapterHost, adapterHostOf } from "./adapter-host.ts";
import { type BroadcastPacket, Delivery } from "./delivery.ts";
import { PendingAcks } from "./pending-acks.ts";
import { Rooms } from "./rooms.ts";

/** An adapter over hibernatable WebSockets. Source: https://socket.io/docs/v4/adapter/ */
export class HibernatingAdapter extends Adapter {
  protected readonly host: AdapterHost;
  readonly #rooms: Rooms;
  /** Acknowledgements that broadcasts expect from sleeping sockets. */
  readonly acks = new PendingAcks();
  /** The only receiver of the next broadcast, during {@link emitToSelf}. */
  #onlyReceiver: SocketState | undefined;
  /** Sockets whose recovery sessions are kept when they leave. */
  readonly #persisted = new WeakSet<SocketState>();
  readonly #encode: (packet: object) => Array<string | Uint8Array>;

  constructor(namespace: InternalNamespace) {
    super(namespace);
    const { encoder, opts } = namespace.server as unknown as {
      encoder: { encode: (packet: object) => string[] };
      opts: object;
    };
    const host = adapterHostOf(opts);
    this.host = host;
    this.#encode = (packet) => encoder.encode(packet);
    this.#rooms = new Rooms(namespace.name, this, () => host.sessions.loadAll());
    Object.defineProperty(this, "rooms", { get: () => this.#rooms.members });
    Object.defineProperty(this, "sids", { get: () => this.#rooms.sids });
    host.sessions.addAdapter(namespace.name, this);
    host.namespaceCreated(namespace);
  }

  get namespace(): InternalNamespace {
    return this.nsp as InternalNamespace;
  }

  /** How many sockets of the namespace are loaded. */
  get loadedCount(): number {
    return this.#rooms.loadedCount;
  }

  /** Returns the state of a socket, if it is loaded. */
  findLoaded(id: string): SocketState | undefined {
    return this.#rooms.findLoaded(id);
  }

  /** Adds a socket that was restored from an attachment. It was in its rooms before, so no event is emitted. */
  addRestored(state: SocketState): void {
    this.#rooms.addRestored(state);
  }

  /** Returns the state of a socket whose middlewares are about to run, and creates it if necessary. */
  stateOf(socket: InternalSocket): SocketState {
    return this.#rooms.getOrCreate(socket.id);
  }

  /** Creates the state of a socket that is about to join without a `Socket`. */
  createState(id: string): SocketState {
    return this.#rooms.getOrCreate(id);
  }

  override addAll(id: string, rooms: Set<string>): void {
    const socket = this.namespace.sockets.get(id);
    const state = this.#rooms.getOrCreate(id);
    if (state.waking && socket !== undefined) {
      this.host.socketJoined(state, socket);
      return;
    }
    let bytes = 0;
    for (const room of rooms) if (room !== id && !state.rooms.has(room)) bytes += roomBytes(room);
    this.#rooms.register(state);
    if (bytes > 0) (state.session ?? state.joining)?.checkCapacity(bytes);
    const changed = this.#rooms.join(state, rooms);
    if (socket !== undefined && state.session === undefined) this.host.socketJoined(state, socket);
    else if (changed) state.session?.scheduleSave(state);
  }

  override del(id: string, room: string): void {
    const state = this.#rooms.findLoaded(id);
    if (state !== undefined && this.#rooms.leave(state, room)) state.session?.scheduleSave(state);
  }

  override delAll(id: string): void {
    const state = this.#rooms.findLoaded(id);
    if (state === undefined) return;
    this.#rooms.remove(state);
    this.acks.delete(id);
    (state.session ?? state.joining)?.removeSocket(state);
    if (!this.#persisted.delete(state)) this.host.recovery?.deleteSession(state);
    this.host.socketLeft(this.namespace);
  }

  /** Keeps the session of a socket whose connection ended in a way that allows recovery. */
  override persistSession({ sid }: { sid: string }): void {
    const state = this.#rooms.findLoaded(sid);
    if (state === undefined) return;
    this.#persisted.add(state);
    this.host.recovery?.persistSession(state);
  }

  override socketRooms(id: string): Set<string> | undefined {
    return this.#rooms.find(id)?.rooms;
  }

  override broadcast(packet: BroadcastPacket, options: BroadcastOptions): void {
    const onlyReceiver = this.#onlyReceiver;
    this.#onlyReceiver = undefined;
    const delivery = this.#prepareLogged(packet, options);
    if (onlyReceiver !== undefined) delivery.sendTo(onlyReceiver);
    else this.deliver(delivery, options);
  }

  /** Whether {@link emitToSelf} is calling. */
  protected get isToSelf(): boolean {
    return this.#onlyReceiver !== undefined;
  }

  /** Sends a packet to the sockets that match. */
  protected deliver(delivery: Delivery, options: BroadcastOptions): void {
    for (const state of this.#rooms.select(options)) delivery.sendTo(state);
  }

  /** Returns the sockets that match. */
  protected select(options: BroadcastOptions): SocketState[] {
    return this.#rooms.select(options);
  }

  /**
   * Calls `emit`, in which a socket emits an event to its own client.
   *
   * If recovery is on, Socket.IO does that by a broadcast to the room with the socket's id. Selecting the members of a room
   * loads all sessions, which an event to one socket must not do.
   */
  emitToSelf<T>(state: SocketState, emit: () => T): T {
    this.#onlyReceiver = state;
    try {
      return emit();
    } finally {
      this.#onlyReceiver = undefined;
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
    const expectAck = this.acks.expect(receivers, id, options.flags?.timeout, (state, args) => {
      try {
        ack(...args);
      } catch (error) {
        this.host.reportError(error, state);
      }
    });
    for (const state of receivers) {
      expectAck(state);
      delivery.sendTo(state);
    }
    clientCountCallback(receivers.length);
  }

  override sockets(rooms: Set<string>): Promise<Set<string>> {
    return Promise.resolve(new Set(this.#rooms.select({ rooms }).map((state) => state.id)));
  }

  override fetchSockets(options: BroadcastOptions): Promise<object[]> {
    return Promise.resolve(this.#rooms.select(options).map((state) => state.joinedSocket ?? state));
  }

  override addSockets(options: BroadcastOptions, rooms: string[]): void {
    this.#forEach(options, (state) => {
      if (state.socket !== undefined) state.socket.join(rooms);
      else this.addAll(state.id, new Set(rooms));
    });
  }

  override delSockets(options: BroadcastOptions, rooms: string[]): void {
    this.#forEach(options, (state) => {
      for (const room of rooms) this.del(state.id, room);
    });
  }

  override disconnectSockets(options: BroadcastOptions, close: boolean): void {
    this.#forEach(options, (state) => {
      const socket = state.joinedSocket;
      if (socket !== undefined) {
        socket.disconnect(close);
        return;
      }
      state.isLeaving = true;
      this.host.wake(state).then(
        (woken) => woken?.disconnect(close),
        (error: unknown) => this.host.reportError(error, state),
      );
    });
  }

  /** `pid` is the key of a wake, or what a client sent, which can only name a session of recovery. */
  override restoreSession(pid: string, offset: string): Promise<RestoredSession> {
    const session =
      this.host.takeWakingSession(pid) ?? this.host.recovery?.restore(pid, offset, this.namespace.name);
    return Promise.resolve(session) as Promise<RestoredSession>;
  }

  override close(): void {
    this.host.sessions.removeAdapter(this.namespace.name, this);
  }

  #prepare(packet: BroadcastPacket, options: BroadcastOptions): Delivery {
    packet.nsp = this.namespace.name;
    return new Delivery(packet, this.#encode(packet), { volatile: options.flags?.volatile === true });
  }

  /** Logs events that a recovering client must get: all but those that are volatile or expect an acknowledgement. */
  #prepareLogged(packet: BroadcastPacket, options: BroadcastOptions): Delivery {
    const { recovery } = this.host;
    if (recovery === undefined || packet.type !== PacketType.EVENT || packet.id !== undefined)
      return this.#prepare(packet, options);
    const data = packet.data as unknown[];
    if (options.flags?.volatile) {
      // A client takes a string at the end of any event for an offset.
      if (typeof data.at(-1) !== "string") return this.#prepare(packet, options);
      return this.#prepare({ ...packet, data: [...data, recovery.lastOffset] }, options);
    }
    const offset = recovery.nextOffset();
    const logged = { ...packet, nsp: this.namespace.name, data: [...data, offset] };
    const encoded = this.#encode(logged);
    const isLogged = recovery.log(offset, this.namespace.name, options, encoded);
    const sourceFor = isLogged ? (state: SocketState) => recovery.sourceOf(state, offset) : undefined;
    return new Delivery(logged, encoded, { volatile: false, sourceFor });
  }

  #forEach(options: BroadcastOptions, action: (state: SocketState) => void): void {
    for (const state of this.#rooms.select(options)) {
      try {
        action(state);
      } catch (error) {
        this.host.reportError(error, state);
      }
    }
  }
}
