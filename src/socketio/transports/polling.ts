/**
 * The HTTP long-polling transport: packets come by POST and leave in the answer to a GET that waits for them.
 *
 * Source: Engine.IO protocol 4, "HTTP long-polling"; statuses and bodies are those of the reference server.
 */

import type { Connection } from "../engine/connection.ts";
import { ErrorCode, HandshakeError } from "../http/errors.ts";
import type { Exchange } from "../http/middleware.ts";
import { decodePayload, encodePayload, type Packet } from "./packet.ts";
import type { Transport } from "./transport.ts";

/** How long a closing session waits for the poll that takes its last packets, in milliseconds. */
const CLOSE_TIMEOUT = 30_000;

/** A poll that waits for something to say. */
interface Poll {
  exchange: Exchange;
  answer(response: Response): void;
}

/** Engine.IO over HTTP requests. It lives in memory, and ends with it. */
export class PollingTransport implements Transport {
  readonly name = "polling";
  /** Set by the connection that it carries. */
  connection!: Connection;
  #poll: Poll | undefined;
  #posting = false;
  #discarded = false;
  /** Ends the reading of a body when the session is over. */
  readonly #over = new AbortController();
  #closing: { done: () => void; timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(
    private readonly maxHttpBufferSize: number,
    private readonly finishHeaders: (exchange: Exchange) => Headers,
    /** Whether one more packet of this client may be looked at. */
    private readonly mayReceive: () => boolean = () => true,
  ) {}

  get writable(): boolean {
    return this.#poll !== undefined;
  }

  /** Answers a request of this session. */
  handle(exchange: Exchange): Response | Promise<Response> {
    this.connection.heartbeat?.requested();
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
    poll.answer(this.#respond(poll.exchange, encodePayload(payload), "text/plain; charset=UTF-8"));
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
    this.#over.abort();
  }

  /** Drops the session's HTTP side. A poll that overtook the upgrade frame is answered as one that came after it. */
  discard(): void {
    this.#discarded = true;
    this.#stopClosing();
    const poll = this.#poll;
    this.#poll = undefined;
    poll?.answer(badRequest(poll.exchange));
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
    return new Promise((answer) => {
      this.#poll = { exchange, answer };
      this.connection.flush();
      if (this.#poll !== undefined && this.#closing !== undefined) this.send([{ type: "noop" }]);
    });
  }

  async #onPost(exchange: Exchange): Promise<Response> {
    const refused = (status: number): Response => new Response(null, { status, headers: exchange.headers });
    if (this.#posting) {
      this.connection.onError(new Error("data request overlap from client"));
      return refused(400);
    }
    if (exchange.req.headers["content-type"] === "application/octet-stream") {
      this.connection.onError(new Error("invalid content"));
      return refused(400);
    }
    this.#posting = true;
    let body: string | undefined;
    try {
      body = await readText(exchange.request, this.maxHttpBufferSize, this.#over.signal);
    } catch {
      this.connection.onError(new Error("data request connection closed prematurely"));
      return refused(400);
    } finally {
      this.#posting = false;
    }
    if (body === undefined) return refused(413);
    if (this.#discarded || this.connection.readyState === "closed") return badRequest(exchange);
    for (const packet of decodePayload(body)) this.#receive(packet);
    return this.#respond(exchange, "ok", "text/html");
  }

  #receive(packet: Packet): void {
    if (this.connection.readyState !== "closed" && !this.mayReceive()) {
      this.connection.onClose("transport error", new RangeError("Too many packets"));
    } else if (packet.type === "close") {
      this.send([{ type: "noop" }]);
      this.connection.onClose("transport close");
    } else {
      this.connection.onPacket(packet);
    }
  }

  #respond(exchange: Exchange, body: string, contentType: string): Response {
    const headers = this.finishHeaders(exchange);
    headers.set("Content-Type", contentType);
    headers.set("Cache-Control", "no-store");
    return new Response(body, { headers });
  }
}

const badRequest = (exchange: Exchange): Response =>
  new HandshakeError(ErrorCode.BAD_REQUEST).toResponse(exchange.headers);

/**
 * Reads a body as text, no further than it may go.
 *
 * @returns `undefined` if it is longer than `limit` bytes.
 * @throws if it ends early, or `over` says that nobody wants it any more.
 */
async function readText(request: Request, limit: number, over: AbortSignal): Promise<string | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return undefined;
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let length = 0;
  let text = "";
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  const stop = (): unknown => reader.cancel().catch(() => {});
  over.addEventListener("abort", stop);
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      length += chunk.value.byteLength;
      if (length > limit) {
        stop();
        return undefined;
      }
      text += decoder.decode(chunk.value, { stream: true });
    }
  } finally {
    over.removeEventListener("abort", stop);
  }
  over.throwIfAborted();
  return text + decoder.decode();
}
