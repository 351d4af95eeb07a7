/**
 * The HTTP long-polling transport: the client POSTs its packets, and gets the server's in the response to a pending GET.
 *
 * Source: https://socket.io/docs/v4/engine-io-protocol/#http-long-polling; statuses and bodies are those of the reference
 * server.
 */

import { readText } from "../http/body.ts";
import { ErrorCode, HandshakeError } from "../http/errors.ts";
import type { Exchange } from "../http/middleware.ts";
import { decodePayload, encodePayload, type Packet } from "./packet.ts";
import type { PollingHeartbeat } from "./polling-heartbeat.ts";
import type { CloseReason, ReadyState, Transport } from "./transport.ts";

/** How long a closing session waits for the poll that fetches its last packets, in milliseconds. */
const CLOSE_TIMEOUT = 30_000;

/** A GET that waits for packets. */
interface Poll {
  exchange: Exchange;
  respond(response: Response): void;
}

/** The part of a connection that this transport uses. */
interface PollingConnection {
  readonly readyState: ReadyState;
  readonly heartbeat: PollingHeartbeat | undefined;
  flush(): void;
  onPacket(packet: Packet): void;
  onError(error: Error): void;
  onClose(reason: CloseReason, description?: unknown): void;
}

/** What the transport of one session needs. */
export interface PollingOptions {
  /** The largest body of a POST, in bytes. */
  maxHttpBufferSize: number;
  /** Adds to the headers of a response what the application adds. */
  finishHeaders(exchange: Exchange): void;
  /** Whether the client may send another packet. */
  allowPacket(): boolean;
}

/** Carries packets over HTTP requests. The session ends when the object is evicted. */
export class PollingTransport implements Transport {
  readonly name = "polling";
  /** Set right after the connection has been created. */
  connection!: PollingConnection;
  #poll: Poll | undefined;
  #isReadingBody = false;
  #discarded = false;
  /** Aborts the reading of a body when the session ends. */
  readonly #ended = new AbortController();
  #closing: { done: () => void; timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(private readonly options: PollingOptions) {}

  get writable(): boolean {
    return this.#poll !== undefined;
  }

  /** Handles a request of this session. */
  handle(exchange: Exchange): Response | Promise<Response> {
    this.connection.heartbeat?.onRequest();
    if (exchange.req.method === "GET") return this.#onPoll(exchange);
    if (exchange.req.method === "POST") return this.#onPost(exchange);
    return new Response(null, { status: 500, headers: exchange.headers });
  }

  send(packets: readonly Packet[]): void {
    const poll = this.#poll;
    if (poll === undefined) return;
    this.#poll = undefined;
    const closing = this.#closing;
    this.#closing = undefined;
    const payload = closing === undefined ? packets : [...packets, { type: "close" } as const];
    poll.respond(this.#respond(poll.exchange, encodePayload(payload), "text/plain; charset=UTF-8"));
    if (closing !== undefined) {
      clearTimeout(closing.timer);
      closing.done();
    }
  }

  close(done: () => void): void {
    if (this.#poll !== undefined) {
      this.send([{ type: "close" }]);
      done();
    } else if (this.#discarded) {
      done();
    } else {
      this.#closing = { done, timer: setTimeout(done, CLOSE_TIMEOUT) };
    }
  }

  end(): void {
    if (this.#poll !== undefined) this.send([{ type: "close" }]);
    this.#stopClosing();
    this.#ended.abort();
  }

  /** Closes the transport after an upgrade. A pending poll gets the same response as a poll after the upgrade. */
  discard(): void {
    this.#discarded = true;
    this.#stopClosing();
    const poll = this.#poll;
    this.#poll = undefined;
    poll?.respond(badRequest(poll.exchange));
  }

  #stopClosing(): void {
    if (this.#closing !== undefined) clearTimeout(this.#closing.timer);
    this.#closing = undefined;
  }

  #onPoll(exchange: Exchange): Response | Promise<Response> {
    if (this.#poll !== undefined) {
      this.connection.onError(new Error("overlap from client"));
      return new Response(null, { status: 400, headers: exchange.headers });
    }
    if (this.connection.readyState === "closed") return badRequest(exchange);
    return new Promise((respond) => {
      this.#poll = { exchange, respond };
      this.connection.flush();
      if (this.#poll !== undefined && this.#closing !== undefined) this.send([{ type: "noop" }]);
    });
  }

  async #onPost(exchange: Exchange): Promise<Response> {
    const reject = (status: number): Response => new Response(null, { status, headers: exchange.headers });
    if (this.#isReadingBody) {
      this.connection.onError(new Error("data request overlap from client"));
      return reject(400);
    }
    if (exchange.req.headers["content-type"] === "application/octet-stream") {
      this.connection.onError(new Error("invalid content"));
      return reject(400);
    }
    this.#isReadingBody = true;
    let body: string | undefined;
    try {
      body = await readText(exchange.request, this.options.maxHttpBufferSize, this.#ended.signal);
    } catch {
      this.connection.onError(new Error("data request connection closed prematurely"));
      return reject(400);
    } finally {
      this.#isReadingBody = false;
    }
    if (body === undefined) return reject(413);
    if (this.#discarded || this.connection.readyState === "closed") return badRequest(exchange);
    for (const packet of decodePayload(body)) this.#receive(packet);
    return this.#respond(exchange, "ok", "text/html");
  }

  #receive(packet: Packet): void {
    if (this.connection.readyState !== "closed" && !this.options.allowPacket()) {
      this.connection.onClose("transport error", new RangeError("Too many packets"));
    } else if (packet.type === "close") {
      this.send([{ type: "noop" }]);
      this.connection.onClose("transport close");
    } else {
      this.connection.onPacket(packet);
    }
  }

  #respond(exchange: Exchange, body: string, contentType: string): Response {
    this.options.finishHeaders(exchange);
    const { headers } = exchange;
    headers.set("Content-Type", contentType);
    headers.set("Cache-Control", "no-store");
    return new Response(body, { headers });
  }
}

const badRequest = (exchange: Exchange): Response =>
  new HandshakeError(ErrorCode.BAD_REQUEST).toResponse(exchange.headers);
