/**
 * How a socket comes into a namespace: anew or recovered, through the namespace's middlewares, or woken, past them.
 */

import type { HibernatingAdapter } from "./adapter.ts";
import { bindSocket } from "./bind-socket.ts";
import type { DynamicNamespaces } from "./dynamic-namespaces.ts";
import { guardListeners, guardMiddlewares } from "./listeners.ts";
import type { Recovery } from "./recovery.ts";
import type { HandshakeDetails, SocketState } from "./state/socket-state.ts";
import type { StockNamespace, StockSocket } from "./stock.ts";

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
  /** A woken socket has joined. */
  woken(state: SocketState): void;
  report(error: unknown, where: ListenerFailure): void;
}

/** Prepares namespaces and sockets before the application sees them. */
export class Admission {
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
      try {
        if (!state.waking) this.#admit(state, socket);
      } catch (error) {
        next(error as Error);
        return;
      }
      if (state.waking || (socket.recovered && this.host.skipMiddlewares)) next();
      else run(socket, next);
    };
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
      session.add(state);
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
