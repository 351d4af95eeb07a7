/**
 * The engine that `io.bind` takes: Engine.IO protocol 4 over hibernatable WebSockets and HTTP long-polling.
 *
 * Statuses, error bodies and events are those of the reference server.
 */

import { EventEmitter } from "node:events";
import cors from "cors";
import { guardListeners } from "../listeners.ts";
import type { ResolvedOptions, TransportName } from "../options.ts";
import { Session } from "../state/session.ts";
import { Sessions } from "../state/sessions.ts";
import { type CloseReason, Connection } from "./connection.ts";
import { sessionCookie } from "./cookie.ts";
import { ErrorCode, HandshakeError } from "./errors.ts";
import { type EngineMiddleware, type Exchange, runMiddlewares, setHeader } from "./exchange.ts";
import { asBuffer, byteLength, decodeFrame, type Packet } from "./packet.ts";
import { PollingTransport } from "./polling.ts";
import { PollingHeartbeat } from "./polling-heartbeat.ts";
import { type IncomingRequest, readRequest } from "./request.ts";
import { UpgradeProbe } from "./upgrade.ts";
import {
  acceptAndClose,
  closeWebSocket,
  MESSAGE_TOO_BIG,
  POLICY_VIOLATION,
  sendFrame,
  WebSocketTransport,
} from "./websocket.ts";

/**
 * The `pingInterval` that is announced to a client that keeps its own heartbeat, in milliseconds: it never expects a
 * ping. With `pingTimeout` it stays below 2^31, the most that a timer takes.
 */
const NEVER = 2_000_000_000;

/** After how long without a sign of life a client that keeps its own heartbeat is gone; in milliseconds. Browsers may
 * hold back the timers of a hidden page to one a minute. */
export const SILENT_AFTER = 150_000;

/** The tag of WebSockets whose clients must be pinged. */
export const PINGED = "pinged";

/** What the engine needs of the object around it. */
export interface EngineHost {
  readonly ctx: DurableObjectState;
  readonly sessions: Sessions;
  /** Rebuilds a sleeping session's connection. It is there at once; what it receives waits until it is whole. */
  wake(session: Session): Connection;
  /** Waits until a connection that is being rebuilt is whole. */
  whole(connection: Connection): Promise<void>;
  /** A listener or a function of the application threw or rejected. */
  failed(error: unknown, event: string): void;
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

  constructor(
    readonly opts: ResolvedOptions,
    private readonly host: EngineHost,
  ) {
    super();
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
    try {
      const answer = await this.#runMiddlewares(exchange);
      if (answer !== undefined) return answer;
      const session = await this.#verify(exchange.req, upgrade);
      return await (upgrade ? this.#onUpgrade(exchange, session) : this.#onHttp(exchange, session));
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error;
      const { code, message, context } = error;
      this.emit("connection_error", { req: exchange.req, code, message, context });
      return upgrade ? error.toUpgradeResponse(exchange.headers) : error.toResponse(exchange.headers);
    }
  }

  /** Handles a frame of a hibernatable socket. */
  onFrame(ws: WebSocket, frame: string | ArrayBuffer): void {
    const data = typeof frame === "string" ? frame : asBuffer(frame);
    const probe = this.#probes.get(ws);
    const session = probe === undefined ? this.host.sessions.of(ws) : undefined;
    if (probe !== undefined) probe.onFrame(data);
    else if (session === undefined) closeWebSocket(ws);
    else this.#onSessionFrame(session, ws, data);
  }

  #onSessionFrame(session: Session, ws: WebSocket, data: string | Uint8Array): void {
    if (isLonger(data, this.opts.maxHttpBufferSize)) {
      closeWebSocket(ws, MESSAGE_TOO_BIG);
      void this.#end(session, "transport error", new RangeError("Max payload size exceeded"));
      return;
    }
    if (this.opts.allowPacket?.(session.id) === false) {
      closeWebSocket(ws, POLICY_VIOLATION);
      void this.#end(session, "transport error", new RangeError("Too many packets"));
      return;
    }
    const packet = decodeFrame(data);
    if (packet.type === "pong") {
      session.outlet?.answered(session.heartbeat > 0);
      session.heartbeat = -Date.now();
      session.touch();
    }
    if (session.connection !== undefined) session.connection.receive(packet);
    else this.#onSleeper(session, ws, packet);
  }

  /** Handles the end of a hibernatable socket. */
  onClose(ws: WebSocket, reason: "transport close" | "transport error"): Promise<void> {
    const probe = this.#probes.get(ws);
    closeWebSocket(ws);
    if (probe !== undefined) {
      probe.stop();
      return Promise.resolve();
    }
    const session = this.host.sessions.of(ws);
    return session === undefined ? Promise.resolve() : this.#end(session, reason);
  }

  /** Ends a session, waking it if it slept, so that its listeners run. */
  async #end(session: Session, reason: CloseReason, description?: Error): Promise<void> {
    const connection = session.connection ?? this.host.wake(session);
    await this.host.whole(connection);
    connection.onClose(reason, description);
  }

  /** Ends a session whose client has gone silent. */
  expire(session: Session): Promise<void> {
    return this.#end(session, "ping timeout");
  }

  /** Ends the connection with this id, because its client is back on another. */
  async replace(id: string): Promise<void> {
    const session = this.host.sessions.find(id);
    if (session !== undefined) await this.#end(session, "transport close");
  }

  #onSleeper(session: Session, ws: WebSocket, packet: Packet): void {
    if (packet.type === "pong") return;
    if (packet.type === "ping") sendFrame(ws, `3${packet.data ?? ""}`);
    else this.host.wake(session).receive(packet);
  }

  async #runMiddlewares(exchange: Exchange): Promise<Response | undefined> {
    try {
      return await runMiddlewares(this.#middlewares, exchange);
    } catch {
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "MIDDLEWARE_FAILURE" });
    }
  }

  /**
   * Checks a request as the reference server does.
   *
   * @returns the session that it names, if it names one.
   * @throws HandshakeError if it is refused.
   */
  async #verify(req: IncomingRequest, upgrade: boolean): Promise<Session | undefined> {
    const { transport = "", sid, EIO } = req._query;
    if (!this.opts.transports.includes(transport as TransportName)) {
      throw new HandshakeError(ErrorCode.UNKNOWN_TRANSPORT, { transport });
    }
    if (sid) return this.#verifySession(req, sid, upgrade);
    if (req.method !== "GET") {
      throw new HandshakeError(ErrorCode.BAD_HANDSHAKE_METHOD, { method: req.method });
    }
    if (transport === "websocket" && !upgrade) {
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "TRANSPORT_HANDSHAKE_ERROR" });
    }
    await this.#allow(req);
    if (EIO !== "4") throw new HandshakeError(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, { protocol: 3 });
    return undefined;
  }

  #verifySession(req: IncomingRequest, sid: string, upgrade: boolean): Session {
    const { transport, EIO } = req._query;
    const session = this.host.sessions.find(sid);
    if (session === undefined || session.connection?.readyState === "closed") {
      throw new HandshakeError(ErrorCode.UNKNOWN_SID, { sid });
    }
    if (session.connection?.heartbeat?.expired) {
      session.connection.onClose("ping timeout");
      throw new HandshakeError(ErrorCode.UNKNOWN_SID, { sid });
    }
    const previousTransport = session.connection?.transport.name ?? "websocket";
    if (!upgrade && previousTransport !== transport) {
      const name = "TRANSPORT_MISMATCH";
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name, transport, previousTransport });
    }
    if (EIO !== "4") {
      const name = "PROTOCOL_MISMATCH";
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name, protocol: 3, previousProtocol: 4 });
    }
    return session;
  }

  #allow(req: IncomingRequest): Promise<void> {
    const { allowRequest } = this.opts;
    if (allowRequest === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const refuse = (reason?: string | null): void =>
        reject(
          new HandshakeError(
            ErrorCode.FORBIDDEN,
            reason === null || reason === undefined ? {} : { message: reason },
          ),
        );
      const decide = async (): Promise<void> =>
        allowRequest(req, (reason, allowed) => (allowed ? resolve() : refuse(reason)));
      decide().catch((error: unknown) => {
        this.host.failed(error, "allowRequest");
        refuse();
      });
    });
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
      connection.upgradeTo(transportOf(session));
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
    this.host.sessions.attach(session, server);
    const connection = new Connection(session, transportOf(session));
    this.#open(session, connection);
    this.emit("connection", connection);
    this.#watch(session);
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  #accept(session: Session): { client: WebSocket; server: WebSocket } {
    const { 0: client, 1: server } = new WebSocketPair();
    const tag = Sessions.tag(session.id);
    this.host.ctx.acceptWebSocket(server, session.pingsItself ? [tag] : [tag, PINGED]);
    return { client, server };
  }

  /** Listeners that the application adds to a connection cannot hurt. */
  guard(connection: Connection): void {
    guardListeners(connection, (error, event) => this.host.failed(error, event));
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

/** The transport of a session that has its WebSocket. */
export function transportOf({ outlet }: Session): WebSocketTransport {
  if (outlet === undefined) throw new Error("A session without a WebSocket has no WebSocket transport");
  return new WebSocketTransport(outlet);
}

/** Whether a frame has more than `limit` bytes, counted only where its length leaves that open. */
const isLonger = (frame: string | Uint8Array, limit: number): boolean =>
  frame.length * 3 > limit && byteLength(frame) > limit;
