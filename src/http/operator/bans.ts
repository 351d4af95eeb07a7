/** Bans of people and networks in all rooms. */
import { Hono } from "hono";
import { operationsAnswer, outcomeOf } from "../../operator/operations-stub.ts";
import { isIPv4, networkOf } from "../../platform/network.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { BanKind } from "../../shared/operator.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { withNumbers } from "../query.ts";
import { operationsOf, operatorIn } from "./operator-access.ts";
import { schemasOf, sendAck } from "./rooms.ts";

const HOUR = 3_600_000;

const NO_NETWORK = failure(
  "invalid",
  "network: must be an IPv4 address, or an IPv6 address, whose /64 is banned; not of this machine, and no other prefix",
);

/**
 * - `GET /api/operator/bans?offset&limit` lists bans, the newest first.
 * - `POST /api/operator/bans` with `{ person, name?, room?, hours?, reason }` or `{ network, ... }` bans everywhere: connections end
 *   within seconds, in large rooms, too. The same again replaces the ban. With `{ networkOf, room, ... }` it bans the network that a
 *   person is connected from in a room, or was last; `not_found` if the room does not know it.
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
  const found = await operationsAnswer(operationsOf(c).bans(offset, limit + 1));
  return c.json({
    ok: true,
    bans: found.slice(0, limit),
    ...(found.length > limit && { offset: offset + limit }),
  });
}

async function ban(c: RouteContext): Promise<Response> {
  const body = check(schemasOf(c).ban, c.var.body);
  if (!body.ok) return sendFailure(c, body);
  const { name, room, hours, reason, networkOf: owner } = body.value;
  const until = hours === undefined ? {} : { until: Date.now() + hours * HOUR };
  const rest = { ...(name !== undefined && { name }), reason, ...until };
  if (owner !== undefined && room !== undefined)
    return sendAck(c, await outcomeOf(operationsOf(c).banNetworkOf(operatorIn(c), owner, rest, room)));
  const subject = subjectOf(body.value);
  if (subject === undefined) return sendFailure(c, NO_NETWORK);
  const made = { ...subject, ...rest };
  return sendAck(c, await outcomeOf(operationsOf(c).ban(operatorIn(c), made, room)));
}

async function unban(c: RouteContext): Promise<Response> {
  const body = check(schemasOf(c).ban, c.var.body);
  if (!body.ok) return sendFailure(c, body);
  const subject = subjectOf(body.value);
  if (subject === undefined) return sendFailure(c, NO_NETWORK);
  const { kind, value } = subject;
  const { reason } = body.value;
  return sendAck(c, await outcomeOf(operationsOf(c).unban(operatorIn(c), kind, value, reason)));
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
  const value = networkIn(network.trim());
  return value === undefined ? undefined : { kind: "network", value };
}

/** The network of an address, of a `/64`, or as it was listed: the groups of a /64. */
function networkIn(text: string): string | undefined {
  if (isIPv4(text)) return networkOf(text);
  const address = text.replace(/\/64$/, "");
  if (/^[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){3}$/i.test(address)) return networkOf(`${address}::`);
  return address.includes(":") ? networkOf(address) : undefined;
}
