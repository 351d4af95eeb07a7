/** Socket.IO's path of a room: handed to the room's object, whatever the transport and method. */
import { Hono } from "hono";
import { socketPath } from "../protocol/room-name.ts";
import type { AppContext, AppEnv } from "./app-env.ts";
import { problem } from "./problem.ts";
import { isFromAllowedOrigin } from "./request-origin.ts";
import { roomOf } from "./room-param.ts";

export const sockets = new Hono<AppEnv>()
  .all("/rooms/:room/socket.io", (c) => forward(c))
  .all("/rooms/:room/socket.io/", (c) => forward(c));

/**
 * A browser sends a visitor's cookies with a WebSocket from any page and reads it without CORS, so a foreign origin is
 * refused here, before any object wakes. Clients do not follow redirects: any spelling of a name reaches its room.
 */
function forward(c: AppContext): Response | Promise<Response> {
  if (!isFromAllowedOrigin(c)) return problem(c, "forbidden", "Pages of this origin may not connect here.");
  const room = roomOf(c);
  if (!room.ok) return problem(c, "invalid", room.problem);
  const url = new URL(c.req.url);
  url.pathname = socketPath(room.name);
  const request = new Request(url, c.req.raw);
  // The object learns from it whether the session cookie is the secure one; nobody else may say so.
  request.headers.set("X-Forwarded-Proto", url.protocol.slice(0, -1));
  return c.env.ROOMS.getByName(room.name).fetch(request);
}
