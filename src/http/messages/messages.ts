/**
 * A room's messages over HTTP: the same pages, bodies and errors as `history:get`. A private room's are read by whoever
 * was let in and says so, by the session cookie or `Authorization: Bearer <token>`.
 */
import { Hono } from "hono";
import { networkOf } from "../../platform/network.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { check, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { refused } from "../middleware/errors.ts";
import { readerOf } from "../middleware/principal.ts";
import { mayRequest, TOO_MANY_REQUESTS } from "../middleware/rate-limit.ts";
import { withRoom } from "../rooms/room-param.ts";

/** `GET /api/rooms/:room/messages?before|after|around=<seq>&limit=<count>` */
export const messages = new Hono<AppEnv>().get(
  "/api/rooms/:room/messages",
  withRoom((name) => `/api${roomPath(name)}/messages`, history),
);

async function history(c: AppContext, name: string): Promise<Response> {
  if (!(await mayRequest(c))) return refused(c, TOO_MANY_REQUESTS);
  const query = Object.entries(c.req.query()).map(([key, value]) => [key, wholeNumber(value)]);
  const checked = check(schemasFor(limitsFrom(c.env)).history, Object.fromEntries(query));
  if (!checked.ok) return refused(c, checked);
  const reader = await readerOf(c);
  if (!reader.ok) return refused(c, reader);
  const page = await c.env.ROOMS.getByName(name).history(
    checked.value,
    reader.reader,
    networkOf(c.req.header("CF-Connecting-IP")),
  );
  if (!page.ok) return refused(c, page);
  return c.json(page, 200, { "Cache-Control": "private, no-cache" });
}

/** A query parameter as the number it spells, or as it is, for the schema to refuse. */
function wholeNumber(value: string): number | string {
  return /^\d{1,16}$/.test(value) ? Number(value) : value;
}
