/** Runs a scenario: its clients, with and without a library, and the transcript of what they saw. */
import { request as httpRequest } from "node:http";
import { io, type ManagerOptions, type SocketOptions } from "socket.io-client";
import * as msgpack from "socket.io-msgpack-parser";
import { WebSocket } from "ws";
import type { Variant } from "../support/fixtures/variants.ts";
import { type ClientHost, withTimeout } from "./clients/event-queue.ts";
import { comparedHeaders, RawWebSocket } from "./clients/raw-websocket.ts";
import { StockClient } from "./clients/stock-client.ts";
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

export class Harness implements ClientHost {
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
