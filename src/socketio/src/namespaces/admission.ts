/**
 * Admits sockets to namespaces: new and recovered sockets through the middlewares, woken ones usually without them.
 */

import type { HibernatingAdapter } from "../adapter/adapter.ts";
import { connectionOf } from "../engine/connection.ts";
import { guardListeners, guardMiddlewares } from "../listener-guard.ts";
import type { Recovery } from "../recovery/recovery.ts";
import type { InternalNamespace, InternalSocket } from "../socketio-internals.ts";
import type { HandshakeDetails, SocketState } from "../state/socket-state.ts";
import { bindSocket } from "./bind-socket.ts";
import type { DynamicNamespaces } from "./dynamic-namespaces.ts";
import { SocketSnapshot } from "./socket-snapshot.ts";

/**
 * Where a listener failed.
 *
 * @example
 * ```ts
 * import { type ListenerFailure, SocketIODurableObject } from "socket.io-durable-objects";
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

/** What admission needs from the object. */
export interface AdmissionHost {
  /** Set if connection state recovery is on. */
  readonly recovery: Recovery | undefined;
  /** Set if recovery is on, and the object is a node of a cluster. */
  readonly clusterRecovery: { tagPid(pid: string): string } | undefined;
  readonly namespaces: DynamicNamespaces;
  /** Whether the middlewares are skipped for a recovered socket. */
  readonly skipMiddlewares: boolean;
  /** Whether they are skipped for a woken one; `undefined`: unless they added something that is lost on hibernation. */
  readonly skipMiddlewaresOnWake: boolean | undefined;
  /** Names of properties of the request that are saved. */
  readonly keepOnRequest: readonly string[];
  /** How long the middlewares of a woken socket may take, in milliseconds. */
  readonly timeout: number;
  /** A woken socket has joined its namespace. */
  socketWoken(state: SocketState): void;
  reportError(error: unknown, where: ListenerFailure): void;
}

/** Prepares namespaces and sockets before the application sees them. */
export class Admission {
  /** Snapshots of sockets whose middlewares are running. */
  readonly #snapshots = new WeakMap<InternalSocket, SocketSnapshot>();
  /** Namespaces of which a warning has been logged. */
  readonly #warned = new Set<string>();

  constructor(private readonly host: AdmissionHost) {}

  /** Prepares a namespace. Must be called before anything is registered on it. */
  prepareNamespace(namespace: InternalNamespace): void {
    namespace._ids = firstAckId();
    const report = (error: unknown, event: string): void =>
      this.host.reportError(error, { event, namespace: namespace.name });
    guardListeners(namespace as never, report);
    guardMiddlewares(namespace as never, report);
    const runMiddlewares = namespace.run.bind(namespace);
    namespace.run = (socket, next) => {
      const state = (namespace.adapter as HibernatingAdapter).stateOf(socket);
      if (state.waking) {
        this.#wake(state, socket, runMiddlewares, next);
        return;
      }
      try {
        this.#startJoining(state, socket);
      } catch (error) {
        next(error as Error);
        return;
      }
      if (socket.recovered && this.host.skipMiddlewares) {
        next();
        return;
      }
      this.#snapshots.set(socket, new SocketSnapshot(socket));
      runMiddlewares(socket, next);
    };
  }

  /** Runs the middlewares of a woken socket, if necessary. A rejected one joins, too, and is then disconnected. */
  #wake(
    state: SocketState,
    socket: InternalSocket,
    runMiddlewares: InternalNamespace["run"],
    next: () => void,
  ): void {
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
      stopKeepAlive();
      state.isRejected = Boolean(error);
      next();
    };
    const stopKeepAlive = connectionOf(socket).keepAlive(timeout, () =>
      settle(new Error("The middlewares took too long")),
    );
    runMiddlewares(socket, settle);
  }

  /** Prepares a socket that has joined its namespace. Its `connection` listeners run next. */
  socketJoined(state: SocketState, socket: InternalSocket): void {
    const namespace = socket.nsp as unknown as InternalNamespace;
    this.#bind(state, socket);
    if (state.waking) {
      socket.handshake = state.handshake;
      this.host.socketWoken(state);
    } else {
      const connection = connectionOf(socket);
      const { session } = connection;
      // A client may ask twice before it gets a reply. A connection has one socket in a namespace: the last.
      session.sockets.get(namespace.name)?.socket?._onclose("client namespace disconnect");
      state.setHandshake(socket.handshake as HandshakeDetails);
      this.#setPid(state, socket);
      const missed = this.host.recovery?.takeMissedPackets(state);
      this.#detectAdditions(state, socket);
      session.addSocket(state);
      if (missed !== undefined) connection.catchUp(missed);
      this.host.namespaces.socketJoined(namespace);
    }
    for (const [id, ack] of (namespace.adapter as HibernatingAdapter).acks.take(socket.id)) {
      socket.acks.set(id, ack);
    }
  }

  /** Sets the private id of recovery, before the reply to CONNECT is sent, which contains it. */
  #setPid(state: SocketState, socket: InternalSocket): void {
    const { recovery, clusterRecovery } = this.host;
    if (recovery === undefined) return;
    if (clusterRecovery !== undefined && !socket.recovered && socket.pid !== undefined)
      socket.pid = clusterRecovery.tagPid(socket.pid);
    state.pid = socket.pid;
  }

  /** @throws RangeError if the session or the list of namespaces is full */
  #startJoining(state: SocketState, socket: InternalSocket): void {
    connectionOf(socket).session.addJoining(state);
    this.host.namespaces.checkCapacity(socket.nsp as unknown as InternalNamespace);
    this.#bind(state, socket);
  }

  /** Saves `keepOnRequest`, and detects what else the middlewares added. */
  #detectAdditions(state: SocketState, socket: InternalSocket): void {
    const kept = connectionOf(socket).session.keepOnRequest(this.host.keepOnRequest, (error) =>
      this.host.reportError(error, {
        event: "keepOnRequest",
        namespace: state.namespace,
        socketId: state.id,
      }),
    );
    const additions = this.#snapshots.get(socket)?.additions(kept) ?? [];
    if (additions.length === 0) return;
    state.needsMiddlewares = true;
    if (this.host.skipMiddlewaresOnWake !== true || this.#warned.has(state.namespace)) return;
    this.#warned.add(state.namespace);
    console.warn(
      `A middleware of the namespace ${state.namespace} uses ${additions.join(", ")}, which is lost on hibernation, and ` +
        "skipMiddlewaresOnWake is true, so nothing restores it",
    );
  }

  #bind(state: SocketState, socket: InternalSocket): void {
    if (state.socket === socket) return;
    bindSocket(socket, state, (error, event) =>
      this.host.reportError(error, { event, namespace: state.namespace, socketId: state.id }),
    );
  }
}

/**
 * Returns the first acknowledgement id of an object that starts. It follows the clock, so that an acknowledgement from before
 * a restart matches no later id. It stays below 2^31, the largest id of some clients.
 */
const firstAckId = (): number => Date.now() % (2 ** 31 - 2 ** 26);
