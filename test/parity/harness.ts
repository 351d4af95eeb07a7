/** Where a scenario plays: its clients, stock and raw, and the transcript of what they saw. */
import { request as httpRequest } from "node:http";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import * as msgpack from "socket.io-msgpack-parser";
import { WebSocket } from "ws";
import type { Call } from "../support/fixtures/setup.ts";
import type { Variant } from "../support/fixtures/variants.ts";
import type { ScenarioServer } from "./servers.ts";
import { Recorder, type Transcript } from "./transcript.ts";

/** How stock clients connect: by one transport alone, or by polling first and then by WebSocket. "raw": there are none. */
export type Carrier = "websocket" | "polling" | "upgrade" | "raw";

const transports: Record<Carrier, ("polling" | "websocket")[]> = {
  websocket: ["websocket"],
  polling: ["polling"],
  upgrade: ["polling", "websocket"],
  raw: [],
};

const DEADLINE = 45_000;

/** A promise that fails, saying what it waited for, when nothing happened for long. */
function withDeadline<T>(
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

/** Things that happened, and those who wait for them. Each thing is waited for once. */
class Happenings {
  readonly #unclaimed: { name: string; values: unknown[] }[] = [];
  readonly #waiting: { name: string; resolve: (values: unknown[]) => void }[] = [];

  constructor(private readonly whose: string) {}

  add(name: string, values: unknown[]): void {
    const index = this.#waiting.findIndex((one) => one.name === name);
    if (index === -1) this.#unclaimed.push({ name, values });
    else this.#waiting.splice(index, 1)[0]?.resolve(values);
  }

  next(name: string): Promise<unknown[]> {
    const index = this.#unclaimed.findIndex((one) => one.name === name);
    if (index !== -1) return Promise.resolve(this.#unclaimed.splice(index, 1)[0]?.values ?? []);
    return withDeadline(
      () =>
        `"${name}" at ${this.whose}, who only saw ${JSON.stringify(this.#unclaimed.map((one) => one.name))}`,
      (resolve) => this.#waiting.push({ name, resolve }),
    );
  }
}

/** A stock client, whose every observation is in the transcript. */
export class Actor {
  readonly #happenings: Happenings;

  constructor(
    readonly name: string,
    readonly socket: Socket,
    private readonly stage: Stage,
  ) {
    this.#happenings = new Happenings(name);
    const saw = (what: string, ...values: unknown[]) => {
      stage.recorder.add(name, what, ...values);
      this.#happenings.add(what, values);
    };
    socket.on("connect", () => {
      stage.recorder.name(socket.id, name);
      stage.recorder.name(socket.io.engine.id, `engine of ${name}`);
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
    socket.io.engine?.on("upgrade", () => this.#happenings.add("upgrade", []));
  }

  /** Answers a question of the server, unless it says "silent", or says so to this client. */
  #answer(event: string, args: unknown[], acknowledge: unknown): void {
    if (event === "silent" || args[0] === `not ${this.name}`) return;
    (acknowledge as (...args: unknown[]) => void)(...args, `says ${this.name}`);
  }

  /** Waits until this client sees `what` (an event, "connect", "disconnect", ...): each call waits for another one. */
  sees(what: string): Promise<unknown[]> {
    return this.#happenings.next(what);
  }

  /** Emits an event without an acknowledgement. */
  async emits(event: string, ...args: unknown[]): Promise<void> {
    await this.stage.rest();
    this.socket.emit(event, ...args);
  }

  /** Emits an event, and waits for its acknowledgement. */
  async asks(event: string, ...args: unknown[]): Promise<unknown[]> {
    await this.stage.rest();
    return this.asksAtOnce(event, ...args);
  }

  /** Like `asks`, while something else is under way: the server does not get to rest first. */
  asksAtOnce(event: string, ...args: unknown[]): Promise<unknown[]> {
    return withDeadline(
      () => `the acknowledgement of "${event}" at ${this.name}`,
      (resolve) =>
        this.socket.emit(event, ...args, (...answer: unknown[]) => {
          this.stage.recorder.add(this.name, `acknowledged: ${event}`, ...answer);
          resolve(answer);
        }),
    );
  }

  /** Calls methods on the server's side: of the `server`, of the client's `namespace`, or of its own `socket`. */
  calls(target: "server" | "namespace" | "socket", ...calls: Call[]): Promise<unknown[]> {
    return this.asks(target, calls);
  }

  /** Waits until everything that the server sent before has arrived. */
  async catchesUp(): Promise<void> {
    if (!this.socket.connected) return;
    await withDeadline<void>(
      () => `${this.name} to catch up`,
      (resolve) => this.socket.emit("sync", () => resolve()),
    );
  }
}

/** What a raw WebSocket sees: every frame, and its end. */
export class RawSocket {
  readonly #happenings: Happenings;

  constructor(
    readonly name: string,
    readonly socket: WebSocket,
    private readonly stage: Stage,
  ) {
    this.#happenings = new Happenings(name);
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      const frame = isBinary ? data : data.toString();
      stage.recorder.add(name, "frame", frame);
      this.#happenings.add("frame", [frame]);
    });
    socket.on("close", () => {
      stage.recorder.add(name, "close");
      this.#happenings.add("close", []);
    });
    socket.on("unexpected-response", (_request, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => {
        stage.recorder.add(name, "refused", response.statusCode, response.headers["content-type"], body);
        this.#happenings.add("refused", []);
      });
    });
    socket.on("upgrade", (response) =>
      stage.recorder.add(name, "101", ...interesting(response.headers as Record<string, string>)),
    );
    socket.on("error", () => this.#happenings.add("error", []));
  }

  /** Waits for the next frame. */
  async frame(): Promise<string | Buffer> {
    return (await this.#happenings.next("frame"))[0] as string | Buffer;
  }

  /** Waits for the end of the connection. */
  closed(): Promise<unknown> {
    return this.#happenings.next("close");
  }

  /** Waits for the answer that is not 101. */
  refused(): Promise<unknown> {
    return this.#happenings.next("refused");
  }

  async sends(...frames: (string | Uint8Array)[]): Promise<void> {
    await this.stage.rest();
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
  /** A path of its own, instead of that of the Socket.IO server. */
  path?: string;
}

/** The headers that are part of the contract: the others belong to the HTTP server. */
const contract = [
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

const interesting = (headers: Record<string, string | string[] | undefined>): unknown[] =>
  contract.filter((name) => headers[name] !== undefined).map((name) => `${name}: ${headers[name]}`);

export class Stage {
  readonly recorder = new Recorder();
  readonly #actors: Actor[] = [];
  readonly #sockets: WebSocket[] = [];
  #abandoned = false;

  constructor(
    private readonly server: ScenarioServer,
    private readonly carrier: Carrier,
    private readonly variant: Variant,
  ) {}

  get path(): string {
    return this.server.path;
  }

  /** A moment at which everything is at rest: a server that can sleep does so now. */
  rest(): Promise<void> {
    return this.server.rest();
  }

  /** A stock client under way to `namespace`. */
  async actor(
    name: string,
    options: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {},
  ): Promise<Actor> {
    await this.rest();
    const { namespace = "/", ...rest } = options;
    const socket = io(`${this.server.url}${namespace}`, {
      path: this.server.path,
      transports: transports[this.carrier],
      forceNew: true,
      reconnection: false,
      ...(this.variant === "MSGPACK" ? { parser: msgpack } : {}),
      ...rest,
      auth: { name, ...(rest.auth as object | undefined) },
    });
    return this.#add(new Actor(name, socket, this));
  }

  /** A stock client that is connected, upgrade included, and has been welcomed. */
  async connect(
    name: string,
    options: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {},
  ): Promise<Actor> {
    const actor = await this.actor(name, options);
    const upgrade = this.carrier === "upgrade" ? this.#upgraded(actor) : Promise.resolve();
    await actor.sees("connect");
    await actor.sees("welcome");
    await upgrade;
    return actor;
  }

  /** Another namespace, over the connection that `actor` has. */
  async join(actor: Actor, name: string, namespace: string, auth: object = {}): Promise<Actor> {
    await this.rest();
    return this.#add(new Actor(name, actor.socket.io.socket(namespace, { auth: { name, ...auth } }), this));
  }

  /** Sends one HTTP request to the Socket.IO server, and records the response. */
  async http(who: string, query: string, options: RawRequest = {}): Promise<RawResponse> {
    if (this.#abandoned) throw new Error("the scenario is over");
    await this.rest();
    const { method = "GET", headers = {}, body, path = this.server.path } = options;
    const response = await withDeadline<RawResponse>(
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
    this.recorder.add(who, `${method} ${path}${query}`, response.status, size, response.body, [
      ...interesting(response.headers),
    ]);
    return response;
  }

  /** Opens a polling session by hand. Returns its id. */
  async handshake(who: string, query = "", headers: Record<string, string> = {}): Promise<string> {
    const { body } = await this.http(who, `?EIO=4&transport=polling${query}`, { headers });
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    this.recorder.name(sid, `session of ${who}`);
    return sid;
  }

  /** Opens a WebSocket by hand. */
  async websocket(who: string, query: string, headers: Record<string, string> = {}): Promise<RawSocket> {
    await this.rest();
    const url = `${this.server.url.replace("http", "ws")}${this.server.path}${query}`;
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.#sockets.push(socket);
    return new RawSocket(who, socket, this);
  }

  /** Waits for all clients to have seen everything, ends them, and returns the transcript. */
  async finish(): Promise<Transcript> {
    for (const actor of this.#actors) await actor.catchesUp();
    const transcript = this.recorder.transcript();
    this.abandon();
    return transcript;
  }

  /** Ends all clients. */
  abandon(): void {
    this.#abandoned = true;
    for (const { socket } of this.#actors) {
      socket.io.reconnection(false);
      socket.disconnect();
      socket.io.engine?.close();
    }
    for (const socket of this.#sockets) socket.terminate();
  }

  #add(actor: Actor): Actor {
    this.#actors.push(actor);
    return actor;
  }

  #upgraded(actor: Actor): Promise<unknown> {
    const { engine } = actor.socket.io;
    return withDeadline(
      () => `the upgrade of ${actor.name}`,
      (resolve) => engine.once("upgrade", resolve),
    );
  }
}
