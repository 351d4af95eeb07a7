/**
 * Waking up: a sleeping client spoke or left, and its connection and sockets are rebuilt.
 *
 * Each namespace's CONNECT packet is replayed through the stock server, which asks the adapter to restore the session.
 * What it accepts is a random key, made here, valid for one call and gone with it; nothing that a client can send.
 */

import { Connection } from "../engine/connection.ts";
import { WebSocketTransport } from "../transports/websocket.ts";
import type { Session } from "../state/session.ts";
import type { SocketState } from "../state/socket-state.ts";
import { PacketType, type StockServer, type WokenSession } from "../socketio-internals.ts";

/** Rebuilds sleeping sessions. */
export class Waker {
  readonly #keys = new Map<string, SocketState>();
  readonly #joined = new Map<SocketState, () => void>();
  readonly #whole = new WeakMap<Connection, Promise<void>>();

  constructor(
    private readonly io: () => StockServer,
    private readonly connect: (connection: Connection) => void,
  ) {}

  /** Whether a replay is under way, during which the stock server must believe that recovery is on. */
  get replaying(): boolean {
    return this.#joined.size > 0;
  }

  /** Begins to rebuild a session. Its connection is there at once; {@link whole} tells when its sockets are. */
  wake(session: Session): Connection {
    const connection = new Connection(session, WebSocketTransport.of(session), { woken: true });
    session.connection = connection;
    this.connect(connection);
    this.#whole.set(connection, this.#rebuild(connection, [...session.sockets.values()]));
    return connection;
  }

  /** Waits until everything that slept behind a connection is awake. */
  whole(connection: Connection): Promise<void> {
    return this.#whole.get(connection) ?? Promise.resolve();
  }

  /** Takes what a key stands for, once. */
  take(key: string): WokenSession | undefined {
    const state = this.#keys.get(key);
    if (state === undefined) return undefined;
    this.#keys.delete(key);
    const { id, pid, rooms, data } = state;
    return { sid: id, pid: pid as string, rooms: [...rooms], data, missedPackets: [] };
  }

  /** A woken socket has joined its namespace. The reply to its CONNECT is about to be written, and must not be. */
  joined(state: SocketState): void {
    state.session?.connection?.skipNextWrite();
    state.waking = false;
    const done = this.#joined.get(state);
    this.#joined.delete(state);
    done?.();
  }

  async #rebuild(connection: Connection, states: readonly SocketState[]): Promise<void> {
    await Promise.all(states.map((state) => this.#replay(connection, state)));
    for (const { isRefused, socket } of states) if (isRefused) socket?.disconnect();
    connection.release();
    if (connection.readyState === "open") return;
    // A listener closed the connection when some of its sockets had not joined yet. They end like the others.
    for (const { socket } of states) if (socket?.connected) socket._onclose("forced server close");
  }

  #replay(connection: Connection, state: SocketState): Promise<void> {
    const io = this.io();
    if (!io._nsps.has(state.namespace)) {
      connection.session.remove(state);
      this.#say(connection, PacketType.CONNECT_ERROR, state.namespace, { message: "Invalid namespace" });
      return Promise.resolve();
    }
    const key = crypto.randomUUID();
    this.#keys.set(key, state);
    state.waking = true;
    const joined = new Promise<void>((resolve) => this.#joined.set(state, resolve));
    const data = { ...state.auth, pid: key, offset: "" };
    for (const frame of io.encoder.encode({ type: PacketType.CONNECT, nsp: state.namespace, data })) {
      connection.emit("data", frame);
    }
    return joined;
  }

  #say(connection: Connection, type: number, nsp: string, data: object): void {
    for (const frame of this.io().encoder.encode({ type, nsp, data })) connection.write(frame);
  }
}
