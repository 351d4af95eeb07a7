/** The public rooms: `GET /api/rooms?query&cursor&limit`. */
import { Hono } from "hono";
import { lobbyOf } from "../lobby/lobby-of.ts";
import { limitsFrom } from "../protocol/limits.ts";
import { check, schemasFor } from "../protocol/schemas.ts";
import type { AppContext, AppEnv } from "./app-env.ts";
import { mayRequest, TOO_MANY_REQUESTS } from "./frequency.ts";
import { refused } from "./problem.ts";
import { withNumbers } from "./query.ts";

/** How long an answer may be shown again, in seconds. */
const FRESH = 5;

export const directory = new Hono<AppEnv>().get("/api/rooms", list);

async function list(c: AppContext): Promise<Response> {
  if (!(await mayRequest(c))) return refused(c, TOO_MANY_REQUESTS);
  const query = check(schemasFor(limitsFrom(c.env)).directory, withNumbers(c.req.query(), ["limit"]));
  if (!query.ok) return refused(c, query);
  const page = await lobbyOf(c.env).list(query.value);
  return c.json({ ok: true, ...page }, 200, { "Cache-Control": `public, max-age=${FRESH}` });
}
