/**
 * How a socket comes into a namespace: anew or recovered, through the namespace's middlewares, or woken, past them.
 */

import type { HibernatingAdapter } from "../adapter/adapter.ts";
import type { DynamicNamespaces } from "./dynamic-namespaces.ts";
import { guardListeners, guardMiddlewares } from "../listener-guard.ts";
import type { Recovery } from "../recovery/recovery.ts";
import type { HandshakeDetails, SocketState } from "../state/socket-state.ts";
import type { StockNamespace, StockSocket } from "../socketio-internals.ts";
import { bindSocket } from "./bind-socket.ts";
import { SocketSnapshot } from "./socket-snapshot.ts";

/**
 * Where a listener failed.
 *
 * @example
 * ```ts
 * import { type ListenerFailure, SocketIODurableObject } from "./src/socketio/index.ts";
 *
 * export class Chat extends SocketIODurableObject {
 *   protected override onListenerError(error: unknown, { event, namespace, socketId }: ListenerFailure): void {
 *     console.error(`${event} of ${socketId ?? "the namespace"} in ${namespace}`, error);
 *   }
 * }
 * ```
 */
export interface ListenerFailure {
  event: string;
  namespace: string;
  /** Unset for a listener of the namespace itself. */
  socketId?: string;
}

/** What admission needs of the object around it. */
export interface AdmissionHost {
  readonly recovery: Recovery | undefined;
  readonly namespaces: DynamicNamespaces;
  /** Whether a recovered socket passes the middlewares by. */
  readonly skipMiddlewares: boolean;
  /** Whether a woken one does. Undefined: unless its middlewares put something on it that a sleep takes away. */
  readonly skipMiddlewaresOnWake: boolean | undefined;
  /** Properties of a request that are kept. */
  readonly keepOnRequest: readonly string[];
  /** How long the middlewares may look at a woken socket, in milliseconds. */
  readonly timeout: number;
  /** A woken socket has joined. */
  woken(state: SocketState): void;
  report(error: unknown, where: ListenerFailure): void;
}

/** Prepares namespaces and sockets before the application sees them. */
export class Admission {
  /** Sockets that the middlewares look at for the first time, as they were before. */
  readonly #snapshots = new WeakMap<StockSocket, SocketSnapshot>();
  readonly #warned = new Set<string>();

  constructor(private readonly host: AdmissionHost) {}

  /** Prepares a namespace, before anything can be registered on it. */
  opened(namespace: StockNamespace): void {
    namespace._ids = firstAckId();
    const report = (error: unknown, event: string): void =>
      this.host.report(error, { event, namespace: namespace.name });
    guardListeners(namespace as never, report);
    guardMiddlewares(namespace as never, report);
    const run = namespace.run.bind(namespace);
    namespace.run = (socket, next) => {
      const state = (namespace.adapter as HibernatingAdapter).admit(socket);
      if (state.waking) {
        this.#wake(state, socket, run, next);
        return;
      }
      try {
        this.#admit(state, socket);
      } catch (error) {
        next(error as Error);
        return;
      }
      if (socket.recovered && this.host.skipMiddlewares) {
        next();
        return;
      }
      this.#snapshots.set(socket, new SocketSnapshot(socket));
      run(socket, next);
    };
  }

  /** Puts back what only the middlewares can. One that they refuse joins all the same, and is disconnected as it does. */
  #wake(state: SocketState, socket: StockSocket, run: StockNamespace["run"], next: () => void): void {
    const { skipMiddlewaresOnWake, timeout } = this.host;
    if (skipMiddlewaresOnWake ?? !state.needsMiddlewares) {
      next();
      return;
    }
    this.#bind(state, socket);
    socket.handshake = state.handshake;
    let isSettled = false;
    const settle = (error?: Error | null): void => {
      if (isSettled) return;
      isSettled = true;
      release();
      state.isRefused = Boolean(error);
      next();
    };
    const release = socket.conn.hold(timeout, () => settle(new Error("The middlewares took too long")));
    run(socket, settle);
  }

  /** A socket has joined its namespace, anew or again; its `connection` listeners run next. */
  joined(state: SocketState, socket: StockSocket): void {
    const namespace = socket.nsp as unknown as StockNamespace;
    this.#bind(state, socket);
    if (state.waking) {
      socket.handshake = state.handshake;
      this.host.woken(state);
    } else {
      const { session } = socket.conn;
      // A client may ask twice before it is answered. The connection has one socket in a namespace: the last.
      session.sockets.get(namespace.name)?.socket?._onclose("client namespace disconnect");
      state.adopt(socket.handshake as HandshakeDetails);
      if (this.host.recovery !== undefined) state.pid = socket.pid;
      const missed = this.host.recovery?.recovered(state);
      this.#noteInstalled(state, socket);
      session.add(state);
      if (missed !== undefined) socket.conn.catchUp(missed);
      this.host.namespaces.joined(namespace);
    }
    for (const [id, ack] of (namespace.adapter as HibernatingAdapter).acks.take(socket.id)) {
      socket.acks.set(id, ack);
    }
  }

  /** @throws RangeError if the connection has no room for one more socket. */
  #admit(state: SocketState, socket: StockSocket): void {
    socket.conn.session.admit(state);
    this.host.namespaces.admit(socket.nsp as unknown as StockNamespace);
    this.#bind(state, socket);
  }

  /** Sees what the middlewares put on a socket, and keeps what is to be kept of it. */
  #noteInstalled(state: SocketState, socket: StockSocket): void {
    const kept = socket.conn.session.keepOnRequest(this.host.keepOnRequest, (error) =>
      this.host.report(error, { event: "keepOnRequest", namespace: state.namespace, socketId: state.id }),
    );
    const installed = this.#snapshots.get(socket)?.difference(kept) ?? [];
    if (installed.length === 0) return;
    state.needsMiddlewares = true;
    if (this.host.skipMiddlewaresOnWake !== true || this.#warned.has(state.namespace)) return;
    this.#warned.add(state.namespace);
    console.warn(
      `A middleware of the namespace ${state.namespace} uses ${installed.join(", ")}: a sleep takes that away, and ` +
        "with skipMiddlewaresOnWake nothing puts it back",
    );
  }

  #bind(state: SocketState, socket: StockSocket): void {
    if (state.socket === socket) return;
    bindSocket(socket, state, (error, event) =>
      this.host.report(error, { event, namespace: state.namespace, socketId: state.id }),
    );
  }
}

/**
 * Where an object's life begins to count its acknowledgements. It follows the clock, so that an answer to a question
 * from before a restart meets no other question; it stays well below 2^31, which is as far as some clients count.
 */
const firstAckId = (): number => Date.now() % (2 ** 31 - 2 ** 26);
