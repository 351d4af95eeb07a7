/** The options of a Socket.IO server on a Durable Object: Socket.IO's own names and defaults. */

import type { CorsOptions, CorsOptionsDelegate } from "cors";
import type { CookieOptions } from "./http/cookie.ts";
import { type IncomingRequest, isOwnName } from "./http/request.ts";

/**
 * The two transports of Engine.IO that a Worker can speak.
 *
 * @example
 * ```ts
 * import type { TransportName } from "./src/socketio/index.ts";
 *
 * export const transports: TransportName[] = ["websocket"];
 * ```
 */
export type TransportName = "polling" | "websocket";

/**
 * A Socket.IO parser: the default one, or a custom one such as `socket.io-msgpack-parser`.
 *
 * Source: https://socket.io/docs/v4/custom-parser/
 *
 * @example
 * ```ts
 * import * as msgpack from "socket.io-msgpack-parser";
 * import type { SocketIOOptions } from "./src/socketio/index.ts";
 *
 * export const options: SocketIOOptions = { parser: msgpack };
 * ```
 */
export interface Parser {
  /** Its `encode` returns what is sent: a list of texts and bytes. The types of published parsers differ there. */
  Encoder: new () => { encode(packet: ParsedPacket): unknown };
  Decoder: new () => ParserDecoder;
}

/** What a parser's decoder must offer: an emitter of `decoded`. */
export interface ParserDecoder {
  add(chunk: string | Uint8Array): void;
  destroy(): void;
  on(event: "decoded", listener: (packet: ParsedPacket) => void): unknown;
}

/** A decoded Socket.IO packet. */
export interface ParsedPacket {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

/**
 * The options of {@link SocketIODurableObject}. They carry Socket.IO's names and mean what Socket.IO documents.
 *
 * Source: https://socket.io/docs/v4/server-options/
 *
 * @example
 * ```ts
 * import { SocketIODurableObject, type SocketIOOptions } from "./src/socketio/index.ts";
 *
 * const options: SocketIOOptions = {
 *   path: "/chat/",
 *   maxHttpBufferSize: 100_000,
 *   cors: { origin: "https://example.com" },
 * };
 *
 * export class Chat extends SocketIODurableObject {
 *   constructor(ctx: DurableObjectState, env: unknown) {
 *     super(ctx, env, options);
 *   }
 * }
 * ```
 */
export interface SocketIOOptions {
  /** The path that is captured, with or without its trailing slash. Default `/socket.io/`. */
  path?: string | ((ctx: DurableObjectState) => string);
  /** How often a stock client is pinged, in milliseconds. Default 25,000. */
  pingInterval?: number;
  /** How long its answer may take, in milliseconds. Default 20,000. */
  pingTimeout?: number;
  /** The largest message, or HTTP body, in bytes. Default 1,000,000. */
  maxHttpBufferSize?: number;
  /** How long a client may take to join a namespace, in milliseconds. Default 45,000. */
  connectTimeout?: number;
  /** Which transports are spoken. Default both. */
  transports?: TransportName[];
  /** Whether a polling session may become a WebSocket. Default `true`. */
  allowUpgrades?: boolean;
  /** How long an upgrade may take, in milliseconds. Default 10,000. */
  upgradeTimeout?: number;
  /** Options, or a delegate, for the `cors` package. Off by default. */
  cors?: CorsOptions | CorsOptionsDelegate<IncomingRequest>;
  /** Decides on each handshake; the callback's first argument is the reason of a refusal. */
  allowRequest?: (
    req: IncomingRequest,
    decide: (reason: string | null | undefined, allowed: boolean) => void,
  ) => void;
  /**
   * Asked for every packet that a client sends, of whatever type, before anything looks at it, by the id of the connection
   * (`socket.conn.id`). Where it returns `false` the connection ends with a `transport error`. By default every packet passes.
   */
  allowPacket?: (connectionId: string) => boolean;
  /** Recover rooms, data and missed packets after a disconnection. Off by default. */
  connectionStateRecovery?: ConnectionStateRecoveryOptions;
  /**
   * Whether namespace middlewares are skipped when a sleeping socket wakes. By default they are, unless they put on the
   * socket what a sleep takes away (`socket.use`, listeners, properties): then they run again, with
   * `socket.conn.woken === true`, and where they refuse the socket it is disconnected.
   */
  skipMiddlewaresOnWake?: boolean;
  /**
   * Names of properties that middlewares put on the request (`["user", "session"]`) and that `socket.request` is to have
   * after a wake, too. A structured clone of each is kept, made when a socket joins; together at most 100,000 bytes. What
   * cannot be kept is reported to `onListenerError`. By default none.
   */
  keepOnRequest?: readonly string[];
  /** A cookie with the session id, for a load balancer. Off by default. */
  cookie?: CookieOptions | boolean;
  /** A custom parser. */
  parser?: Parser;
  /** Close a dynamic namespace when its last socket leaves. Default `false`. */
  cleanupEmptyChildNamespaces?: boolean;
  /** Accepted for compatibility: an object serves no files; see the README. */
  serveClient?: boolean;
  /**
   * How often silent clients that keep their own heartbeat are looked for, in milliseconds, when the object sleeps all the
   * while. Default 6 hours; `Infinity` sets no alarm for it, so that such a client's connection writes no row.
   */
  sweepInterval?: number;
}

/**
 * Options of connection state recovery, as Socket.IO documents them.
 *
 * @example
 * ```ts
 * import type { ConnectionStateRecoveryOptions, SocketIOOptions } from "./src/socketio/index.ts";
 *
 * const connectionStateRecovery: ConnectionStateRecoveryOptions = {
 *   maxDisconnectionDuration: 10 * 60 * 1000,
 *   skipMiddlewares: false,
 * };
 * export const options: SocketIOOptions = { connectionStateRecovery };
 * ```
 */
export interface ConnectionStateRecoveryOptions {
  /** How long a session can be recovered after its connection ended, in milliseconds. Default 2 minutes. */
  maxDisconnectionDuration?: number;
  /** Whether namespace middlewares are skipped on a recovery. Default `true`. */
  skipMiddlewares?: boolean;
}

/** {@link SocketIOOptions} with every default filled in. */
export interface ResolvedOptions
  extends Omit<SocketIOOptions, "path" | "cookie" | "connectionStateRecovery"> {
  path: string;
  pingInterval: number;
  pingTimeout: number;
  maxHttpBufferSize: number;
  connectTimeout: number;
  transports: TransportName[];
  allowUpgrades: boolean;
  upgradeTimeout: number;
  sweepInterval: number;
  keepOnRequest: readonly string[];
  cookie: CookieOptions | undefined;
  connectionStateRecovery: Required<ConnectionStateRecoveryOptions> | undefined;
}

/** Options of Socket.IO on Node that have no meaning here, and what to do instead. */
const REFUSED: Record<string, string> = {
  adapter: "an object has an adapter of its own, which knows sleeping sockets",
  allowEIO3: "clients of Socket.IO 2 are not supported",
  destroyUpgrade: "requests outside `path` reach `onRequest`",
  destroyUpgradeTimeout: "requests outside `path` reach `onRequest`",
  httpCompression: "Cloudflare compresses HTTP responses",
  perMessageDeflate: "the runtime decides on it: see the compatibility flag `no_web_socket_compression`",
  wsEngine: "WebSockets are the runtime's",
};

/** @throws TypeError for an option that would silently do nothing */
function refuseOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const reason = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined;
    // Node's default may be stated.
    if (reason !== undefined && value !== undefined && value !== false)
      throw new TypeError(`The Socket.IO option "${name}" is not available in a Durable Object: ${reason}`);
  }
}

/** @throws TypeError for a name that a request uses itself */
function refuseOwnNames(names: readonly string[]): void {
  const own = names.find(isOwnName);
  if (own !== undefined) throw new TypeError(`keepOnRequest: "${own}" is a property of every request`);
}

/** Fills in the defaults. `path` keeps exactly one trailing slash. */
export function resolveOptions(options: SocketIOOptions, ctx: DurableObjectState): ResolvedOptions {
  refuseOptions(options);
  refuseOwnNames(options.keepOnRequest ?? []);
  const path = typeof options.path === "function" ? options.path(ctx) : (options.path ?? "/socket.io");
  const given = defined(options) as Omit<SocketIOOptions, "path" | "cookie" | "connectionStateRecovery">;
  return {
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxHttpBufferSize: 1_000_000,
    connectTimeout: 45_000,
    transports: ["polling", "websocket"],
    allowUpgrades: true,
    upgradeTimeout: 10_000,
    sweepInterval: 6 * 60 * 60 * 1000,
    keepOnRequest: [],
    ...(given as Partial<ResolvedOptions>),
    path: `${path.replace(/\/$/, "")}/`,
    cookie: resolveCookie(options.cookie),
    connectionStateRecovery: options.connectionStateRecovery && {
      maxDisconnectionDuration: 2 * 60 * 1000,
      skipMiddlewares: true,
      ...defined(options.connectionStateRecovery),
    },
  };
}

const resolveCookie = (cookie: CookieOptions | boolean | undefined): CookieOptions | undefined =>
  cookie
    ? { name: "io", path: "/", httpOnly: true, sameSite: "lax", ...(cookie === true ? {} : cookie) }
    : undefined;

/** `values` without the keys that are `undefined`, so that they do not hide a default. */
const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
