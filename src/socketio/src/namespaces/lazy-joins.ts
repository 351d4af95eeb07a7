/** Lets clients join the main namespace without a `Socket`: the option `lazySockets`. */

import type { HibernatingAdapter } from "../adapter/adapter.ts";
import type { Connection } from "../engine/connection.ts";
import { randomId } from "../engine/random-id.ts";
import { microtask } from "../microtask.ts";
import type { ParsedPacket, Parser, ParserDecoder } from "../options.ts";
import { type InternalServer, PacketType } from "../socketio-internals.ts";
import type { Session } from "../state/session.ts";
import type { SocketState } from "../state/socket-state.ts";
import { encodeFrame } from "../transports/packet.ts";
import { WebSocketTransport } from "../transports/websocket.ts";
import type { ListenerFailure } from "./admission.ts";
import type { LazyHandshake, LazySockets } from "./lazy-socket.ts";
import { handshakeOf, SleepingSocket } from "./sleeping-socket.ts";

const NAMESPACE = "/";

/**
 * How often connections that have not joined in time are looked for, in milliseconds. To set and clear a timer for each connection would be
 * a good part of the cost of a join, so the timer is not cleared when all have joined: the object stays awake for a moment.
 */
const CHECK_INTERVAL = 250;

/** What lazy joins need from the object. */
export interface LazyJoinsHost {
  readonly io: InternalServer;
  readonly parser: Parser;
  /** How long a client may take to join, in milliseconds. */
  readonly timeout: number;
  /** Passes a connection to the stock server. */
  passOn(connection: Connection): void;
  /** Starts to rebuild the connection of a session that has joined. */
  wake(session: Session): Connection;
  /** Wakes a sleeping socket, and disconnects it. */
  disconnect(state: SocketState, close: boolean): void;
  reportError(error: unknown, where: ListenerFailure): void;
}

/** The clients that join. */
export class LazyJoins {
  /** Connections that have not joined, and when they are closed, in milliseconds since the epoch; the first one first. */
  readonly #pending = new Map<Connection, number>();
  #isTimerSet = false;
  readonly #decoder: ParserDecoder;
  #decoded: ParsedPacket | undefined;

  constructor(
    private readonly hooks: LazySockets,
    private readonly host: LazyJoinsHost,
  ) {
    this.#decoder = new host.parser.Decoder();
    this.#decoder.on("decoded", (packet) => {
      this.#decoded = packet;
    });
  }

  /** Takes a new connection, unless only a `Socket` can serve it. */
  take(connection: Connection): boolean {
    if (connection.woken || !(connection.transport instanceof WebSocketTransport)) return false;
    this.#pending.set(connection, Date.now() + this.host.timeout);
    this.#startTimer();
    connection.once("close", () => this.#settled(connection));
    connection.interceptMessages((data) => this.#onMessage(connection, data));
    const auth = this.handshakeAuth(connection.session);
    if (auth !== undefined) this.#startJoin(connection, auth);
    return true;
  }

  /** The `auth` of a client that joins with its handshake. */
  handshakeAuth({ request }: Session): Record<string, unknown> | undefined {
    return this.hooks.handshakeAuth?.(request._query);
  }

  /**
   * Ends a sleeping session without waking it, if the hook for that is set.
   *
   * @returns whether it did; the session is to be woken otherwise
   */
  leave(session: Session, reason: string): boolean {
    const { disconnected } = this.hooks;
    const state = session.sockets.get(NAMESPACE);
    if (disconnected === undefined || state === undefined || session.sockets.size > 1) return false;
    const socket = this.#socketOf(state, session, state.handshake as LazyHandshake);
    this.#adapter.delAll(state.id);
    this.#guard("disconnect", state, () => disconnected.call(this.hooks, socket, reason));
    return true;
  }

  get #adapter(): HibernatingAdapter {
    return this.host.io._nsps.get(NAMESPACE)?.adapter as HibernatingAdapter;
  }

  #socketOf(state: SocketState, from: Connection | Session, handshake: LazyHandshake): SleepingSocket {
    return new SleepingSocket(state, from, handshake, {
      send: (event, args) => this.#send(from, PacketType.EVENT, [event, ...args]),
      join: ({ id }, rooms) => this.#adapter.addAll(id, rooms),
      leave: ({ id }, room) => this.#adapter.del(id, room),
      // In `connected` it is not asleep yet, and only a sleeping socket can wake.
      disconnect: (of, close) => {
        of.isLeaving = true;
        microtask(() => this.host.disconnect(of, close));
      },
    });
  }

  /** Handles the first message of a client. Any but a CONNECT packet of the main namespace is for the stock server. */
  #onMessage(connection: Connection, data: string | Uint8Array): void {
    const packet = typeof data === "string" ? this.#decode(data) : undefined;
    const auth = packet?.data ?? {};
    if (packet?.type === PacketType.CONNECT && packet.nsp === NAMESPACE && typeof auth === "object") {
      this.#startJoin(connection, auth as Record<string, unknown>);
      return;
    }
    this.#settled(connection);
    connection.interceptMessages(undefined);
    this.host.passOn(connection);
    connection.onPacket({ type: "message", data });
  }

  #decode(data: string): ParsedPacket | undefined {
    this.#decoded = undefined;
    try {
      this.#decoder.add(data);
    } catch {
      // The stock server handles the error.
    }
    const decoded = this.#decoded as ParsedPacket | undefined;
    // The rest of a binary packet would be taken for that of another client.
    if (decoded === undefined) this.#decoder.destroy();
    return decoded;
  }

  #startJoin(connection: Connection, auth: Record<string, unknown>): void {
    connection.holdMessages();
    void this.#join(connection, auth);
  }

  async #join(connection: Connection, auth: Record<string, unknown>): Promise<void> {
    const { session } = connection;
    const adapter = this.#adapter;
    const state = adapter.createState(randomId());
    const handshake = handshakeOf(connection, auth);
    const socket = this.#socketOf(state, connection, handshake);
    let rejection: { error: unknown } | undefined;
    try {
      session.addJoining(state);
      await this.hooks.admit(socket);
    } catch (error) {
      rejection = { error };
    }
    try {
      if (rejection !== undefined) this.#reject(connection, state, rejection.error);
      else if (connection.readyState === "open") this.#admitted(connection, socket, state);
      else adapter.delAll(state.id);
    } finally {
      session.sendQueue?.uncork();
    }
  }

  #admitted(connection: Connection, socket: SleepingSocket, state: SocketState): void {
    this.#settled(connection);
    state.setHandshake(socket.handshake);
    this.#adapter.addAll(state.id, new Set([state.id]));
    connection.session.addSocket(state);
    this.#send(connection, PacketType.CONNECT, { sid: state.id });
    this.#guard("connection", state, () => this.hooks.connected(socket));
    socket.isTracked = true;
    this.#sleep(connection);
  }

  /** Releases the connection. Messages that have arrived during the join wake the socket. */
  #sleep(connection: Connection): void {
    const { session } = connection;
    const held = connection.takeHeldMessages();
    session.connection = undefined;
    if (held.length === 0) return;
    const woken = this.host.wake(session);
    for (const data of held) woken.receive({ type: "message", data });
  }

  #reject(connection: Connection, state: SocketState, error: unknown): void {
    this.#adapter.delAll(state.id);
    if (connection.readyState !== "open") return;
    // Anything can be thrown.
    const { message, data } = Object(error) as { message?: unknown; data?: unknown };
    this.#send(connection, PacketType.CONNECT_ERROR, { message, data });
    // It may ask again, until its time is over.
    for (const held of connection.takeHeldMessages()) connection.receive({ type: "message", data: held });
  }

  #send(to: Connection | Session, type: number, data: unknown): void {
    const { sendQueue } = "session" in to ? to.session : to;
    const frames = this.host.io.encoder.encode({ type, nsp: NAMESPACE, data });
    for (const frame of frames) sendQueue?.write(encodeFrame({ type: "message", data: frame }));
  }

  #guard(event: string, { id }: SocketState, hook: () => void | Promise<void>): void {
    const report = (error: unknown): void =>
      this.host.reportError(error, { event, namespace: NAMESPACE, socketId: id });
    try {
      const result = hook();
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  }

  /** A connection has joined or ended, or the stock server has it. */
  #settled(connection: Connection): void {
    this.#pending.delete(connection);
  }

  #startTimer(): void {
    if (this.#isTimerSet || this.#pending.size === 0) return;
    this.#isTimerSet = true;
    setTimeout(
      () => {
        this.#isTimerSet = false;
        const now = Date.now();
        for (const [connection, deadline] of this.#pending) {
          if (deadline > now) break;
          this.#pending.delete(connection);
          connection.close();
        }
        this.#startTimer();
      },
      Math.min(this.host.timeout, CHECK_INTERVAL),
    );
  }
}
