/** A client that speaks Engine.IO without a library: HTTP requests and WebSockets. */
import { WebSocket } from "ws";
import { GREETING } from "../../support/fixtures/protocol-servers.ts";
import type { ProtocolServer } from "./servers.ts";

const DEADLINE = 45_000;

/** A case of a protocol suite. */
export interface ProtocolCase {
  name: string;
  /** The options that it needs. */
  server: "Standard" | "Heartbeat" | "Timeout" | "Connect";
  /** Whether its object may sleep meanwhile: long-polling, and a connection without a namespace, keep it awake. */
  sleeps?: true;
  run(client: ProtocolClient): Promise<void>;
}

export interface HttpAnswer {
  status: number;
  body: string;
}

/** Ends a wait that would hang. */
const within = <T>(what: string, result: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), DEADLINE);
  });
  return Promise.race([result, expired]).finally(() => clearTimeout(timer));
};

/** A WebSocket whose frames are read one after the other. */
export class ProtocolSocket {
  readonly #frames: (string | Buffer)[] = [];
  readonly #closed: Promise<void>;
  #wake: () => void = () => {};

  constructor(
    private readonly socket: WebSocket,
    private readonly server: ProtocolServer,
  ) {
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      this.#frames.push(isBinary ? data : data.toString());
      this.#wake();
    });
    socket.on("error", () => {});
    this.#closed = new Promise((resolve) => socket.on("close", () => resolve()));
  }

  /** The next frame. */
  next(): Promise<string | Buffer> {
    return within("a frame", this.#next());
  }

  async #next(): Promise<string | Buffer> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next frame that is not a ping; pings are answered. */
  async nextMessage(): Promise<string | Buffer> {
    for (;;) {
      const frame = await this.next();
      if (frame !== "2") return frame;
      this.send("3");
    }
  }

  /** Sends frames at once. */
  send(...frames: (string | Uint8Array)[]): void {
    for (const frame of frames) this.socket.send(frame);
  }

  /** Sends frames to an object that is asleep, if it is evicted all the time. */
  async sendAsleep(...frames: (string | Uint8Array)[]): Promise<void> {
    await within("an eviction", this.server.untilAsleep());
    this.send(...frames);
  }

  opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) return Promise.resolve();
    return within("an open WebSocket", new Promise((resolve) => this.socket.once("open", () => resolve())));
  }

  closed(): Promise<void> {
    return within("a close", this.#closed);
  }

  terminate(): void {
    this.socket.terminate();
  }
}

export class ProtocolClient {
  readonly #sockets: ProtocolSocket[] = [];
  readonly #requests = new AbortController();

  constructor(readonly server: ProtocolServer) {}

  /** Sends a request, by default a GET. */
  async request(query: string, init: RequestInit = {}): Promise<HttpAnswer> {
    const signal = init.signal ?? this.#requests.signal;
    const response = await fetch(`${this.server.url}?${query}`, { ...init, signal });
    return { status: response.status, body: await response.text() };
  }

  poll(sid: string, init?: RequestInit): Promise<HttpAnswer> {
    return within("a poll", this.request(`EIO=4&transport=polling&sid=${sid}`, init));
  }

  push(sid: string, body: string): Promise<HttpAnswer> {
    return this.poll(sid, { method: "POST", body });
  }

  /** Opens a session over long-polling, and returns its id. */
  async openPolling(): Promise<string> {
    const { body } = await this.request("EIO=4&transport=polling");
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    if (this.server.greets) {
      const greeting = await this.poll(sid);
      const [packet, ping] = greeting.body.split("\u001e");
      if (packet !== `4${GREETING}`) throw new Error(`no greeting, but ${greeting.body}`);
      if (ping === "2") await this.push(sid, "3");
    }
    return sid;
  }

  /** Opens a WebSocket, whatever comes of it. */
  connect(query: string): ProtocolSocket {
    const url = `${this.server.url.replace("http", "ws")}?${query}`;
    const socket = new ProtocolSocket(new WebSocket(url, { perMessageDeflate: false }), this.server);
    this.#sockets.push(socket);
    return socket;
  }

  /** Opens a session over a WebSocket: its handshake is read. */
  async openWebSocket(): Promise<ProtocolSocket> {
    const socket = this.connect("EIO=4&transport=websocket");
    await socket.next();
    if (this.server.greets) {
      await socket.nextMessage();
      this.server.maySleep();
    }
    return socket;
  }

  /** Opens a WebSocket for a session of long-polling, and sends the probe. */
  async probe(sid: string): Promise<ProtocolSocket> {
    const socket = this.connect(`EIO=4&transport=websocket&sid=${sid}`);
    await socket.opened();
    socket.send("2probe");
    return socket;
  }

  close(): void {
    this.#requests.abort();
    for (const socket of this.#sockets) socket.terminate();
  }
}
