/** The base class: a stock Socket.IO server inside a Durable Object that hibernates. */

import { DurableObject } from "cloudflare:workers";
import type { DefaultEventsMap, Server } from "socket.io";
import type { ClusterCall } from "./cluster/messaging/messages.ts";
import { pathOf } from "./http/request.ts";
import type { ListenerFailure } from "./namespaces/admission.ts";
import { resolveOptions, type SocketIOOptions } from "./options.ts";
import { Runtime } from "./runtime.ts";

/** A map of event names to listeners. Interfaces are accepted, too. */
type EventMap<T> = { [E in keyof T]: unknown };

/**
 * A Durable Object that is a Socket.IO server. Register listeners on `this.io` in the constructor.
 *
 * An idle object hibernates with its sockets open. When a client sends a packet, the `connection` listener runs again for its
 * socket, with `socket.recovered === true`.
 *
 * @example
 * ```ts
 * import { SocketIODurableObject } from "socket.io-durable-objects";
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
  readonly #path: string;
  readonly #runtime: Runtime;

  /** @throws TypeError for an option that a Durable Object does not support */
  constructor(ctx: DurableObjectState, env: Env, options: SocketIOOptions = {}) {
    super(ctx, env);
    const resolved = resolveOptions(options, ctx);
    this.#path = resolved.path;
    this.#runtime = new Runtime(ctx, resolved, {
      onAlarm: (name) => this.onAlarm(name),
      onListenerError: (error, where) => this.onListenerError(error, where),
    });
    this.io = this.#runtime.io;
  }

  /** Handles a request: Engine.IO's under `path`, {@link onRequest} any other. */
  override fetch(request: Request): Promise<Response> {
    this.#runtime.onEvent("request");
    return pathOf(request).startsWith(this.#path)
      ? this.#runtime.engine.handleRequest(request)
      : this.#handleOtherRequest(request);
  }

  /** Handles a message. Override {@link onWebSocketMessage} instead. */
  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    if (this.#onWebSocketEvent(ws)) this.#runtime.engine.onFrame(ws, message);
    else await this.onWebSocketMessage(ws, message);
  }

  /** Handles a close. Override {@link onWebSocketClose} instead. */
  override async webSocketClose(
    ws: WebSocket,
    code: number,
    reason: string,
    wasClean: boolean,
  ): Promise<void> {
    if (this.#onWebSocketEvent(ws)) await this.#runtime.engine.onClose(ws, "transport close");
    else await this.onWebSocketClose(ws, code, reason, wasClean);
  }

  /** Handles an error. Override {@link onWebSocketError} instead. */
  override async webSocketError(ws: WebSocket, error: unknown): Promise<void> {
    if (this.#onWebSocketEvent(ws)) await this.#runtime.engine.onClose(ws, "transport error");
    else await this.onWebSocketError(ws, error);
  }

  /** Handles what is due: names of {@link schedule}, pings, and the search for silent clients. */
  override async alarm(): Promise<void> {
    this.#runtime.onEvent("alarm");
    await this.#runtime.onAlarm();
  }

  /**
   * Handles a call of another object of the cluster, or of an `Emitter`. The application does not call it.
   *
   * @throws TypeError if the option `cluster` is not set
   */
  socketIOCluster(call: ClusterCall): Promise<unknown> {
    this.#runtime.onEvent("request");
    const { cluster } = this.#runtime;
    if (cluster === undefined)
      throw new TypeError("This object is no node of a cluster: the option cluster is not set");
    return cluster.handle(call);
  }

  /**
   * Resolves when the owner of the cluster has ordered all broadcasts so far. With `connectionStateRecovery` they are then
   * stored, too. Without the option `cluster` it resolves at once.
   *
   * @throws if the owner cannot be reached
   */
  protected async flushBroadcasts(): Promise<void> {
    await this.#runtime.cluster?.node.publisher.flush();
  }

  /**
   * Calls {@link onAlarm} with `name` at a time, also after a restart. Scheduling a name again moves it.
   *
   * Use this instead of `ctx.storage.setAlarm`: an object has one alarm, and this class sets it.
   *
   * @param at in milliseconds since the epoch
   */
  protected schedule(name: string, at: number): void {
    this.ctx.waitUntil(this.#runtime.alarms.schedule(name, at));
  }

  /** Cancels a {@link schedule}. */
  protected unschedule(name: string): void {
    this.#runtime.alarms.unschedule(name);
  }

  /** Handles a scheduled name that is due. It is called again if the object stops before it has finished. */
  protected onAlarm(_name: string): void | Promise<void> {}

  /** Handles a request outside `path`. The default is status 404. */
  protected onRequest(_request: Request): Response | Promise<Response> {
    return new Response("Not found", { status: 404 });
  }

  /** Handles a message on a WebSocket that the subclass accepted by `this.ctx.acceptWebSocket`. */
  protected onWebSocketMessage(_ws: WebSocket, _message: string | ArrayBuffer): void | Promise<void> {}

  /** Handles the close of a WebSocket that the subclass accepted. */
  protected onWebSocketClose(
    _ws: WebSocket,
    _code: number,
    _reason: string,
    _wasClean: boolean,
  ): void | Promise<void> {}

  /** Handles an error of a WebSocket that the subclass accepted. */
  protected onWebSocketError(_ws: WebSocket, _error: unknown): void | Promise<void> {}

  /** Handles an error of a listener. The default logs it, without the listener's arguments: they are a client's data. */
  protected onListenerError(error: unknown, { event, namespace, socketId }: ListenerFailure): void {
    console.error("A Socket.IO listener failed", { event, namespace, socketId }, error);
  }

  async #handleOtherRequest(request: Request): Promise<Response> {
    return this.onRequest(request);
  }

  /** Returns whether a WebSocket is one of Socket.IO's. */
  #onWebSocketEvent(ws: WebSocket): boolean {
    const isOwn = this.#runtime.sessions.owns(ws);
    this.#runtime.onEvent(isOwn ? "websocket" : "request");
    return isOwn;
  }
}
