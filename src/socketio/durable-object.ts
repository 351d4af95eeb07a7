/** The base class: a stock Socket.IO server inside a Durable Object that hibernates. */

import { DurableObject } from "cloudflare:workers";
import { EventEmitter } from "node:events";
import type { DefaultEventsMap, Server } from "socket.io";
import type { AdapterHost } from "./adapter/adapter-host.ts";
import { DynamicNamespaces } from "./namespaces/dynamic-namespaces.ts";
import { Admission, type ListenerFailure } from "./namespaces/admission.ts";
import { Engine, type EngineHost } from "./engine/engine.ts";
import { Heartbeats } from "./alarms/websocket-heartbeats.ts";
import { SILENT_AFTER } from "./engine/liveness.ts";
import { guardListeners } from "./listener-guard.ts";
import { resolveOptions, type SocketIOOptions } from "./options.ts";
import { completingParser, defaultParser } from "./parser.ts";
import { Recovery } from "./recovery/recovery.ts";
import { forgetSpilled } from "./state/attachment.ts";
import type { SessionStorage } from "./state/session.ts";
import { Sessions } from "./state/sessions.ts";
import type { SocketState } from "./state/socket-state.ts";
import { stock } from "./socketio-internals.ts";
import { stockServer } from "./server.ts";
import { AlarmClock } from "./alarms/alarm-schedule.ts";
import { alarmRound, TRIM } from "./alarms/alarm-handler.ts";
import { SleepCheck } from "./hibernation/eviction-check.ts";
import { Waker } from "./hibernation/waker.ts";

/** A map of event names to listeners: an interface will do. */
type EventMap<T> = { [E in keyof T]: unknown };

/**
 * A Durable Object that is a Socket.IO server. `this.io` is the stock `Server`: register listeners on it in the
 * constructor. An idle object sleeps with its sockets open; the listener of `connection` runs again, with
 * `socket.recovered === true`, when one of them speaks.
 *
 * @example
 * ```ts
 * import { SocketIODurableObject } from "./src/socketio/index.ts";
 *
 * export class Chat extends SocketIODurableObject {
 *   constructor(ctx: DurableObjectState, env: unknown) {
 *     super(ctx, env);
 *     this.io.on("connection", (socket) => {
 *       socket.on("chat message", (text) => this.io.emit("chat message", text));
 *     });
 *   }
 * }
 * ```
 */
export abstract class SocketIODurableObject<
  Env = unknown,
  ListenEvents extends EventMap<ListenEvents> = DefaultEventsMap,
  EmitEvents extends EventMap<EmitEvents> = ListenEvents,
  ServerSideEvents extends EventMap<ServerSideEvents> = DefaultEventsMap,
  // biome-ignore lint/suspicious/noExplicitAny: Socket.IO's own default for `socket.data`
  SocketData = any,
> extends DurableObject<Env> {
  /** The stock Socket.IO server. */
  readonly io: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;
  readonly #engine: Engine;
  readonly #sessions: Sessions;
  readonly #waker: Waker;
  readonly #clock: AlarmClock;
  readonly #heartbeats: Heartbeats;
  readonly #namespaces: DynamicNamespaces;
  readonly #recovery: Recovery | undefined;
  readonly #path: string;
  readonly #sweepInterval: number;
  readonly #sleepCheck = new SleepCheck(() => this.#sessions.couldSleep);
  #begun = false;

  constructor(ctx: DurableObjectState, env: Env, options: SocketIOOptions = {}) {
    super(ctx, env);
    const resolved = resolveOptions(options, ctx);
    this.#path = resolved.path;
    this.#sweepInterval = resolved.sweepInterval;
    this.#sessions = new Sessions(ctx, this.#storage(), () => this.#sweep());
    this.#engine = new Engine(resolved, this.#engineHost());
    guardListeners(this.#engine, (error, event) => this.#failed(error, { event, namespace: "" }));
    this.#waker = new Waker(
      () => stock(this.io),
      (connection) => {
        this.#engine.guard(connection);
        connection.once("close", () => this.#sessions.remove(connection.session));
        this.#engine.emit("connection", connection);
      },
    );
    this.#clock = new AlarmClock(ctx.storage);
    this.#heartbeats = new Heartbeats(ctx, this.#sessions, resolved, this.#engine);
    this.#namespaces = new DynamicNamespaces(
      ctx.storage.kv,
      () => stock(this.io),
      this.#sessions,
      resolved.cleanupEmptyChildNamespaces === true,
    );

    const recovery = resolved.connectionStateRecovery;
    const given = resolved.parser ?? defaultParser;
    const parser = recovery === undefined ? given : completingParser(given);
    this.#recovery =
      recovery &&
      new Recovery(recovery, {
        kv: ctx.storage.kv,
        sessions: this.#sessions,
        grace: Math.max(SILENT_AFTER, resolved.pingInterval + resolved.pingTimeout),
        end: (connection) => this.#engine.replace(connection),
        trimAt: (at) => {
          if (!this.#clock.has(TRIM)) ctx.waitUntil(this.#clock.schedule(TRIM, at));
        },
      });
    const admission = new Admission({
      recovery: this.#recovery,
      namespaces: this.#namespaces,
      skipMiddlewares: recovery?.skipMiddlewares === true,
      skipMiddlewaresOnWake: resolved.skipMiddlewaresOnWake,
      keepOnRequest: resolved.keepOnRequest,
      timeout: resolved.connectTimeout,
      woken: (state) => this.#waker.joined(state),
      report: (error, where) => this.#failed(error, where),
    });
    this.io = stockServer(resolved, parser, this.#adapterHost(admission), () => this.#waker.replaying);
    this.io.bind(this.#engine as never);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("2", "3"));
  }

  /** Answers a request: Socket.IO's own under `path`, {@link onRequest} for the rest. */
  override async fetch(request: Request): Promise<Response> {
    this.#begin();
    const { pathname } = new URL(request.url);
    return pathname.startsWith(this.#path) ? this.#engine.handleRequest(request) : this.onRequest(request);
  }

  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const own = this.#sessions.owns(ws);
    this.#begin({ bySocket: own });
    if (own) this.#engine.onFrame(ws, message);
    else await this.onWebSocketMessage(ws, message);
  }

  override async webSocketClose(
    ws: WebSocket,
    code: number,
    reason: string,
    wasClean: boolean,
  ): Promise<void> {
    const own = this.#sessions.owns(ws);
    this.#begin({ bySocket: own });
    if (own) await this.#engine.onClose(ws, "transport close");
    else await this.onWebSocketClose(ws, code, reason, wasClean);
  }

  override async webSocketError(ws: WebSocket, error: unknown): Promise<void> {
    const own = this.#sessions.owns(ws);
    this.#begin({ bySocket: own });
    if (own) await this.#engine.onClose(ws, "transport error");
    else await this.onWebSocketError(ws, error);
  }

  /** Runs what is due: names of {@link schedule}, pings, and the search for silent clients. */
  override async alarm(): Promise<void> {
    this.#begin({ byAlarm: true });
    await alarmRound({
      clock: this.#clock,
      heartbeats: this.#heartbeats,
      recovery: this.#recovery,
      sweepInterval: this.#sweepInterval,
      onAlarm: (name) => this.onAlarm(name),
      failed: (error, name) => this.#failed(error, { event: `alarm ${name}`, namespace: "" }),
    });
  }

  /**
   * Runs {@link onAlarm} with `name` at `at` (milliseconds since the epoch), also after a restart. An object has one
   * alarm, and this class owns it: use this in place of `ctx.storage.setAlarm`.
   */
  protected schedule(name: string, at: number): void {
    this.ctx.waitUntil(this.#clock.schedule(name, at));
  }

  /** Takes back a {@link schedule}. */
  protected unschedule(name: string): void {
    this.#clock.unschedule(name);
  }

  /** A name that was scheduled is due. */
  protected onAlarm(_name: string): void | Promise<void> {}

  /** Answers a request outside `path`. By default 404. */
  protected onRequest(_request: Request): Response | Promise<Response> {
    return new Response("Not found", { status: 404 });
  }

  /**
   * A message came on a WebSocket that this object accepted by itself (`this.ctx.acceptWebSocket`), beside those of
   * Socket.IO. Override it, and not `webSocketMessage`, to handle such sockets.
   */
  protected onWebSocketMessage(_ws: WebSocket, _message: string | ArrayBuffer): void | Promise<void> {}

  /** A WebSocket that this object accepted by itself was closed. */
  protected onWebSocketClose(
    _ws: WebSocket,
    _code: number,
    _reason: string,
    _wasClean: boolean,
  ): void | Promise<void> {}

  /** A WebSocket that this object accepted by itself failed. */
  protected onWebSocketError(_ws: WebSocket, _error: unknown): void | Promise<void> {}

  /** A listener threw or rejected. Its arguments are not passed on: they are a client's. */
  protected onListenerError(error: unknown, { event, namespace, socketId }: ListenerFailure): void {
    console.error("A Socket.IO listener failed", { event, namespace, socketId }, error);
  }

  /**
   * An event begins; the rest is for the first event of this object's life. If no socket slept through, what was kept for sleepers is of no use.
   *
   * @param cause `bySocket`: the event is a socket's own, so there is one; to look for others would be work for each of them.
   *   `byAlarm`: the alarm went off, and is set again when its round is over
   */
  #begin({ bySocket = false, byAlarm = false } = {}): void {
    this.#sleepCheck.event(Date.now());
    if (this.#begun) return;
    this.#begun = true;
    if (!bySocket && this.#sessions.webSockets.length === 0) {
      forgetSpilled(this.ctx.storage.kv);
      this.#namespaces.forget();
    }
    this.#namespaces.restore();
    if (!byAlarm) this.ctx.waitUntil(this.#clock.restore());
  }

  #failed(error: unknown, where: ListenerFailure): void {
    try {
      this.onListenerError(error, where);
    } catch (another) {
      console.error("onListenerError failed", where, another);
    }
  }

  #storage(): SessionStorage {
    return {
      kv: this.ctx.storage.kv,
      changed: (state) => this.#recovery?.changed(state),
      stalled: (session) => this.ctx.waitUntil(this.#engine.expire(session)),
      unsaved: (state, error) => this.#unsaved(state, error),
    };
  }

  #unsaved(state: SocketState, error: Error): void {
    if (state.socket === undefined) {
      this.#failed(error, { event: "error", namespace: state.namespace, socketId: state.id });
    } else {
      EventEmitter.prototype.emit.call(state.socket as never, "error", error);
    }
  }

  #engineHost(): EngineHost {
    return {
      ctx: this.ctx,
      sessions: this.#sessions,
      wake: (session) => this.#waker.wake(session),
      whole: (connection) => this.#waker.whole(connection),
      failed: (error, event) => this.#failed(error, { event, namespace: "" }),
      pinged: () => this.ctx.waitUntil(this.#arm(this.#engine.opts.pingInterval)),
      unpinged: () => {
        if (Number.isFinite(this.#sweepInterval)) this.ctx.waitUntil(this.#arm(this.#sweepInterval));
        this.#sweep();
      },
    };
  }

  #sweep(): void {
    const now = Date.now();
    if (this.#heartbeats.isSweepDue(now)) this.ctx.waitUntil(this.#heartbeats.sweep(now));
  }

  #arm(after: number): Promise<void> {
    return this.#clock.arm(Date.now() + after);
  }

  #adapterHost(admission: Admission): AdapterHost {
    return {
      sessions: this.#sessions,
      takeWake: (key) => this.#waker.take(key),
      wake: async (state) => {
        if (state.session === undefined) return undefined;
        const connection = state.session.connection ?? this.#waker.wake(state.session);
        await this.#waker.whole(connection);
        return state.socket;
      },
      recovery: this.#recovery,
      left: (namespace) => this.#namespaces.left(namespace),
      opened: (namespace) => admission.opened(namespace),
      joined: (state, socket) => admission.joined(state, socket),
      failed: (error, state) =>
        this.#failed(error, { event: "broadcast", namespace: state.namespace, socketId: state.id }),
    };
  }
}
