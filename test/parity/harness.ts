/** Runs a scenario: its clients, with and without a library, and the transcript of what they saw. */
import { request as httpRequest } from "node:http";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import * as msgpack from "socket.io-msgpack-parser";
import { WebSocket } from "ws";
import type { Call } from "../support/fixtures/setup.ts";
import type { Variant } from "../support/fixtures/variants.ts";
import type { ScenarioServer } from "./servers.ts";
import { Recorder, type Transcript } from "./transcript.ts";

/** How stock clients connect: with one transport, or with an upgrade. "raw": there are no stock clients. */
export type TransportMode = "websocket" | "polling" | "upgrade" | "raw";

const transports: Record<TransportMode, ("polling" | "websocket")[]> = {
  websocket: ["websocket"],
  polling: ["polling"],
  upgrade: ["polling", "websocket"],
  raw: [],
};

const DEADLINE = 45_000;

/** A promise that rejects after a timeout, with a description of what it waited for. */
function withTimeout<T>(
  what: () => string,
  start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited in vain for ${what()}`)), DEADLINE);
    start(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** Events and promises that wait for them. Each event resolves one promise. */
class EventQueue {
  readonly #unread: { name: string; values: unknown[] }[] = [];
  readonly #waiting: { name: string; resolve: (values: unknown[]) => void }[] = [];

  constructor(private readonly whose: string) {}

  add(name: string, values: unknown[]): void {
    const index = this.#waiting.findIndex((one) => one.name === name);
    if (index === -1) this.#unread.push({ name, values });
    else this.#waiting.splice(index, 1)[0]?.resolve(values);
  }

  next(name: string): Promise<unknown[]> {
    const index = this.#unread.findIndex((one) => one.name === name);
    if (index !== -1) return Promise.resolve(this.#unread.splice(index, 1)[0]?.values ?? []);
    return withTimeout(
      () => `"${name}" at ${this.whose}, who only saw ${JSON.stringify(this.#unread.map((one) => one.name))}`,
      (resolve) => this.#waiting.push({ name, resolve }),
    );
  }
}

/** A stock client that records all its events. */
export class StockClient {
  readonly #events: EventQueue;

  constructor(
    readonly name: string,
    readonly socket: Socket,
    private readonly harness: Harness,
  ) {
    this.#events = new EventQueue(name);
    const saw = (what: string, ...values: unknown[]) => {
      harness.recorder.add(name, what, ...values);
      this.#events.add(what, values);
    };
    socket.on("connect", () => {
      harness.recorder.name(socket.id, name);
      harness.recorder.name(socket.io.engine.id, `engine of ${name}`);
      saw("connect", socket.recovered);
    });
    socket.on("connect_error", (error: Error & { data?: unknown }) =>
      saw("connect_error", error.message, error.data ?? null),
    );
    socket.on("disconnect", (reason) => saw("disconnect", reason));
    socket.onAny((event: string, ...args: unknown[]) => {
      if (typeof args.at(-1) === "function") this.#answer(event, args.slice(0, -1), args.at(-1));
      saw(event, ...args.map((arg) => (typeof arg === "function" ? "an acknowledgement is wanted" : arg)));
    });
    socket.io.on("reconnect", () => saw("reconnect"));
    socket.io.engine?.on("upgrade", () => this.#events.add("upgrade", []));
  }

  /** Acknowledges an event of the server, unless it is "silent" or has "not <name>" as argument. */
  #answer(event: string, args: unknown[], acknowledge: unknown): void {
    if (event === "silent" || args[0] === `not ${this.name}`) return;
    (acknowledge as (...args: unknown[]) => void)(...args, `says ${this.name}`);
  }

  /** Waits until this client gets `what` (an event, "connect", "disconnect", ...). Each call waits for another event. */
  waitFor(what: string): Promise<unknown[]> {
    return this.#events.next(what);
  }

  /** Emits an event without an acknowledgement. */
  async emit(event: string, ...args: unknown[]): Promise<void> {
    await this.harness.idle();
    this.socket.emit(event, ...args);
  }

  /** Emits an event, and waits for its acknowledgement. */
  async emitWithAck(event: string, ...args: unknown[]): Promise<unknown[]> {
    await this.harness.idle();
    return this.emitWithAckNow(event, ...args);
  }

  /** Like `emitWithAck`, without waiting until the server is idle. */
  emitWithAckNow(event: string, ...args: unknown[]): Promise<unknown[]> {
    return withTimeout(
      () => `the acknowledgement of "${event}" at ${this.name}`,
      (resolve) =>
        this.socket.emit(event, ...args, (...answer: unknown[]) => {
          this.harness.recorder.add(this.name, `acknowledged: ${event}`, ...answer);
          resolve(answer);
        }),
    );
  }

  /** Calls methods on the server's side: of the `server`, of the client's `namespace`, or of its own `socket`. */
  callServer(target: "server" | "namespace" | "socket", ...calls: Call[]): Promise<unknown[]> {
    return this.emitWithAck(target, calls);
  }

  /** Waits until everything that the server sent before has arrived. */
  async sync(): Promise<void> {
    if (!this.socket.connected) return;
    await withTimeout<void>(
      () => `${this.name} to catch up`,
      (resolve) => this.socket.emit("sync", () => resolve()),
    );
  }
}

/** A WebSocket without a client library, which records every frame and its close. */
export class RawWebSocket {
  readonly #events: EventQueue;

  constructor(
    readonly name: string,
    readonly socket: WebSocket,
    private readonly harness: Harness,
  ) {
    this.#events = new EventQueue(name);
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      const frame = isBinary ? data : data.toString();
      harness.recorder.add(name, "frame", frame);
      this.#events.add("frame", [frame]);
    });
    socket.on("close", () => {
      harness.recorder.add(name, "close");
      this.#events.add("close", []);
    });
    socket.on("unexpected-response", (_request, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => {
        harness.recorder.add(name, "rejected", response.statusCode, response.headers["content-type"], body);
        this.#events.add("rejected", []);
      });
    });
    socket.on("upgrade", (response) =>
      harness.recorder.add(name, "101", ...comparedHeaders(response.headers as Record<string, string>)),
    );
    socket.on("error", () => this.#events.add("error", []));
  }

  /** Waits for the next frame. */
  async nextFrame(): Promise<string | Buffer> {
    return (await this.#events.next("frame"))[0] as string | Buffer;
  }

  /** Waits for the close. */
  waitForClose(): Promise<unknown> {
    return this.#events.next("close");
  }

  /** Waits for a response other than 101. */
  waitForRejection(): Promise<unknown> {
    return this.#events.next("rejected");
  }

  async send(...frames: (string | Uint8Array)[]): Promise<void> {
    await this.harness.idle();
    for (const frame of frames) this.socket.send(frame);
  }
}

/** An HTTP response, as recorded. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Another path than that of the Socket.IO server. */
  path?: string;
}

/** The headers that are compared. Others depend on the HTTP server. */
const COMPARED_HEADERS = [
  "content-type",
  "cache-control",
  "set-cookie",
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "vary",
  "x-initial",
  "x-every",
];

const comparedHeaders = (headers: Record<string, string | string[] | undefined>): unknown[] =>
  COMPARED_HEADERS.filter((name) => headers[name] !== undefined).map((name) => `${name}: ${headers[name]}`);

export class Harness {
  readonly recorder = new Recorder();
  readonly #clients: StockClient[] = [];
  readonly #sockets: WebSocket[] = [];
  #closed = false;

  constructor(
    private readonly server: ScenarioServer,
    private readonly mode: TransportMode,
    private readonly variant: Variant,
  ) {}

  get path(): string {
    return this.server.path;
  }

  /** Must be called when the server is idle: one that can be evicted is evicted now. */
  idle(): Promise<void> {
    return this.server.idle();
  }

  /** Creates a stock client that connects to `namespace`. */
  async client(
    name: string,
    options: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {},
  ): Promise<StockClient> {
    await this.idle();
    const { namespace = "/", ...rest } = options;
    const socket = io(`${this.server.url}${namespace}`, {
      path: this.server.path,
      transports: transports[this.mode],
      forceNew: true,
      reconnection: false,
      ...(this.variant === "MSGPACK" ? { parser: msgpack } : {}),
      ...rest,
      auth: { name, ...(rest.auth as object | undefined) },
    });
    return this.#add(new StockClient(name, socket, this));
  }

  /** Creates a stock client, and waits until it is connected, upgraded and has got its welcome. */
  async connect(
    name: string,
    options: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {},
  ): Promise<StockClient> {
    const client = await this.client(name, options);
    const upgrade = this.mode === "upgrade" ? this.#upgraded(client) : Promise.resolve();
    await client.waitFor("connect");
    await client.waitFor("welcome");
    await upgrade;
    return client;
  }

  /** Joins another namespace over the connection of a client. */
  async join(client: StockClient, name: string, namespace: string, auth: object = {}): Promise<StockClient> {
    await this.idle();
    return this.#add(
      new StockClient(name, client.socket.io.socket(namespace, { auth: { name, ...auth } }), this),
    );
  }

  /** Sends one HTTP request to the Socket.IO server, and records the response. */
  async http(client: string, query: string, options: RawRequest = {}): Promise<RawResponse> {
    if (this.#closed) throw new Error("the scenario is over");
    await this.idle();
    const { method = "GET", headers = {}, body, path = this.server.path } = options;
    const response = await withTimeout<RawResponse>(
      () => `the response to ${method} ${path}${query}`,
      (resolve, reject) => {
        const request = httpRequest(
          `${this.server.url}${path}${query}`,
          { method, headers, agent: false },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
            incoming.on("error", reject);
            incoming.on("end", () =>
              resolve({
                status: incoming.statusCode ?? 0,
                headers: incoming.headers as Record<string, string>,
                body: Buffer.concat(chunks).toString(),
              }),
            );
          },
        );
        request.on("error", reject);
        request.end(body);
      },
    );
    const size = Buffer.byteLength(response.body);
    this.recorder.add(client, `${method} ${path}${query}`, response.status, size, response.body, [
      ...comparedHeaders(response.headers),
    ]);
    return response;
  }

  /** Opens a polling session without a client library. Returns its id. */
  async handshake(client: string, query = "", headers: Record<string, string> = {}): Promise<string> {
    const { body } = await this.http(client, `?EIO=4&transport=polling${query}`, { headers });
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    this.recorder.name(sid, `session of ${client}`);
    return sid;
  }

  /** Opens a WebSocket without a client library. */
  async websocket(
    client: string,
    query: string,
    headers: Record<string, string> = {},
  ): Promise<RawWebSocket> {
    await this.idle();
    const url = `${this.server.url.replace("http", "ws")}${this.server.path}${query}`;
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.#sockets.push(socket);
    return new RawWebSocket(client, socket, this);
  }

  /** Waits until all clients have got everything, closes them, and returns the transcript. */
  async finish(): Promise<Transcript> {
    for (const client of this.#clients) await client.sync();
    const transcript = this.recorder.transcript();
    this.closeClients();
    return transcript;
  }

  /** Closes all clients. */
  closeClients(): void {
    this.#closed = true;
    for (const { socket } of this.#clients) {
      socket.io.reconnection(false);
      socket.disconnect();
      socket.io.engine?.close();
    }
    for (const socket of this.#sockets) socket.terminate();
  }

  #add(client: StockClient): StockClient {
    this.#clients.push(client);
    return client;
  }

  #upgraded(client: StockClient): Promise<unknown> {
    const { engine } = client.socket.io;
    return withTimeout(
      () => `the upgrade of ${client.name}`,
      (resolve) => engine.once("upgrade", resolve),
    );
  }
}
