/** The room that an address names. */
import { type RoomNameResult, roomNameFromSegment } from "../../shared/room-name.ts";
import type { AppContext } from "../app-env.ts";
import { problem } from "../middleware/errors.ts";

/**
 * Reads the room from the path as it was sent: a router's decoding would make `%2f` and malformed escapes look better
 * than they are.
 */
export function roomIn(path: string): RoomNameResult {
  const segments = path.split("/");
  return roomNameFromSegment(segments[segments.indexOf("rooms") + 1] ?? "");
}

/** The path of a request's address. A whole `URL` costs more than all the rest of finding the room. */
export function pathOf(address: string): string {
  const start = address.indexOf("/", address.indexOf("://") + 3);
  const query = address.search(/[?#]/);
  return query < 0 ? address.slice(start) : address.slice(start, query);
}

/**
 * Hands the canonical room name to `handle`. A bad name is answered with 400, and an address that is not spelled as
 * `canonicalPath` would spell it with 308 to the one that is.
 */
export function withRoom(
  canonicalPath: (name: string) => string,
  handle: (c: AppContext, name: string) => Response | Promise<Response>,
): (c: AppContext) => Response | Promise<Response> {
  return (c) => {
    const { pathname, search } = new URL(c.req.url);
    const room = roomIn(pathname);
    if (!room.ok) return problem(c, "invalid", room.problem);
    const canonical = canonicalPath(room.name);
    if (pathname !== canonical) return c.redirect(canonical + search, 308);
    return handle(c, room.name);
  };
}
