/** Bans of people and networks in all rooms. */
import { Hono } from "hono";
import { networkOf } from "../../platform/network.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { BanKind } from "../../shared/operator.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { withNumbers } from "../query.ts";
import { operationsOf, operatorIn } from "./operator-gate.ts";
import { schemasOf, sendAck } from "./rooms.ts";

const HOUR = 3_600_000;

const NO_NETWORK = failure("invalid", "network: not the address of a network that can be banned");

/**
 * - `GET /api/operator/bans?offset&limit` lists bans, the newest first.
 * - `POST /api/operator/bans` with `{ person, name?, room?, hours?, reason }` or `{ network, ... }` bans everywhere: connections end
 *   within seconds, in large rooms, too. The same again replaces the ban.
 * - `DELETE` with `{ person }` or `{ network }` ends it; `changed` is false if there was none.
 */
export const bans = new Hono<AppEnv>()
  .get("/api/operator/bans", listBans)
  .post("/api/operator/bans", jsonBody, ban)
  .delete("/api/operator/bans", jsonBody, unban);

async function listBans(c: RouteContext): Promise<Response> {
  const query = check(schemasOf(c).bans, withNumbers(c.req.query(), ["offset", "limit"]));
  if (!query.ok) return sendFailure(c, query);
  const { offset, limit } = query.value;
  const found = await operationsOf(c).bans(offset, limit + 1);
  return c.json({
    ok: true,
    bans: found.slice(0, limit),
    ...(found.length > limit && { offset: offset + limit }),
  });
}

async function ban(c: RouteContext): Promise<Response> {
  const body = check(schemasOf(c).ban, c.var.body);
  if (!body.ok) return sendFailure(c, body);
  const { name, room, hours, reason } = body.value;
  const subject = subjectOf(body.value);
  if (subject === undefined) return sendFailure(c, NO_NETWORK);
  const until = hours === undefined ? {} : { until: Date.now() + hours * HOUR };
  const made = { ...subject, ...(name !== undefined && { name }), reason, ...until };
  return sendAck(c, await operationsOf(c).ban(operatorIn(c), made, room));
}

async function unban(c: RouteContext): Promise<Response> {
  const body = check(schemasOf(c).ban, c.var.body);
  if (!body.ok) return sendFailure(c, body);
  const subject = subjectOf(body.value);
  if (subject === undefined) return sendFailure(c, NO_NETWORK);
  const { kind, value } = subject;
  return sendAck(c, await operationsOf(c).unban(operatorIn(c), kind, value, body.value.reason));
}

/** Undefined for a text that is not the address of a network. */
function subjectOf({
  person,
  network = "",
}: {
  person?: string;
  network?: string;
}): { kind: BanKind; value: string } | undefined {
  if (person !== undefined) return { kind: "person", value: person };
  // As it was listed: the groups of a /64.
  const address = /^[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){3}$/i.test(network) ? `${network}::` : network;
  const value = /^[\d.]+$|:/.test(address) ? networkOf(address) : undefined;
  return value === undefined ? undefined : { kind: "network", value };
}
