/** Socket.IO's path of a room: handed to the room's object, whatever the transport and method. */
import { Hono } from "hono";
import { limitsFrom } from "../protocol/limits.ts";
import { socketPath } from "../protocol/room-name.ts";
import { REQUEST_ID, requestIdOf } from "../request-id.ts";
import type { AppContext, AppEnv } from "./app-env.ts";
import { clientAcceptEncoding } from "./client-accept-encoding.ts";
import { mayConnect, mayRequest } from "./frequency.ts";
import { problem } from "./problem.ts";
import { isFromAllowedOrigin } from "./request-origin.ts";
import { roomOf } from "./room-param.ts";

export const sockets = new Hono<AppEnv>()
  .all("/rooms/:room/socket.io", (c) => forward(c))
  .all("/rooms/:room/socket.io/", (c) => forward(c));

/**
 * A browser sends a visitor's cookies with a WebSocket from any page and reads it without CORS, so a foreign origin is
 * refused here, before any object wakes. Clients do not follow redirects: any spelling of a name reaches its room.
 *
 * What opens a connection is kept for as long as it lasts, so its size is limited here too.
 */
async function forward(c: AppContext): Promise<Response> {
  if (!isFromAllowedOrigin(c)) return problem(c, "forbidden", "Pages of this origin may not connect here.");
  const room = roomOf(c);
  if (!room.ok) return problem(c, "invalid", room.problem);
  const { requestBytes } = limitsFrom(c.env);
  if (sizeOf(c.req.raw) > requestBytes) {
    return problem(c, "too_large", `Address and headers have at most ${requestBytes} characters.`, 431);
  }
  const url = new URL(c.req.url);
  if (!(await (url.searchParams.has("sid") ? mayRequest(c) : mayConnect(c)))) {
    return problem(c, "rate_limited", "Too many requests from your network. Wait a minute.");
  }
  url.pathname = socketPath(room.name);
  const request = new Request(url, c.req.raw);
  // The object learns from it whether the session cookie is the secure one; nobody else may say so.
  request.headers.set("X-Forwarded-Proto", url.protocol.slice(0, -1));
  const encoding = clientAcceptEncoding(c.req.raw);
  if (encoding !== undefined) request.headers.set("Accept-Encoding", encoding);
  request.headers.set(REQUEST_ID, requestIdOf(c.req.raw.headers));
  return c.env.ROOMS.getByName(room.name).fetch(request);
}

function sizeOf({ url, headers }: Request): number {
  let size = url.length;
  for (const [name, value] of headers) size += name.length + value.length + 4;
  return size;
}
