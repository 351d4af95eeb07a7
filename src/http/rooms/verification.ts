/** A person proves to be no program before their first message in a room, where the deployment asks for that. */
import { Hono } from "hono";
import type { Principal } from "../../auth/principal.ts";
import { verifyTurnstile } from "../../auth/turnstile.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { check, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { requireVisitor } from "../middleware/principal.ts";
import { clientNetwork, limitRequests, limitSignIns } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";

/**
 * `POST /api/rooms/:room/verification` with `{ token }` of Turnstile, for the action `message`, lets the visitor write in the room. It is
 * what a client does after the error `verification_required`, which has the `siteKey`.
 */
export const verification = new Hono<AppEnv>().post(
  "/api/rooms/:room/verification",
  roomName((name) => `/api${roomPath(name)}/verification`),
  allowedOrigin,
  limitRequests,
  limitSignIns,
  requireVisitor,
  jsonBody,
  verify,
);

async function verify(c: RouteContext<Principal>): Promise<Response> {
  const { room, principal, body } = c.var;
  const payload = check(schemasFor(limitsFrom(c.env)).verification, body);
  if (!payload.ok) return sendFailure(c, payload);
  const verified = await verifyTurnstile(c.env, {
    token: payload.value.token,
    action: "message",
    hostname: new URL(c.req.url).hostname,
    address: c.req.header("CF-Connecting-IP"),
  });
  if (!verified.ok) return sendFailure(c, verified);
  const stored = await c.env.ROOMS.getByName(room).verified(principal, clientNetwork(c));
  if (!stored.ok) return sendFailure(c, stored);
  return c.json({ ok: true }, 200, { "Cache-Control": "no-store" });
}
