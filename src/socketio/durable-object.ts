/** The base class: a stock Socket.IO server inside a Durable Object that hibernates. */

import { DurableObject } from "cloudflare:workers";
import { type DefaultEventsMap, Server } from "socket.io";
import { type AdapterHost, HibernatingAdapter } from "./adapter.ts";
import { AlarmClock } from "./alarm-clock.ts";
import { bindSocket } from "./bind-socket.ts";
import { DynamicNamespaces } from "./dynamic-namespaces.ts";
import { Engine, type EngineHost, SILENT_AFTER } from "./engine/engine.ts";
import { Heartbeats } from "./engine/heartbeats.ts";
import { guardListeners, guardMiddlewares } from "./listeners.ts";
import { resolveOptions, type SocketIOOptions } from "./options.ts";
import { completingParser, defaultParser } from "./parser.ts";
import { Recovery } from "./recovery.ts";
import type { SessionStorage } from "./state/session.ts";
import { Sessions } from "./state/sessions.ts";
import type { HandshakeDetails, SocketState } from "./state/socket-state.ts";
import { type StockNamespace, type StockSocket, stock } from "./stock.ts";
import { Waker } from "./wake.ts";

/** A map of event names to listeners: an interface will do. */
type EventMap<T> = { [E in keyof T]: unknown };

/** Where a listener failed. */
export interface ListenerFailure {
  event: string;
  namespace: string;
  /** Unset for a listener of the namespace itself. */
  socketId?: string;
}

/**
 * A Durable Object that is a Socket.IO server. `this.io` is the stock `Server`: register listeners on it in the
 * constructor. An idle object sleeps with its sockets open; the listener of `connection` runs again, with
 * `socket.recovered === true`, when one of them speaks.
 *
 * @example
 * ```ts
 * export class Chat extends SocketIODurableObject<Env> {
 *   constructor(ctx: DurableObjectState, env: Env) {
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

  constructor(ctx: DurableObjectState, env: Env, options: SocketIOOptions = {}) {
    super(ctx, env);
    const resolved = resolveOptions(options, ctx);
    this.#path = resolved.path;
    this.#sweepInterval = resolved.sweepInterval;
    this.#sessions = new Sessions(ctx, this.#storage(), () => this.#sweep());
    this.#engine = new Engine(resolved, this.#engineHost());
    this.#waker = new Waker(
      () => stock(this.io),
      (connection) => {
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

    const parser = completingParser(resolved.parser ?? defaultParser);
    this.#recovery =
      resolved.connectionStateRecovery &&
      new Recovery(resolved.connectionStateRecovery, {
        kv: ctx.storage.kv,
        sessions: this.#sessions,
        parser,
        grace: Math.max(SILENT_AFTER, resolved.pingInterval + resolved.pingTimeout),
        end: (connection) => this.#engine.replace(connection),
        trimAt: (at) => ctx.waitUntil(this.#clock.arm(at)),
      });
    const host = this.#adapterHost();
    const serverOptions = {
      path: resolved.path,
      connectTimeout: resolved.connectTimeout,
      parser,
      serveClient: false,
      adapter: class extends HibernatingAdapter {
        constructor(namespace: StockNamespace) {
          super(namespace, host);
        }
      },
    };
    this.io = new Server(serverOptions as object);
    const recovery = resolved.connectionStateRecovery;
    // The server itself must see recovery on while a wake replays CONNECT packets; its sockets must not.
    Object.defineProperty(serverOptions, "connectionStateRecovery", {
      get: () => (this.#waker.replaying ? { ...recovery, skipMiddlewares: true } : recovery),
    });
    Object.defineProperty(this.io, "_opts", { value: { connectionStateRecovery: recovery } });
    this.io.bind(this.#engine as never);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("2", "3"));
  }

  /** Answers a request: Socket.IO's own under `path`, {@link onRequest} for the rest. */
  override async fetch(request: Request): Promise<Response> {
    this.#namespaces.restore();
    const { pathname } = new URL(request.url);
    return pathname.startsWith(this.#path) ? this.#engine.handleRequest(request) : this.onRequest(request);
  }

  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    this.#namespaces.restore();
    this.#engine.onFrame(ws, message);
  }

  override async webSocketClose(ws: WebSocket): Promise<void> {
    this.#namespaces.restore();
    await this.#engine.onClose(ws, "transport close");
  }

  override async webSocketError(ws: WebSocket): Promise<void> {
    this.#namespaces.restore();
    await this.#engine.onClose(ws, "transport error");
  }

  /** Runs what is due: names of {@link schedule}, pings, and the search for silent clients. */
  override async alarm(): Promise<void> {
    this.#namespaces.restore();
    this.#clock.wentOff();
    const now = Date.now();
    for (const name of this.#clock.take(now)) {
      try {
        await this.onAlarm(name);
      } catch (error) {
        this.onListenerError(error, { event: `alarm ${name}`, namespace: "" });
      }
    }
    const nextBeat = await this.#heartbeats.beat(now);
    const unpinged = await this.#heartbeats.sweep(now);
    const nextTrim = this.#recovery?.trim(now);
    const nextSweep =
      unpinged > 0 && Number.isFinite(this.#sweepInterval) ? now + this.#sweepInterval : undefined;
    const next = [nextBeat, nextSweep, nextTrim, this.#clock.next];
    for (const at of next) if (at !== undefined) await this.#clock.arm(at);
  }

  /**
   * Runs {@link onAlarm} with `name` at `at` (milliseconds since the epoch), also after a restart. An object has one
   * alarm, and this class owns it: use this in place of `ctx.storage.setAlarm`.
   */
  protected schedule(name: string, at: number): void {
    this.#clock.schedule(name, at);
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

  /** A listener threw or rejected. Its arguments are not passed on: they are a client's. */
  protected onListenerError(error: unknown, { event, namespace, socketId }: ListenerFailure): void {
    console.error("A Socket.IO listener failed", { event, namespace, socketId }, error);
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
      this.onListenerError(error, { event: "error", namespace: state.namespace, socketId: state.id });
    } else {
      const emit = Object.getPrototypeOf(Object.getPrototypeOf(state.socket))
        .emit as typeof state.socket.emit;
      emit.call(state.socket as never, "error", error as never);
    }
  }

  #engineHost(): EngineHost {
    return {
      ctx: this.ctx,
      sessions: this.#sessions,
      wake: (session) => this.#waker.wake(session),
      whole: (connection) => this.#waker.whole(connection),
      pinged: () => this.ctx.waitUntil(this.#arm(this.#engine.opts.pingInterval)),
      unpinged: () => {
        if (Number.isFinite(this.#sweepInterval)) this.ctx.waitUntil(this.#arm(this.#sweepInterval));
        this.#sweep();
      },
    };
  }

  #sweep(): void {
    this.ctx.waitUntil(this.#heartbeats.sweepSometimes(Date.now()));
  }

  #arm(after: number): Promise<void> {
    return this.#clock.arm(Date.now() + after);
  }

  #adapterHost(): AdapterHost {
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
      opened: (namespace) => this.#opened(namespace),
      joined: (state, socket) => this.#joined(state, socket),
      failed: (error, state) =>
        this.onListenerError(error, { event: "broadcast", namespace: state.namespace, socketId: state.id }),
    };
  }

  /** Prepares a namespace before anything can be registered on it. */
  #opened(namespace: StockNamespace): void {
    namespace._ids = firstAckId();
    const report = (error: unknown, event: string): void =>
      this.onListenerError(error, { event, namespace: namespace.name });
    guardListeners(namespace as never, report);
    guardMiddlewares(namespace as never, report);
    namespace.use((socket, next) => {
      try {
        const newcomer = socket as unknown as StockSocket;
        newcomer.conn.session.reserve(2 * (namespace.name.length + newcomer.id.length) + 200);
        this.#bindSocket((namespace.adapter as HibernatingAdapter).admit(newcomer), newcomer);
        next();
      } catch (error) {
        next(error as Error);
      }
    });
  }

  /** A socket has joined its namespace, anew or again; its `connection` listeners run next. */
  #joined(state: SocketState, socket: StockSocket): void {
    this.#bindSocket(state, socket);
    if (state.waking) {
      socket.handshake = state.handshake;
      this.#waker.joined(state);
    } else {
      state.adopt(socket.handshake as HandshakeDetails);
      if (this.#recovery !== undefined) state.pid = (socket as { pid?: string }).pid;
      socket.conn.session.add(state);
      this.#namespaces.joined(socket.nsp as unknown as StockNamespace);
    }
    for (const [id, ack] of (socket.nsp.adapter as unknown as HibernatingAdapter).takeOwed(socket.id)) {
      socket.acks.set(id, ack);
    }
  }

  #bindSocket(state: SocketState, socket: StockSocket): void {
    if (state.socket === socket) return;
    bindSocket(socket, state, (error, event) =>
      this.onListenerError(error, { event, namespace: state.namespace, socketId: state.id }),
    );
  }
}

/**
 * Where an object's life begins to count its acknowledgements. It follows the clock, so that an answer to a question
 * from before a restart meets no other question; it stays below 2^31, which is as far as some clients count.
 */
const firstAckId = (): number => Date.now() % 2 ** 31;
