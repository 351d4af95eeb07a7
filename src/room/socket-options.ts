/** The options of the Socket.IO server of a room, and of its relays. */
import type { SocketIOOptions } from "socket.io-durable-objects";
import { corsFor } from "../config/origins.ts";
import type { Env } from "../env.ts";
import type { Auth } from "../shared/contract/index.ts";
import type { Limits } from "../shared/limits.ts";
import { socketPath } from "../shared/room-name.ts";
import { roomParser } from "./broadcast/room-parser.ts";
import type { PendingConnections } from "./connections/pending-connections.ts";
import type { PacketRateLimiter } from "./rate-limits/packet-rate-limiter.ts";

/** How long a connection may take to be admitted, in milliseconds. Meanwhile the object stays awake. */
const CONNECT_TIMEOUT = 20_000;

/** Addresses are logged, so they say where a client resumes, and never who it is. */
const RESUME = ["v", "lastSeq", "lastAt", "rev"] as const satisfies (keyof Auth)[];

/**
 * The `auth` of a client that joins with the request that opens its WebSocket; undefined for one that sends CONNECT.
 *
 * A parameter that is no number is `NaN`, which admission rejects.
 */
export function handshakeAuth(query: Readonly<Record<string, string>>): Record<string, number> | undefined {
  if (query.join === undefined) return undefined;
  const auth: Record<string, number> = {};
  for (const name of RESUME) if (query[name] !== undefined) auth[name] = Number(query[name] || Number.NaN);
  return auth;
}

export interface SocketOptionsSite {
  /** The room's name. */
  room: string;
  env: Pick<Env, "ALLOWED_ORIGINS">;
  limits: Pick<Limits, "payloadBytes">;
  pendingConnections: Pick<PendingConnections, "decide">;
  packetRateLimiter: Pick<PacketRateLimiter, "take">;
}

export function socketOptions({
  room,
  env,
  limits,
  pendingConnections,
  packetRateLimiter,
}: SocketOptionsSite): SocketIOOptions {
  return {
    path: socketPath(room),
    maxHttpBufferSize: limits.payloadBytes,
    parser: roomParser,
    cors: corsFor(env.ALLOWED_ORIGINS),
    connectTimeout: CONNECT_TIMEOUT,
    allowRequest: ({ connection }, decide) => pendingConnections.decide(connection.remoteAddress, decide),
    allowPacket: (connection, address) => packetRateLimiter.take(connection, address),
    // An alarm is a row, and a visit writes none. A room that is awake finds silent connections anyway.
    sweepInterval: Number.POSITIVE_INFINITY,
  };
}
