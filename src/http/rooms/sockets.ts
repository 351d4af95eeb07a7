/** The Socket.IO path of a room: every transport and method goes to the room's object. */
import { Hono } from "hono";
import { limitsFrom } from "../../shared/limits.ts";
import { socketPath } from "../../shared/room-name.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { onError, sendError, sendFailure } from "../middleware/errors.ts";
import { FORBIDDEN_ORIGIN, isFromAllowedOrigin } from "../middleware/origin.ts";
import { limitConnections } from "../middleware/rate-limit.ts";
import { roomInPath } from "../middleware/room-name.ts";
import { fetchRoom } from "./fetch-room.ts";

const SOCKET_ADDRESS = /^[^/]*\/\/[^/?#]*\/rooms\/[^/?#]+\/socket\.io\/?(?:[?#]|$)/;

/** Whether an address is one that {@link sockets} handles. The router of all routes takes a good part of the worker's time for a join. */
export const isSocketAddress = (address: string): boolean => SOCKET_ADDRESS.test(address);

/**
 * A browser sends a visitor's cookies with a WebSocket from any page and lets the page read it without CORS, so other
 * origins are rejected here, before a room wakes.
 *
 * One handler, not a middleware for each check: each would take its time when a thousand clients connect at once.
 */
export const sockets = new Hono<AppEnv>()
  .on("ALL", ["/rooms/:room/socket.io", "/rooms/:room/socket.io/"], connect)
  .onError(onError);

function connect(c: AppContext): Response | Promise<Response> {
  if (!isFromAllowedOrigin(c)) return sendFailure(c, FORBIDDEN_ORIGIN);
  const { url, headers } = c.req.raw;
  const path = pathOf(url);
  // Clients do not follow redirects, so any spelling of a name reaches its room.
  const room = roomInPath(path);
  if (!room.ok) return sendError(c, "invalid", room.problem);
  // The request that opens a connection is kept as long as the connection, so its size is limited.
  const { requestBytes } = limitsFrom(c.env);
  if (sizeOf(url, headers) > requestBytes) {
    const message = `The address and headers have at most ${requestBytes} characters.`;
    return sendError(c, "too_large", message, 431);
  }
  return limitConnections(c, () => forward(c, room.name, path));
}

/** A canonical request is forwarded as it is: a copy costs time when a thousand clients connect at once. */
function forward(c: AppContext, room: string, path: string): Promise<Response> {
  const { raw } = c.req;
  const canonical = socketPath(room);
  const request = path === canonical ? raw : new Request(raw.url.replace(path, canonical), raw);
  return fetchRoom(c.env, room, request);
}

/** The path of an address. Parsing it as a `URL` costs more than everything else here. */
function pathOf(address: string): string {
  const start = address.indexOf("/", address.indexOf("://") + 3);
  const query = address.search(/[?#]/);
  return query < 0 ? address.slice(start) : address.slice(start, query);
}

function sizeOf(url: string, headers: Headers): number {
  let size = url.length;
  headers.forEach((value, name) => {
    size += name.length + value.length + 4;
  });
  return size;
}
