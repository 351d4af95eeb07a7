/** Creates and connects the parts of a Socket.IO server in a Durable Object: engine, sessions, adapters, alarms, recovery. */

import { EventEmitter } from "node:events";
import type { Server } from "socket.io";
import * as defaultParser from "socket.io-parser";
import type { AdapterHost } from "./adapter/adapter-host.ts";
import { handleAlarm, TRIM } from "./alarms/alarm-handler.ts";
import { AlarmSchedule } from "./alarms/alarm-schedule.ts";
import { MAX_SILENCE, WebSocketHeartbeats } from "./alarms/websocket-heartbeats.ts";
import { Cluster } from "./cluster/cluster.ts";
import type { MessageHandler } from "./cluster/node.ts";
import type { Connection } from "./engine/connection.ts";
import { Engine, type EngineHost } from "./engine/engine.ts";
import { EvictionCheck } from "./hibernation/eviction-check.ts";
import { SilentSockets } from "./hibernation/silent-sockets.ts";
import { Waker } from "./hibernation/waker.ts";
import { guardListeners } from "./listener-guard.ts";
import { Admission, type ListenerFailure } from "./namespaces/admission.ts";
import { DynamicNamespaces } from "./namespaces/dynamic-namespaces.ts";
import { LazyJoins } from "./namespaces/lazy-joins.ts";
import type { Parser, ResolvedOptions } from "./options.ts";
import { PacketLog } from "./recovery/packet-log.ts";
import { Recovery } from "./recovery/recovery.ts";
import { StoredSessions } from "./recovery/stored-sessions.ts";
import { createServer } from "./server.ts";
import { type InternalServer, type InternalSocket, internalsOf } from "./socketio-internals.ts";
import { deleteOverflowRows } from "./state/attachment.ts";
import type { SessionStorage } from "./state/session.ts";
import { Sessions } from "./state/sessions.ts";
import type { SocketState } from "./state/socket-state.ts";

/** The methods of the Durable Object class that the runtime calls. */
export interface RuntimeHost {
  onAlarm(name: string): void | Promise<void>;
  onListenerError(error: unknown, where: ListenerFailure): void;
}

/** What starts an object. */
export type StartCause = "request" | "websocket" | "alarm";

/** The Socket.IO server of one object. */
export class Runtime {
  readonly io: Server;
  readonly engine: Engine;
  readonly sessions: Sessions;
  readonly alarms: AlarmSchedule;
  /** Set if the object is a node of a cluster. */
  readonly cluster: Cluster | undefined;
  readonly #heartbeats: WebSocketHeartbeats;
  readonly #namespaces: DynamicNamespaces;
  readonly #recovery: Recovery | undefined;
  readonly #waker: Waker;
  /** Set if sockets go back to sleep while the object is awake. */
  readonly #silentSockets: SilentSockets | undefined;
  /** Set if sockets join without a `Socket`. */
  readonly #lazyJoins: LazyJoins | undefined;
  readonly #evictionCheck = new EvictionCheck(() => this.sessions.canHibernate);
  #isStarted = false;

  constructor(
    private readonly ctx: DurableObjectState,
    private readonly options: ResolvedOptions,
    private readonly host: RuntimeHost,
  ) {
    const { kv } = ctx.storage;
    const io = (): InternalServer => internalsOf(this.io);
    this.cluster = this.#createCluster();
    this.sessions = new Sessions(ctx, this.#sessionStorage(), () => this.#sweepIfDue(), this.cluster);
    this.engine = new Engine(options, this.#engineHost());
    guardListeners(this.engine, (error, event) => this.#reportError(error, { event, namespace: "" }));
    this.#waker = new Waker(io, (connection) => {
      this.#silentSockets?.woke(connection.session);
      this.engine.guardListeners(connection);
      connection.once("close", () => this.sessions.remove(connection.session));
      this.engine.emit("connection", connection);
    });
    const { sleepAfter } = options.lazySockets ?? {};
    this.#silentSockets = sleepAfter === undefined ? undefined : new SilentSockets(io, sleepAfter);
    this.alarms = new AlarmSchedule(ctx.storage);
    this.#heartbeats = new WebSocketHeartbeats(ctx, this.sessions, options, this.engine);
    const cleanUp = options.cleanupEmptyChildNamespaces === true;
    this.#namespaces = new DynamicNamespaces(kv, io, this.sessions, cleanUp);
    this.#recovery = this.#createRecovery();
    const admission = new Admission({
      recovery: this.#recovery,
      clusterRecovery: this.cluster?.recovery,
      namespaces: this.#namespaces,
      skipMiddlewares: options.connectionStateRecovery?.skipMiddlewares === true,
      skipMiddlewaresOnWake: options.skipMiddlewaresOnWake,
      keepOnRequest: options.keepOnRequest,
      timeout: options.connectTimeout,
      socketWoken: (state) => this.#waker.socketJoined(state),
      reportError: (error, where) => this.#reportError(error, where),
    });
    this.io = createServer(options, this.#adapterHost(admission), () => this.#waker.isWaking);
    this.#lazyJoins = this.#createLazyJoins();
    this.io.bind(this.engine as never);
    // The runtime answers the pings of clients that keep their own heartbeat, without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("2", "3"));
  }

  /**
   * Must be called for each event of the object. Its first event restores what is stored.
   *
   * @param cause after an event of a WebSocket there are sessions, so they need not be searched for; `alarm()` sets the next
   *   alarm itself
   */
  onEvent(cause: StartCause): void {
    this.#evictionCheck.onEvent(Date.now());
    this.engine.onActivity();
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (cause !== "websocket" && this.sessions.webSockets.length === 0) {
      deleteOverflowRows(this.ctx.storage.kv);
      this.cluster?.node.membership.startedEmpty();
      this.#namespaces.clear();
    }
    this.#namespaces.restore();
    if (cause !== "alarm") this.ctx.waitUntil(this.alarms.restore());
  }

  /** Does what is due when the object's alarm goes off. */
  onAlarm(): Promise<void> {
    return handleAlarm({
      schedule: this.alarms,
      heartbeats: this.#heartbeats,
      recovery: this.#recovery,
      sweepInterval: this.options.sweepInterval,
      onAlarm: (name) => this.host.onAlarm(name),
      reportError: (error, name) => this.#reportError(error, { event: `alarm ${name}`, namespace: "" }),
    });
  }

  #reportError(error: unknown, where: ListenerFailure): void {
    try {
      this.host.onListenerError(error, where);
    } catch (thrown) {
      console.error("onListenerError failed", where, thrown);
    }
  }

  #createRecovery(): Recovery | undefined {
    const { connectionStateRecovery, pingInterval, pingTimeout } = this.options;
    if (connectionStateRecovery === undefined) return undefined;
    return new Recovery(connectionStateRecovery, {
      stored: new StoredSessions(this.ctx.storage.kv),
      log: this.cluster?.recovery?.log ?? new PacketLog(this.ctx.storage.kv),
      cluster: this.cluster?.recovery,
      sessions: this.sessions,
      detectionTime: Math.max(MAX_SILENCE, pingInterval + pingTimeout),
      endConnection: (id) => this.engine.endReplaced(id),
      scheduleTrim: (at) => {
        if (!this.alarms.has(TRIM)) this.ctx.waitUntil(this.alarms.schedule(TRIM, at));
      },
    });
  }

  /** Must be called before the server is bound to the engine. */
  #createLazyJoins(): LazyJoins | undefined {
    const { lazySockets, parser, connectTimeout } = this.options;
    if (lazySockets === undefined) return undefined;
    const io = internalsOf(this.io);
    const onConnection = io.onconnection.bind(io);
    const joins = new LazyJoins(lazySockets, {
      io,
      parser: parser ?? (defaultParser as unknown as Parser),
      timeout: connectTimeout,
      passOn: onConnection,
      wake: (session) => this.#waker.wake(session),
      disconnect: (state, close) => void this.#disconnect(state, close),
      reportError: (error, where) => this.#reportError(error, where),
    });
    io.onconnection = (connection) => {
      if (!joins.take(connection as Connection)) onConnection(connection);
    };
    return joins;
  }

  async #disconnect(state: SocketState, close: boolean): Promise<void> {
    (await this.#wakeSocket(state))?.disconnect(close);
  }

  /** Wakes a sleeping socket; `undefined` if it has left. */
  async #wakeSocket(state: SocketState): Promise<InternalSocket | undefined> {
    const session = state.session && this.sessions.find(state.session.id);
    if (session === undefined) return undefined;
    await this.#waker.whenRebuilt(session.connection ?? this.#waker.wake(session));
    return state.socket;
  }

  #createCluster(): Cluster | undefined {
    const { cluster, parser } = this.options;
    if (cluster === undefined) return undefined;
    return new Cluster(cluster, {
      kv: this.ctx.storage.kv,
      parser: parser ?? (defaultParser as unknown as Parser),
      stored: new StoredSessions(this.ctx.storage.kv),
      recovery: this.options.connectionStateRecovery && (() => this.#recovery as Recovery),
      sessions: () => this.sessions.all(),
      hasSessions: () => !this.sessions.isEmpty,
      countSessions: () => this.sessions.count,
      handlerOf: (namespace) =>
        internalsOf(this.io)._nsps.get(namespace)?.adapter as MessageHandler | undefined,
      reportError: (error) => this.#reportError(error, { event: "cluster", namespace: "" }),
    });
  }

  #sessionStorage(): SessionStorage {
    const position = this.cluster?.recovery?.position;
    return {
      kv: this.ctx.storage.kv,
      get clusterPosition() {
        return position?.known;
      },
      onSocketChange: (state) => this.#recovery?.scheduleSave(state),
      onStall: (session) => this.ctx.waitUntil(this.engine.expire(session)),
      reportUnsaved: (state, error) => this.#reportUnsaved(state, error),
    };
  }

  #reportUnsaved(state: SocketState, error: Error): void {
    if (state.socket === undefined) {
      this.#reportError(error, { event: "error", namespace: state.namespace, socketId: state.id });
    } else {
      EventEmitter.prototype.emit.call(state.socket as never, "error", error);
    }
  }

  #engineHost(): EngineHost {
    return {
      ctx: this.ctx,
      sessions: this.sessions,
      leave: (session, reason) => this.#lazyJoins?.leave(session, reason) === true,
      joinsWithHandshake: (session) => this.#lazyJoins?.handshakeAuth(session) !== undefined,
      wake: (session) => this.#waker.wake(session),
      onMessage: (session) => this.#silentSockets?.onFrame(session),
      whenRebuilt: (connection) => this.#waker.whenRebuilt(connection),
      reportError: (error, event) => this.#reportError(error, { event, namespace: "" }),
      admitToCluster: this.cluster && ((id) => (this.cluster as Cluster).admit(id)),
      onServerHeartbeat: () => this.#setAlarm(this.options.pingInterval),
      onClientHeartbeat: () => {
        if (Number.isFinite(this.options.sweepInterval)) this.#setAlarm(this.options.sweepInterval);
        this.#sweepIfDue();
      },
    };
  }

  #adapterHost(admission: Admission): AdapterHost {
    return {
      sessions: this.sessions,
      recovery: this.#recovery,
      cluster: this.cluster,
      takeWakingSession: (key) => this.#waker.takeSession(key),
      wake: (state) => this.#wakeSocket(state),
      namespaceCreated: (namespace) => admission.prepareNamespace(namespace),
      socketJoined: (state, socket) => admission.socketJoined(state, socket),
      socketLeft: (namespace) => this.#namespaces.socketLeft(namespace),
      reportError: (error, state) =>
        this.#reportError(error, { event: "broadcast", namespace: state.namespace, socketId: state.id }),
    };
  }

  #sweepIfDue(): void {
    const now = Date.now();
    if (this.#heartbeats.isSweepDue(now)) this.ctx.waitUntil(this.#heartbeats.sweep(now));
  }

  #setAlarm(delay: number): void {
    this.ctx.waitUntil(this.alarms.setAlarm(Date.now() + delay));
  }
}
