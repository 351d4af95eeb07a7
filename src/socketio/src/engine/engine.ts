/**
 * The engine that `io.bind` takes: Engine.IO protocol 4 over hibernatable WebSockets and HTTP long-polling.
 *
 * Statuses, error bodies and events are those of the reference server.
 */

import { EventEmitter } from "node:events";
import cors from "cors";
import { discardBody } from "../http/body.ts";
import { sessionCookie } from "../http/cookie.ts";
import { ErrorCode, HandshakeError } from "../http/errors.ts";
import { type EngineMiddleware, Exchange, MiddlewareRun } from "../http/middleware.ts";
import type { IncomingRequest } from "../http/request.ts";
import { setHeader } from "../http/response.ts";
import { type FailureReport, setFailureReport } from "../listener-guard.ts";
import type { ResolvedOptions } from "../options.ts";
import { Session } from "../state/session.ts";
import type { Sessions } from "../state/sessions.ts";
import { idTag, PINGED_TAG, SESSION_TAG } from "../state/tags.ts";
import { PollingTransport } from "../transports/polling.ts";
import { PollingHeartbeat } from "../transports/polling-heartbeat.ts";
import { closeWebSocket } from "../transports/send-queue.ts";
import { acceptAndClose, WebSocketTransport } from "../transports/websocket.ts";
import { Connection } from "./connection.ts";
import { FrameHandler, type FrameHandlerHost } from "./frame-handler.ts";
import { canUpgrade, openPacketData } from "./handshake.ts";
import { randomId } from "./random-id.ts";
import { UpgradeProbe } from "./upgrade-probe.ts";
import { Verification, type VerificationHost } from "./verification.ts";

/** What the engine needs from the object. */
export interface EngineHost extends FrameHandlerHost, VerificationHost {
  readonly ctx: DurableObjectState;
  readonly sessions: Sessions;
  /** Whether a client joins the main namespace with the request that opens its WebSocket. */
  joinsWithHandshake(session: Session): boolean;
  /** A WebSocket has opened whose client expects pings. */
  onServerHeartbeat(): void;
  /** A WebSocket has opened whose client sends pings. */
  onClientHeartbeat(): void;
  /** Set in a cluster: admits the object to it before a connection opens. Returns the connection's id, with the node in it. */
  readonly admitToCluster: ((connectionId: string) => Promise<string>) | undefined;
}

/** `io.engine`. It emits `connection`, `connection_error`, `initial_headers` and `headers`. */
export class Engine extends EventEmitter {
  readonly #middlewares: EngineMiddleware[] = [];
  /** Upgrade probes by WebSocket. Their WebSockets have no session yet. */
  readonly #probes = new Map<WebSocket, UpgradeProbe>();
  readonly #reportFailure: FailureReport = (error, event) => this.host.reportError(error, event);
  readonly #frameHandler: FrameHandler;
  readonly #verification: Verification;

  constructor(
    readonly opts: ResolvedOptions,
    private readonly host: EngineHost,
  ) {
    super();
    this.#frameHandler = new FrameHandler(opts, host, this.#probes);
    this.#verification = new Verification(opts, host);
    if (opts.cors) this.use(cors(opts.cors as cors.CorsOptions) as unknown as EngineMiddleware);
  }

  /** How many connections are open, asleep or awake. */
  get clientsCount(): number {
    return this.host.sessions.count - this.#probes.size;
  }

  /** The object handles an event. */
  onActivity(): void {
    if (this.listenerCount("activity") > 0) this.emit("activity");
  }

  /** Adds a Connect-style middleware that runs on every request and upgrade. */
  use(middleware: EngineMiddleware): this {
    this.#middlewares.push(middleware);
    return this;
  }

  /** Generates a session id from 15 random bytes. The application may replace this method. */
  generateId(_req: IncomingRequest): string | Promise<string> {
    return randomId();
  }

  /** Closes every connection. */
  close(): this {
    for (const session of this.host.sessions.all()) {
      if (session.connection !== undefined) session.connection.close(true);
      else if (session.ws !== undefined) closeWebSocket(session.ws);
    }
    return this;
  }

  /** Handles a request to the engine's path: a handshake, a poll, a POST or an upgrade. */
  async handleRequest(request: Request): Promise<Response> {
    const response = await this.#respond(request);
    if (response.status >= 400) await discardBody(request, this.opts.maxHttpBufferSize);
    return response;
  }

  async #respond(request: Request): Promise<Response> {
    const exchange = new Exchange(request);
    const isUpgrade = exchange.req.headers.upgrade?.toLowerCase() === "websocket";
    const run = this.#middlewares.length > 0 ? new MiddlewareRun(exchange.req) : undefined;
    let response: Response;
    try {
      const ended = run && (await this.#runMiddlewares(run));
      if (ended !== undefined) return ended;
      const session = await this.#verification.verify(exchange.req, isUpgrade);
      response = await (isUpgrade ? this.#onUpgrade(exchange, session) : this.#onHttp(exchange, session));
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error;
      const { code, message, context } = error;
      this.emit("connection_error", { req: exchange.req, code, message, context });
      response = isUpgrade ? error.toUpgradeResponse(exchange.headers) : error.toResponse(exchange.headers);
    }
    return run === undefined ? response : run.handleResponse(response);
  }

  /** Handles a frame of a hibernatable WebSocket. */
  onFrame(ws: WebSocket, frame: string | ArrayBuffer): void {
    this.#frameHandler.onFrame(ws, frame);
  }

  /** Handles the close of a hibernatable WebSocket. */
  onClose(ws: WebSocket, reason: "transport close" | "transport error"): Promise<void> {
    return this.#frameHandler.onClose(ws, reason);
  }

  /** Ends a session whose client is silent or does not read. */
  expire(session: Session): Promise<void> {
    return this.#frameHandler.endSession(session, "ping timeout");
  }

  /** Ends the session with this id, because its client has connected again. */
  async endReplaced(id: string): Promise<void> {
    const session = this.host.sessions.find(id);
    if (session !== undefined) await this.#frameHandler.endSession(session, "transport close");
  }

  /** Reports errors of the listeners that are added to a connection. */
  guardListeners(connection: Connection): void {
    setFailureReport(connection, this.#reportFailure);
  }

  /** @throws HandshakeError if a middleware passes an error to `next`, or throws, which is also reported */
  async #runMiddlewares(run: MiddlewareRun): Promise<Response | undefined> {
    try {
      return await run.handleRequest(this.#middlewares, (error) =>
        this.host.reportError(error, "engine middleware"),
      );
    } catch (error) {
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "MIDDLEWARE_FAILURE", error });
    }
  }

  async #onHttp(exchange: Exchange, session: Session | undefined): Promise<Response> {
    const transport = session?.connection?.transport;
    if (transport instanceof PollingTransport) return transport.handle(exchange);
    if (session !== undefined)
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "TRANSPORT_MISMATCH" });
    return this.#handshakeOverHttp(exchange);
  }

  async #handshakeOverHttp(exchange: Exchange): Promise<Response> {
    const session = await this.#createSession(exchange.req);
    const { pingInterval, pingTimeout, maxHttpBufferSize, allowPacket } = this.opts;
    const transport = new PollingTransport({
      maxHttpBufferSize,
      finishHeaders: (responded) => this.#finishHeaders(responded, session.id),
      allowPacket: () => allowPacket?.(session.id, connection.remoteAddress) !== false,
    });
    const connection = new Connection(session, transport);
    transport.connection = connection;
    const byClient = session.hasClientHeartbeat;
    connection.heartbeat = new PollingHeartbeat(connection, { pingInterval, pingTimeout, byClient });
    this.#open(session, connection);
    const response = transport.handle(exchange);
    this.emit("connection", connection);
    return response;
  }

  #onUpgrade(exchange: Exchange, session: Session | undefined): Response | Promise<Response> {
    if (exchange.req._query.transport !== "websocket") return acceptAndClose(this.#finishHeaders(exchange));
    if (session === undefined) return this.#handshakeOverWebSocket(exchange);
    const { connection } = session;
    if (!(connection instanceof Connection) || !canUpgrade(connection)) {
      return acceptAndClose(this.#finishHeaders(exchange));
    }
    const { client, server } = this.#accept(session);
    const probe = new UpgradeProbe({
      connection,
      ws: server,
      timeout: this.opts.upgradeTimeout,
      onEnd: () => this.#probes.delete(server),
      upgrade: () => {
        session.heartbeat = -Date.now();
        this.host.sessions.attachWebSocket(session, server);
        session.save();
        connection.upgradeTo(WebSocketTransport.of(session));
        this.#startHeartbeat(session);
      },
    });
    this.#probes.set(server, probe);
    const headers = this.#finishHeaders(exchange, session.id);
    return upgradeResponse(client, headers);
  }

  async #handshakeOverWebSocket(exchange: Exchange): Promise<Response> {
    const session = await this.#createSession(exchange.req);
    const headers = this.#finishHeaders(exchange);
    const { client, server } = this.#accept(session);
    session.heartbeat = -Date.now();
    // It is saved when its first socket joins. Until then Socket.IO's `connectTimeout` keeps the object in memory.
    this.host.sessions.attachWebSocket(session, server);
    if (this.host.joinsWithHandshake(session)) session.sendQueue?.cork();
    const connection = new Connection(session, WebSocketTransport.of(session));
    this.#open(session, connection);
    this.emit("connection", connection);
    this.#startHeartbeat(session);
    return upgradeResponse(client, headers);
  }

  #accept(session: Session): { client: WebSocket; server: WebSocket } {
    const { 0: client, 1: server } = new WebSocketPair();
    const tags = [SESSION_TAG, idTag(session.id)];
    this.host.ctx.acceptWebSocket(server, session.hasClientHeartbeat ? tags : [...tags, PINGED_TAG]);
    return { client, server };
  }

  /** Registers a connection, and sends its `open` packet. */
  #open(session: Session, connection: Connection): void {
    session.connection = connection;
    this.guardListeners(connection);
    this.host.sessions.add(session);
    connection.once("close", () => this.host.sessions.remove(session));
    connection.sendPacket("open", openPacketData(session, connection.transport, this.opts));
    connection.emit("open");
  }

  #startHeartbeat(session: Session): void {
    if (session.hasClientHeartbeat) this.host.onClientHeartbeat();
    else this.host.onServerHeartbeat();
  }

  async #createSession(req: IncomingRequest): Promise<Session> {
    try {
      let id = await this.generateId(req);
      if (this.host.admitToCluster !== undefined) id = await this.host.admitToCluster(id);
      return new Session(id, req, this.host.sessions.storage);
    } catch (error) {
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "ID_GENERATION_ERROR", error });
    }
  }

  /**
   * Returns the headers of a response, with those that the application adds.
   *
   * @param id of a polling session: the reference server sets its cookie on that transport only
   */
  #finishHeaders(exchange: Exchange, id?: string): Headers | undefined {
    const { req } = exchange;
    const added: Record<string, string | string[]> = {};
    if (!req._query.sid) {
      if (this.opts.cookie !== undefined && id !== undefined)
        added["Set-Cookie"] = [sessionCookie(id, this.opts.cookie)];
      this.emit("initial_headers", added, req);
    }
    this.emit("headers", added, req);
    for (const [name, value] of Object.entries(added)) setHeader(exchange.headers, name, value);
    return exchange.headersIfAny;
  }
}

const upgradeResponse = (webSocket: WebSocket, headers: Headers | undefined): Response =>
  new Response(
    null,
    headers === undefined ? { status: 101, webSocket } : { status: 101, webSocket, headers },
  );
