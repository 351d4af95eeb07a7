/** The room in the path of a request. */
import { createMiddleware } from "hono/factory";
import { type RoomNameResult, roomNameFromSegment } from "../../shared/room-name.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { sendError } from "./errors.ts";

/**
 * Reads the room from the path as it was sent: a router's decoding would hide `%2f` and malformed escapes.
 *
 * @param path of a URL, percent-encoded
 */
export function roomInPath(path: string): RoomNameResult {
  const segments = path.split("/");
  return roomNameFromSegment(segments[segments.indexOf("rooms") + 1] ?? "");
}

/**
 * Sets `room` to the canonical name. A path with a bad name is answered with 400, a path that is not canonical with a
 * redirect (308).
 *
 * @param canonicalPath the path of the resource in the room with this name
 */
export const roomName = (canonicalPath: (name: string, c: AppContext) => string) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const room = roomInPath(pathname);
    if (!room.ok) return sendError(c, "invalid", room.problem);
    const canonical = canonicalPath(room.name, c);
    if (pathname !== canonical) return c.redirect(canonical + search, 308);
    c.set("room", room.name);
    return next();
  });
