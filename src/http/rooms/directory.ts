/** The public rooms: `GET /api/rooms?query&cursor&limit`. */
import { Hono } from "hono";
import { directoryOf } from "../../directory/directory-of.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { check, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { withNumbers } from "../messages/query.ts";
import { refused } from "../middleware/errors.ts";
import { mayRequest, TOO_MANY_REQUESTS } from "../middleware/rate-limit.ts";

/** How long an answer may be shown again, in seconds. */
const FRESH = 5;

export const directory = new Hono<AppEnv>().get("/api/rooms", list);

async function list(c: AppContext): Promise<Response> {
  if (!(await mayRequest(c))) return refused(c, TOO_MANY_REQUESTS);
  const query = check(schemasFor(limitsFrom(c.env)).directory, withNumbers(c.req.query(), ["limit"]));
  if (!query.ok) return refused(c, query);
  const page = await directoryOf(c.env).list(query.value);
  return c.json({ ok: true, ...page }, 200, { "Cache-Control": `public, max-age=${FRESH}` });
}
