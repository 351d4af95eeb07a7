/**
 * Rebuilds the connection and the sockets of a sleeping session when its client sends a packet or leaves.
 *
 * The CONNECT packet of each namespace is replayed. Socket.IO then asks the adapter to restore a session, by a `pid` that is
 * a random key from this file. A key is valid once, so a client cannot use it.
 */

import { Connection } from "../engine/connection.ts";
import { type InternalServer, PacketType, type RestoredSession } from "../socketio-internals.ts";
import type { Session } from "../state/session.ts";
import type { SessionConnection } from "../state/session-connection.ts";
import type { SocketState } from "../state/socket-state.ts";
import { WebSocketTransport } from "../transports/websocket.ts";

/** Wakes the sessions of an object. */
export class Waker {
  readonly #keys = new Map<string, SocketState>();
  /** Sockets that are being rebuilt, with what resolves their promise. */
  readonly #rebuilding = new Map<SocketState, () => void>();
  readonly #rebuilt = new WeakMap<SessionConnection, Promise<void>>();

  /** @param onConnection passes a connection to the server, before its CONNECT packets are replayed */
  constructor(
    private readonly io: () => InternalServer,
    private readonly onConnection: (connection: Connection) => void,
  ) {}

  /** Whether CONNECT packets are being replayed, for which the server must have recovery on. */
  get isWaking(): boolean {
    return this.#rebuilding.size > 0;
  }

  /** Starts to rebuild a session. Its connection buffers messages until {@link whenRebuilt} resolves. */
  wake(session: Session): Connection {
    const connection = new Connection(session, WebSocketTransport.of(session), { woken: true });
    session.connection = connection;
    this.onConnection(connection);
    this.#rebuilt.set(connection, this.#rebuild(connection, [...session.sockets.values()]));
    return connection;
  }

  /** Resolves once all sockets of a connection are rebuilt; at once if it is not being rebuilt. */
  whenRebuilt(connection: SessionConnection): Promise<void> {
    return this.#rebuilt.get(connection) ?? Promise.resolve();
  }

  /** Returns the session for a key, and makes the key invalid. */
  takeSession(key: string): RestoredSession | undefined {
    const state = this.#keys.get(key);
    if (state === undefined) return undefined;
    this.#keys.delete(key);
    const { id, pid, rooms, data } = state;
    return { sid: id, pid: pid as string, rooms: [...rooms], data, missedPackets: [] };
  }

  /** A woken socket has joined its namespace. The client must not get the reply to CONNECT that is sent next. */
  socketJoined(state: SocketState): void {
    state.session?.connection?.skipNextWrite();
    state.waking = false;
    const resolve = this.#rebuilding.get(state);
    this.#rebuilding.delete(state);
    resolve?.();
  }

  async #rebuild(connection: Connection, states: readonly SocketState[]): Promise<void> {
    await Promise.all(states.map((state) => this.#replayConnect(connection, state)));
    for (const { isRejected, socket } of states) if (isRejected) socket?.disconnect();
    await connection.finishRebuild();
    if (connection.readyState === "open") return;
    // A listener closed the connection before all of its sockets had joined. They must be disconnected, too.
    for (const { socket } of states) if (socket?.connected) socket._onclose("forced server close");
  }

  #replayConnect(connection: Connection, state: SocketState): Promise<void> {
    const io = this.io();
    if (!io._nsps.has(state.namespace)) {
      connection.session.removeSocket(state);
      this.#write(connection, PacketType.CONNECT_ERROR, state.namespace, { message: "Invalid namespace" });
      return Promise.resolve();
    }
    const key = crypto.randomUUID();
    this.#keys.set(key, state);
    state.waking = true;
    const joined = new Promise<void>((resolve) => this.#rebuilding.set(state, resolve));
    const data = { ...state.auth, pid: key, offset: "" };
    for (const frame of io.encoder.encode({ type: PacketType.CONNECT, nsp: state.namespace, data })) {
      connection.emit("data", frame);
    }
    return joined;
  }

  #write(connection: Connection, type: number, nsp: string, data: object): void {
    for (const frame of this.io().encoder.encode({ type, nsp, data })) connection.write(frame);
  }
}
