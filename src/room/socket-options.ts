/** The options of the Socket.IO server of a room, and of its relays. */
import type { SocketIOOptions } from "socket.io-durable-objects";
import { corsFor } from "../config/origins.ts";
import type { Env } from "../env.ts";
import type { Limits } from "../shared/limits.ts";
import { socketPath } from "../shared/room-name.ts";
import { roomParser } from "./broadcast/room-parser.ts";
import type { PendingConnections } from "./connections/pending-connections.ts";
import type { PacketRateLimiter } from "./rate-limits/packet-rate-limiter.ts";

/** How long a connection may take to be admitted, in milliseconds. Meanwhile the object stays awake. */
const CONNECT_TIMEOUT = 20_000;

/** How long a client says nothing until its socket sleeps again while the object is awake, in milliseconds. */
export const SLEEP_AFTER = 60_000;

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
