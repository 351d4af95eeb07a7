/**
 * The engine that `io.bind` takes: Engine.IO protocol 4 over hibernatable WebSockets and HTTP long-polling.
 *
 * Statuses, error bodies and events are those of the reference server.
 */

import { EventEmitter } from "node:events";
import cors from "cors";
import { type FailureReport, reportFailures } from "../listener-guard.ts";
import type { ResolvedOptions } from "../options.ts";
import { Session } from "../state/session.ts";
import type { Sessions } from "../state/sessions.ts";
import { idTag, PINGED_TAG, SESSION_TAG } from "../state/tags.ts";
import { Connection } from "./connection.ts";
import { ErrorCode, HandshakeError } from "../http/errors.ts";
import { sessionCookie } from "../http/cookie.ts";
import { type EngineMiddleware, type Exchange, MiddlewareRun } from "../http/middleware.ts";
import { type IncomingRequest, readRequest } from "../http/request.ts";
import { setHeader } from "../http/response.ts";
import { Verification, type VerificationHost } from "./verification.ts";
import { NEVER } from "./liveness.ts";
import { asBuffer } from "../transports/packet.ts";
import { FrameReader, type FrameReaderHost } from "./frame-handler.ts";
import { PollingTransport } from "../transports/polling.ts";
import { PollingHeartbeat } from "../transports/polling-heartbeat.ts";
import { UpgradeProbe } from "./upgrade-probe.ts";
import { acceptAndClose, closeWebSocket, WebSocketTransport } from "../transports/websocket.ts";

/** What the engine needs of the object around it. */
export interface EngineHost extends FrameReaderHost, VerificationHost {
  readonly ctx: DurableObjectState;
  readonly sessions: Sessions;
  /** A pinged WebSocket opened. */
  pinged(): void;
  /** A WebSocket opened whose client keeps its own heartbeat. */
  unpinged(): void;
}

/** `io.engine`: emits `connection`, `connection_error`, `initial_headers` and `headers`. */
export class Engine extends EventEmitter {
  readonly #middlewares: EngineMiddleware[] = [];
  /** WebSockets that carry no session yet. */
  readonly #probes = new Map<WebSocket, UpgradeProbe>();
  readonly #report: FailureReport = (error, event) => this.host.failed(error, event);
  readonly #frameReader: FrameReader;
  readonly #verification: Verification;

  constructor(
    readonly opts: ResolvedOptions,
    private readonly host: EngineHost,
  ) {
    super();
    this.#frameReader = new FrameReader(opts, host, this.#probes);
    this.#verification = new Verification(opts, host);
    if (opts.cors) this.use(cors(opts.cors as cors.CorsOptions) as unknown as EngineMiddleware);
  }

  /** How many connections are open, asleep or awake. */
  get clientsCount(): number {
    return this.host.sessions.count - this.#probes.size;
  }

  /** Adds a Connect-style middleware that runs on every request and upgrade. */
  use(middleware: EngineMiddleware): this {
    this.#middlewares.push(middleware);
    return this;
  }

  /** Makes a session id: 15 random bytes. May be replaced. */
  generateId(_req: IncomingRequest): string | Promise<string> {
    return asBuffer(crypto.getRandomValues(new Uint8Array(15))).toString("base64url");
  }

  /** Closes every connection. */
  close(): this {
    for (const session of this.host.sessions.all()) {
      if (session.connection !== undefined) session.connection.close(true);
      else if (session.ws !== undefined) closeWebSocket(session.ws);
    }
    return this;
  }

  /** Answers a request to the engine's path: a handshake, a poll, a post or an upgrade. */
  async handleRequest(request: Request): Promise<Response> {
    const exchange: Exchange = { request, req: readRequest(request), headers: new Headers() };
    const upgrade = request.headers.get("upgrade")?.toLowerCase() === "websocket";
    const run = this.#middlewares.length > 0 ? new MiddlewareRun(exchange.req) : undefined;
    let response: Response;
    try {
      const answer = run && (await this.#runMiddlewares(run));
      if (answer !== undefined) return answer;
      const session = await this.#verification.verify(exchange.req, upgrade);
      response = await (upgrade ? this.#onUpgrade(exchange, session) : this.#onHttp(exchange, session));
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error;
      const { code, message, context } = error;
      this.emit("connection_error", { req: exchange.req, code, message, context });
      response = upgrade ? error.toUpgradeResponse(exchange.headers) : error.toResponse(exchange.headers);
    }
    return run === undefined ? response : run.after(response);
  }

  /** Handles a frame of a hibernatable socket. */
  onFrame(ws: WebSocket, frame: string | ArrayBuffer): void {
    this.#frameReader.onFrame(ws, frame);
  }

  /** Handles the end of a hibernatable socket. */
  onClose(ws: WebSocket, reason: "transport close" | "transport error"): Promise<void> {
    return this.#frameReader.onClose(ws, reason);
  }

  /** Ends a session whose client has gone silent. */
  expire(session: Session): Promise<void> {
    return this.#frameReader.end(session, "ping timeout");
  }

  /** Ends the connection with this id, because its client is back on another. */
  async replace(id: string): Promise<void> {
    const session = this.host.sessions.find(id);
    if (session !== undefined) await this.#frameReader.end(session, "transport close");
  }

  /** @throws HandshakeError if one of them refuses, or throws, which is reported: it may use what there is not here. */
  async #runMiddlewares(run: MiddlewareRun): Promise<Response | undefined> {
    try {
      return await run.before(this.#middlewares, (error) => this.host.failed(error, "engine middleware"));
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
    const session = new Session(await this.#newId(exchange.req), exchange.req, this.host.sessions.storage);
    const transport = new PollingTransport(
      this.opts.maxHttpBufferSize,
      (one) => this.#headers(one, session.id),
      () => this.opts.allowPacket?.(session.id) !== false,
    );
    const connection = new Connection(session, transport);
    transport.connection = connection;
    const byClient = session.pingsItself;
    const { pingInterval, pingTimeout } = this.opts;
    connection.heartbeat = new PollingHeartbeat(connection, { pingInterval, pingTimeout, byClient });
    this.#open(session, connection);
    const answer = transport.handle(exchange);
    this.emit("connection", connection);
    return answer;
  }

  async #onUpgrade(exchange: Exchange, session: Session | undefined): Promise<Response> {
    if (exchange.req._query.transport !== "websocket") return acceptAndClose(this.#headers(exchange));
    if (session === undefined) return this.#handshakeOverWebSocket(exchange);
    const { connection } = session;
    if (!(connection?.transport instanceof PollingTransport) || connection.upgrading) {
      return acceptAndClose(this.#headers(exchange));
    }
    const { client, server } = this.#accept(session);
    const ended = (): boolean => this.#probes.delete(server);
    const probe = new UpgradeProbe(connection, server, this.opts.upgradeTimeout, ended, () => {
      session.heartbeat = -Date.now();
      this.host.sessions.attach(session, server);
      session.save();
      connection.upgradeTo(WebSocketTransport.of(session));
      this.#watch(session);
    });
    this.#probes.set(server, probe);
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: this.#headers(exchange, session.id),
    });
  }

  async #handshakeOverWebSocket(exchange: Exchange): Promise<Response> {
    const session = new Session(await this.#newId(exchange.req), exchange.req, this.host.sessions.storage);
    const headers = this.#headers(exchange);
    const { client, server } = this.#accept(session);
    session.heartbeat = -Date.now();
    // It is saved when its first socket joins. Until then the server's connectTimeout keeps the object awake.
    this.host.sessions.attach(session, server);
    const connection = new Connection(session, WebSocketTransport.of(session));
    this.#open(session, connection);
    this.emit("connection", connection);
    this.#watch(session);
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  #accept(session: Session): { client: WebSocket; server: WebSocket } {
    const { 0: client, 1: server } = new WebSocketPair();
    const tags = [SESSION_TAG, idTag(session.id)];
    this.host.ctx.acceptWebSocket(server, session.pingsItself ? tags : [...tags, PINGED_TAG]);
    return { client, server };
  }

  /** Listeners that the application adds to a connection cannot hurt. */
  guard(connection: Connection): void {
    reportFailures(connection, this.#report);
  }

  /** Makes the connection known and sends its `open` packet. */
  #open(session: Session, connection: Connection): void {
    session.connection = connection;
    this.guard(connection);
    this.host.sessions.add(session);
    connection.once("close", () => this.host.sessions.remove(session));
    const { pingInterval, pingTimeout, maxHttpBufferSize, allowUpgrades, transports } = this.opts;
    const upgradable =
      allowUpgrades && connection.transport.name === "polling" && transports.includes("websocket");
    const handshake = {
      sid: session.id,
      upgrades: upgradable ? ["websocket"] : [],
      pingInterval: session.pingsItself ? NEVER : pingInterval,
      pingTimeout,
      maxPayload: maxHttpBufferSize,
    };
    connection.sendPacket("open", JSON.stringify(handshake));
    connection.emit("open");
  }

  #watch(session: Session): void {
    if (session.pingsItself) this.host.unpinged();
    else this.host.pinged();
  }

  async #newId(req: IncomingRequest): Promise<string> {
    try {
      return await this.generateId(req);
    } catch (error) {
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "ID_GENERATION_ERROR", error });
    }
  }

  /**
   * The headers of an answer, the application's additions included.
   *
   * @param id of a polling session: the reference server sets its cookie on that transport alone
   */
  #headers({ req, headers }: Exchange, id?: string): Headers {
    const added: Record<string, string | string[]> = {};
    if (!req._query.sid) {
      if (this.opts.cookie !== undefined && id !== undefined)
        added["Set-Cookie"] = [sessionCookie(id, this.opts.cookie)];
      this.emit("initial_headers", added, req);
    }
    this.emit("headers", added, req);
    for (const [name, value] of Object.entries(added)) setHeader(headers, name, value);
    return headers;
  }
}
