/** Socket.IO's path of a room: handed to the room's object, whatever the transport and method. */
import { Hono } from "hono";
import { limitsFrom } from "../../shared/limits.ts";
import { socketPath } from "../../shared/room-name.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { problem, refused } from "../middleware/errors.ts";
import { isFromAllowedOrigin } from "../middleware/origin.ts";
import {
  isRefusedOften,
  mayConnect,
  mayRequest,
  noteRefusedConnection,
  TOO_MANY_CONNECTIONS,
  TOO_MANY_REQUESTS,
} from "../middleware/rate-limit.ts";
import { pathOf, roomIn } from "./room-param.ts";

export const sockets = new Hono<AppEnv>()
  .all("/rooms/:room/socket.io", (c) => forward(c))
  .all("/rooms/:room/socket.io/", (c) => forward(c));

/** What a request names that belongs to a connection there is already. */
const SESSION = /[?&]sid=/;

/**
 * A browser sends a visitor's cookies with a WebSocket from any page and reads it without CORS, so a foreign origin is
 * refused here, before any object wakes. Clients do not follow redirects: any spelling of a name reaches its room.
 *
 * What opens a connection is kept for as long as it lasts, so its size is limited here too. A request is handed on as it
 * came: a copy of it, and a second look at its address, are dear where a thousand people come in at once.
 */
async function forward(c: AppContext): Promise<Response> {
  if (!isFromAllowedOrigin(c)) return problem(c, "forbidden", "Pages of this origin may not connect here.");
  const { raw } = c.req;
  const { url } = raw;
  const path = pathOf(url);
  const room = roomIn(path);
  if (!room.ok) return problem(c, "invalid", room.problem);
  const { requestBytes } = limitsFrom(c.env);
  if (sizeOf(url, raw.headers) > requestBytes) {
    return problem(c, "too_large", `Address and headers have at most ${requestBytes} characters.`, 431);
  }
  const isNew = !SESSION.test(url);
  if (isNew && isRefusedOften(c)) return refused(c, TOO_MANY_CONNECTIONS);
  if (!(await (isNew ? mayConnect(c) : mayRequest(c)))) {
    if (isNew) noteRefusedConnection(c);
    return refused(c, TOO_MANY_REQUESTS);
  }
  const canonical = socketPath(room.name);
  const request = path === canonical ? raw : new Request(url.replace(path, canonical), raw);
  const response = await c.env.ROOMS.getByName(room.name).fetch(request);
  if (isNew && response.status >= 400) noteRefusedConnection(c);
  return response;
}

function sizeOf(url: string, headers: Headers): number {
  let size = url.length;
  headers.forEach((value, name) => {
    size += name.length + value.length + 4;
  });
  return size;
}
