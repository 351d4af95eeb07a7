/** What Socket.IO calls `req`: an object shaped like Node's IncomingMessage, plain enough to be stored. */

import { EventEmitter } from "node:events";
import { copiesOf, putBack } from "../state/stored-request.ts";

/** The connection that a request came on, as far as it is known. */
export interface RequestSocket extends RequestEvents {
  encrypted: boolean;
  remoteAddress: string | undefined;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly destroyed: boolean;
}

type Listener = Parameters<EventEmitter["on"]>[1];

/** The methods of an emitter. A request has no events: its body is the engine's. */
export interface RequestEvents {
  on(event: string | symbol, listener: Listener): this;
  once(event: string | symbol, listener: Listener): this;
  addListener(event: string | symbol, listener: Listener): this;
  off(event: string | symbol, listener: Listener): this;
  removeListener(event: string | symbol, listener: Listener): this;
  removeAllListeners(event?: string | symbol): this;
  listeners(event: string | symbol): unknown[];
  listenerCount(event: string | symbol): number;
  emit(event: string | symbol, ...args: unknown[]): boolean;
}

/**
 * The request that opened a connection, as `socket.request` and `allowRequest` see it.
 *
 * @example
 * ```ts
 * import type { IncomingRequest, SocketIOOptions } from "./src/socketio/index.ts";
 *
 * const hasKey = ({ url, headers }: IncomingRequest) => url.includes("key=") && headers.origin !== undefined;
 *
 * export const options: SocketIOOptions = {
 *   allowRequest: (req, answer) => answer(null, hasKey(req)),
 * };
 * ```
 */
export interface IncomingRequest extends RequestEvents {
  method: string;
  /** Path and query. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The query, parsed. */
  _query: Record<string, string>;
  connection: RequestSocket;
  readonly socket: RequestSocket;
  readonly httpVersion: string;
  readonly httpVersionMajor: number;
  readonly httpVersionMinor: number;
  readonly complete: boolean;
}

/** What is kept of a request: everything that {@link IncomingRequest} cannot be computed from. */
export type StoredRequest = [
  method: string,
  url: string,
  headers: Record<string, string>,
  encrypted: boolean,
  remoteAddress: string | undefined,
  kept?: Record<string, unknown>,
];

/** An emitter that costs nothing before somebody listens: there is one for each client. */
class LazyEvents implements RequestEvents {
  static readonly #emitters = new WeakMap<object, EventEmitter>();

  get #emitter(): EventEmitter {
    const emitter = LazyEvents.#emitters.get(this) ?? new EventEmitter();
    LazyEvents.#emitters.set(this, emitter);
    return emitter;
  }

  on(event: string | symbol, listener: Listener): this {
    this.#emitter.on(event, listener);
    return this;
  }

  once(event: string | symbol, listener: Listener): this {
    this.#emitter.once(event, listener);
    return this;
  }

  addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  off(event: string | symbol, listener: Listener): this {
    this.#emitter.off(event, listener);
    return this;
  }

  removeListener(event: string | symbol, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string | symbol): this {
    this.#emitter.removeAllListeners(event);
    return this;
  }

  listeners(event: string | symbol): unknown[] {
    return this.#emitter.listeners(event);
  }

  listenerCount(event: string | symbol): number {
    return this.#emitter.listenerCount(event);
  }

  emit(event: string | symbol, ...args: unknown[]): boolean {
    return this.#emitter.emit(event, ...args);
  }
}

class EngineSocket extends LazyEvents implements RequestSocket {
  constructor(
    public encrypted: boolean,
    public remoteAddress: string | undefined,
  ) {
    super();
  }

  get readable(): boolean {
    return true;
  }

  get writable(): boolean {
    return true;
  }

  get destroyed(): boolean {
    return false;
  }
}

class EngineRequest extends LazyEvents implements IncomingRequest {
  constructor(
    public method: string,
    public url: string,
    public headers: Record<string, string>,
    public _query: Record<string, string>,
    public connection: RequestSocket,
  ) {
    super();
  }

  get socket(): RequestSocket {
    return this.connection;
  }

  get httpVersion(): string {
    return "1.1";
  }

  get httpVersionMajor(): number {
    return 1;
  }

  get httpVersionMinor(): number {
    return 1;
  }

  get complete(): boolean {
    return true;
  }
}

/** Reads a Fetch API request into the shape that Socket.IO expects. */
export function readRequest(request: Request): IncomingRequest {
  const url = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  return new EngineRequest(
    request.method,
    url.pathname + url.search,
    headers,
    Object.fromEntries(url.searchParams),
    new EngineSocket(url.protocol === "https:", headers["cf-connecting-ip"]),
  );
}

/** The stored form of a request. */
export function storeRequest(req: IncomingRequest): StoredRequest {
  const { method, url, headers, connection } = req;
  const kept = copiesOf(req);
  const { encrypted, remoteAddress } = connection;
  const stored: StoredRequest = [method, url, headers, encrypted, remoteAddress];
  if (kept !== undefined) stored.push(kept);
  return stored;
}

/** The request again, deep equal to the one that was stored. */
export function restoreRequest([
  method,
  url,
  headers,
  encrypted,
  remoteAddress,
  kept,
]: StoredRequest): IncomingRequest {
  const query = Object.fromEntries(new URL(url, "https://socket.io").searchParams);
  const request = new EngineRequest(method, url, headers, query, new EngineSocket(encrypted, remoteAddress));
  if (kept !== undefined) putBack(request, kept);
  return request;
}

const BLANK = new EngineRequest("GET", "/", {}, {}, new EngineSocket(true, undefined));

/** Whether every request has a property of this name. */
export const isOwnName = (name: string): boolean => name in BLANK;
