/** Reports of messages from all rooms, and what operators do about them. */
import { Hono } from "hono";
import { operationsAnswer, outcomeOf } from "../../operator/operations-stub.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { withNumbers } from "../query.ts";
import { operationsOf, operatorIn } from "./operator-access.ts";
import { schemasOf, sendAck } from "./rooms.ts";

/**
 * - `GET /api/operator/reports?state=open|all&offset&limit` lists reports, the newest first, each with its message and those around it.
 * - `POST /api/operator/reports/:id` with `{ act, reason }` does one of `dismiss`, `delete`, `mute`, `ban`, `ban-everywhere`, and
 *   marks the report as handled. `changed` is false where it was handled before.
 */
export const operatorReports = new Hono<AppEnv>()
  .get("/api/operator/reports", listReports)
  .post("/api/operator/reports/:id", jsonBody, handleReport);

async function listReports(c: RouteContext): Promise<Response> {
  const query = check(schemasOf(c).reports, withNumbers(c.req.query(), ["offset", "limit"]));
  if (!query.ok) return sendFailure(c, query);
  const { state, offset, limit } = query.value;
  const asked = operationsOf(c).reports({ open: state === "open", offset, limit: limit + 1 });
  const { reports, open } = await operationsAnswer(asked);
  return c.json({
    ok: true,
    reports: reports.slice(0, limit),
    open,
    ...(reports.length > limit && { offset: offset + limit }),
  });
}

async function handleReport(c: RouteContext): Promise<Response> {
  const body = check(schemasOf(c).reportAct, c.var.body);
  if (!body.ok) return sendFailure(c, body);
  const act = operationsOf(c).handleReport(operatorIn(c), c.req.param("id") ?? "", body.value);
  return sendAck(c, await outcomeOf(act));
}
