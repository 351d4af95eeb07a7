/** The options of a Socket.IO server in a Durable Object, with Socket.IO's names and defaults. */

import type { CorsOptions, CorsOptionsDelegate } from "cors";
import {
  type ClusterOptions,
  type ResolvedClusterOptions,
  resolveCluster,
} from "./cluster/cluster-options.ts";
import type { CookieOptions } from "./http/cookie.ts";
import { type IncomingRequest, isRequestProperty } from "./http/request.ts";
import type { LazySockets } from "./namespaces/lazy-socket.ts";

/**
 * The transports of Engine.IO that a Worker supports.
 *
 * @example
 * ```ts
 * import type { TransportName } from "socket.io-durable-objects";
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
 * import type { SocketIOOptions } from "socket.io-durable-objects";
 *
 * export const options: SocketIOOptions = { parser: msgpack };
 * ```
 */
export interface Parser {
  /** `encode` returns a list of strings and bytes. It is typed as `unknown`, because the types of published parsers differ. */
  Encoder: new () => { encode(packet: ParsedPacket): unknown };
  Decoder: new () => ParserDecoder;
}

/** The decoder of a parser: an emitter of `decoded`. */
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
 * The options of {@link SocketIODurableObject}. Where Socket.IO has an option of the same name, it means the same.
 *
 * Source: https://socket.io/docs/v4/server-options/
 *
 * @example
 * ```ts
 * import { SocketIODurableObject, type SocketIOOptions } from "socket.io-durable-objects";
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
  /** The path of Engine.IO requests, with or without a trailing slash. Default `/socket.io/`. */
  path?: string | ((ctx: DurableObjectState) => string);
  /** How often a client is pinged, in milliseconds. Default 25,000. */
  pingInterval?: number;
  /** How long its pong may take, in milliseconds. Default 20,000. */
  pingTimeout?: number;
  /** The largest message, or HTTP body, in bytes. Default 1,000,000. */
  maxHttpBufferSize?: number;
  /** How long a client may take to join a namespace, in milliseconds. Default 45,000. */
  connectTimeout?: number;
  /** The transports that are allowed. Default both. */
  transports?: TransportName[];
  /** Whether a long-polling session may be upgraded to a WebSocket. Default `true`. */
  allowUpgrades?: boolean;
  /** How long an upgrade may take, in milliseconds. Default 10,000. */
  upgradeTimeout?: number;
  /** Options, or a delegate, for the `cors` package. Off by default. */
  cors?: CorsOptions | CorsOptionsDelegate<IncomingRequest>;
  /** Allows or rejects a handshake. The first argument of the callback is the reason of a rejection. */
  allowRequest?: (
    req: IncomingRequest,
    callback: (reason: string | null | undefined, allowed: boolean) => void,
  ) => void;
  /**
   * Allows or rejects a packet from a client, of any type, before it is decoded. `connectionId` is `socket.conn.id`, `address`
   * is `socket.handshake.address`. If it returns `false`, the connection is closed with `transport error`. By default all
   * packets are allowed.
   */
  allowPacket?: (connectionId: string, address: string | undefined) => boolean;
  /** Restores rooms, data and missed packets after a disconnection. Off by default. */
  connectionStateRecovery?: ConnectionStateRecoveryOptions;
  /**
   * Whether namespace middlewares are skipped when a sleeping socket wakes. By default they are, unless they add to the
   * socket what is lost on hibernation (`socket.use`, listeners, properties). Then they run again, with
   * `socket.conn.woken === true`; a socket that they reject is disconnected.
   */
  skipMiddlewaresOnWake?: boolean;
  /**
   * Names of properties that middlewares add to the request (`["user", "session"]`) and that `socket.request` keeps across
   * hibernation. Structured clones are made when a socket joins, of at most 100,000 bytes together. What cannot be kept is
   * reported to `onListenerError`. By default none.
   */
  keepOnRequest?: readonly string[];
  /**
   * Hooks with which clients join the main namespace without a `Socket`: for objects with thousands of clients that mostly
   * listen. Off by default. Not with `connectionStateRecovery` or `cluster`.
   */
  lazySockets?: LazySockets;
  /** Sets a cookie with the session id on the handshake of a long-polling session. Off by default. */
  cookie?: CookieOptions | boolean;
  /** A custom parser. Default `socket.io-parser`. */
  parser?: Parser;
  /** Whether a dynamic namespace is closed when its last socket leaves. Default `false`. */
  cleanupEmptyChildNamespaces?: boolean;
  /** Has no effect: an object serves no files. See the README. */
  serveClient?: boolean;
  /**
   * How often a sleeping object searches for silent clients among those that keep their own heartbeat, in milliseconds.
   * Default 6 hours. `Infinity` sets no alarm, so that the connection of such a client writes no row.
   */
  sweepInterval?: number;
  /** Makes the object a node of a cluster: many objects that are one server. Off by default. See the README. */
  cluster?: ClusterOptions;
}

/**
 * Options of connection state recovery.
 *
 * Source: https://socket.io/docs/v4/connection-state-recovery
 *
 * @example
 * ```ts
 * import type { ConnectionStateRecoveryOptions, SocketIOOptions } from "socket.io-durable-objects";
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
  /** Whether namespace middlewares are skipped when a session is recovered. Default `true`. */
  skipMiddlewares?: boolean;
}

/** {@link SocketIOOptions} with defaults. */
export interface ResolvedOptions
  extends Omit<SocketIOOptions, "path" | "cookie" | "connectionStateRecovery" | "cluster"> {
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
  cluster: ResolvedClusterOptions | undefined;
}

/** Options of Socket.IO on Node that are not supported, and the reason. */
const UNSUPPORTED: Record<string, string> = {
  adapter: "an object needs its own adapter, for sleeping sockets",
  allowEIO3: "clients of Socket.IO 2 are not supported",
  destroyUpgrade: "requests outside `path` reach `onRequest`",
  destroyUpgradeTimeout: "requests outside `path` reach `onRequest`",
  httpCompression: "Cloudflare compresses HTTP responses",
  perMessageDeflate: "the runtime negotiates it: see the compatibility flag `no_web_socket_compression`",
  wsEngine: "the runtime provides WebSockets",
};

/** @throws TypeError for an option that would have no effect */
function rejectUnsupported(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const reason = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
    // `false` is the default on Node.
    if (reason !== undefined && value !== undefined && value !== false)
      throw new TypeError(`The Socket.IO option "${name}" is not available in a Durable Object: ${reason}`);
  }
}

/** @throws TypeError for a transport that a Durable Object does not have, such as WebTransport */
function rejectUnknownTransports(transports: readonly string[]): void {
  const unknown = transports.find((name) => name !== "polling" && name !== "websocket");
  if (unknown !== undefined)
    throw new TypeError(`The transport "${unknown}" is not available in a Durable Object`);
}

/** @throws TypeError for options that do not work together */
function rejectConflicts({ lazySockets, connectionStateRecovery, cluster }: SocketIOOptions): void {
  if (lazySockets === undefined) return;
  if (connectionStateRecovery !== undefined || cluster !== undefined)
    throw new TypeError("lazySockets works without connectionStateRecovery and without cluster");
}

/** @throws TypeError for a name that every request has */
function rejectRequestProperties(names: readonly string[]): void {
  const own = names.find(isRequestProperty);
  if (own !== undefined) throw new TypeError(`keepOnRequest: "${own}" is a property of every request`);
}

/**
 * Adds the defaults. `path` gets exactly one trailing slash.
 *
 * @throws TypeError for an option that is not supported
 */
export function resolveOptions(options: SocketIOOptions, ctx: DurableObjectState): ResolvedOptions {
  rejectUnsupported(options);
  rejectUnknownTransports(options.transports ?? []);
  rejectRequestProperties(options.keepOnRequest ?? []);
  rejectConflicts(options);
  const path = typeof options.path === "function" ? options.path(ctx) : (options.path ?? "/socket.io");
  const given = defined(options) as Omit<
    SocketIOOptions,
    "path" | "cookie" | "connectionStateRecovery" | "cluster"
  >;
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
    cluster: options.cluster && resolveCluster(options.cluster, ctx.id.name),
  };
}

const resolveCookie = (cookie: CookieOptions | boolean | undefined): CookieOptions | undefined =>
  cookie
    ? { name: "io", path: "/", httpOnly: true, sameSite: "lax", ...(cookie === true ? {} : cookie) }
    : undefined;

/** Returns `values` without keys that are `undefined`, so that they do not override defaults. */
const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
