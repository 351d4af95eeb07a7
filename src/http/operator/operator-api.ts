/** The HTTP API of operators: an application of its own, which only they reach. */
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { failure } from "../../shared/contract/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { onError, methodNotAllowed as onMethodNotAllowed, sendFailure } from "../middleware/errors.ts";
import { ownOrigin } from "../middleware/origin.ts";
import { audit } from "./audit.ts";
import { bans } from "./bans.ts";
import { sessionIn } from "./operator-access.ts";
import { operatorReports } from "./reports.ts";
import { operatedRooms } from "./rooms.ts";

const NOT_FOUND = failure("not_found", "The API of operators has no such path.");

/** `GET /api/operator/session` answers `{ ok, operator, expires }`. */
export const operatorApi = new Hono<AppEnv>();

operatorApi
  .use(ownOrigin)
  .use(methodNotAllowed({ app: operatorApi, onMethodNotAllowed }))
  .use(async (c, next) => {
    await next();
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
  })
  .get("/api/operator/session", (c) => {
    const { operator, expires } = sessionIn(c);
    return c.json({ ok: true, operator, expires });
  })
  .route("/", operatedRooms)
  .route("/", bans)
  .route("/", operatorReports)
  .route("/", audit)
  .notFound((c) => sendFailure(c, NOT_FOUND))
  .onError(onError);
