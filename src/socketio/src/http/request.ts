/** The request that Socket.IO calls `req`: an object with the shape of Node's `IncomingMessage`. */

import { EventEmitter } from "node:events";

/** The network connection of a request, as far as a Worker knows it. */
export interface RequestSocket extends RequestEvents {
  encrypted: boolean;
  remoteAddress: string | undefined;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly destroyed: boolean;
}

type Listener = Parameters<EventEmitter["on"]>[1];

/** The methods of an emitter. A request emits no events of its own, because the engine reads its body. */
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
 * The request that opened a connection: `socket.request`, and the first argument of `allowRequest`.
 *
 * @example
 * ```ts
 * import type { IncomingRequest, SocketIOOptions } from "socket.io-durable-objects";
 *
 * const hasKey = ({ url, headers }: IncomingRequest) => url.includes("key=") && headers.origin !== undefined;
 *
 * export const options: SocketIOOptions = {
 *   allowRequest: (req, callback) => callback(null, hasKey(req)),
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

/** An emitter that takes no memory before a listener is added: there are two for each client. */
class LazyEmitter implements RequestEvents {
  static readonly #emitters = new WeakMap<object, EventEmitter>();

  get #emitter(): EventEmitter {
    const emitter = LazyEmitter.#emitters.get(this) ?? new EventEmitter();
    LazyEmitter.#emitters.set(this, emitter);
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

class EngineSocket extends LazyEmitter implements RequestSocket {
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

class EngineRequest extends LazyEmitter implements IncomingRequest {
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

/** The values from which a request is created. `url` is path and query; names of `headers` are in lower case. */
export interface RequestDetails {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Whether the client came over HTTPS. */
  encrypted: boolean;
  remoteAddress: string | undefined;
}

/** Creates a request. */
export function createRequest(details: RequestDetails): IncomingRequest {
  const { method, url, headers, encrypted, remoteAddress } = details;
  const query = parseQuery(url);
  return new EngineRequest(method, url, headers, query, new EngineSocket(encrypted, remoteAddress));
}

/** What has another meaning in a query than itself, and a name that cannot be assigned to. */
const SPECIAL = /[%+]|__proto__/;

/** The query of an address. `URLSearchParams` is rarely needed: a call of the runtime takes longer than the rest. */
function parseQuery(url: string): Record<string, string> {
  const start = url.indexOf("?");
  const search = start < 0 ? "" : url.slice(start + 1);
  if (SPECIAL.test(search)) return Object.fromEntries(new URLSearchParams(search));
  // Assignments are several times as fast as `Object.fromEntries`: objects with the same names share a hidden class.
  const query: Record<string, string> = {};
  for (const pair of search.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    if (equals < 0) query[pair] = "";
    else query[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return query;
}

/** The path and query of an address as they were sent, which is the `url` of a request on Node. To parse it takes longer. */
function pathAndQuery(address: string): string {
  const end = address.indexOf("#");
  const authority = address.indexOf("://") + 3;
  const start = address.slice(authority).search(/[/?#]/);
  if (start < 0) return "/";
  const rest = address.slice(authority + start, end < 0 ? undefined : end);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** The path of a request, percent-encoded. */
export const pathOf = ({ url }: Request): string => pathAndQuery(url).split("?", 1)[0] as string;

/** Converts a Fetch API request. The client's address is what Cloudflare says in `CF-Connecting-IP`. */
export function readRequest(request: Request): IncomingRequest {
  const headers: Record<string, string> = {};
  // The iterator of `Headers` takes several times as long.
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return createRequest({
    method: request.method,
    url: pathAndQuery(request.url),
    headers,
    encrypted: request.url.startsWith("https:"),
    remoteAddress: headers["cf-connecting-ip"],
  });
}

const EMPTY_REQUEST = createRequest({
  method: "GET",
  url: "/",
  headers: {},
  encrypted: true,
  remoteAddress: undefined,
});

/** Whether every request has a property of this name. */
export const isRequestProperty = (name: string): boolean => name in EMPTY_REQUEST;
