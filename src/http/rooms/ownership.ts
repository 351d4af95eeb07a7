/** A link from an operator, which makes the person who opens it the owner of a room. */
import { Hono } from "hono";
import type { Principal } from "../../auth/principal.ts";
import { operationsStub, outcomeOf } from "../../operator/operations-stub.ts";
import { failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { operatorSchemasFor } from "../../shared/validation/operator-schemas.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { requireVisitor } from "../middleware/principal.ts";
import { limitRequests, limitSignIns } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";

/** The answer of a deployment without operators, too. */
const NOT_VALID = failure("not_found", "This link is not valid, has expired, or was used.");

/**
 * `POST /api/rooms/:room/owner-link` with `{ link }` makes the visitor the owner, once; the same visitor may repeat it. `not_found` for a
 * link that is not valid (any more).
 */
export const ownership = new Hono<AppEnv>().post(
  "/api/rooms/:room/owner-link",
  roomName((name) => `/api${roomPath(name)}/owner-link`),
  allowedOrigin,
  limitRequests,
  limitSignIns,
  requireVisitor,
  jsonBody,
  becomeOwner,
);

async function becomeOwner(c: RouteContext<Principal>): Promise<Response> {
  const { room, principal, body } = c.var;
  const payload = check(operatorSchemasFor(limitsFrom(c.env)).ownership, body);
  if (!payload.ok) return sendFailure(c, payload);
  const operations = operationsStub(c.env);
  if (operations === undefined) return sendFailure(c, NOT_VALID);
  // The link stays theirs: they may open it again.
  const redeemed = await outcomeOf(operations.redeemOwnershipLink(room, payload.value.link, principal.id));
  if (!redeemed.ok) return sendFailure(c, redeemed);
  return c.json({ ok: true, path: roomPath(room) }, 200, { "Cache-Control": "no-store" });
}
