/** A message by HTTP, for programs that say something now and then: `message:send` without a connection. */
import { Hono } from "hono";
import { networkOf } from "../../platform/network.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { check, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { refused } from "../middleware/errors.ts";
import { readJson } from "../middleware/json-body.ts";
import { isFromAllowedOrigin } from "../middleware/origin.ts";
import { principalOf } from "../middleware/principal.ts";
import { mayRequest, TOO_MANY_REQUESTS } from "../middleware/rate-limit.ts";
import { withRoom } from "../rooms/room-param.ts";

/**
 * `POST /api/rooms/:room/messages` with `{ text, nonce?, after?, replyTo? }` says something for whoever
 * `Authorization: Bearer <token>` (a bot's or a session's) or the session cookie names. Answers 201 with `{ ok, message }`,
 * and 200 where the message was stored before: the same `nonce`, or else the same `Idempotency-Key`, is stored once.
 */
export const postMessage = new Hono<AppEnv>().post(
  "/api/rooms/:room/messages",
  withRoom((name) => `/api${roomPath(name)}/messages`, post),
);

async function post(c: AppContext, name: string): Promise<Response> {
  if (!isFromAllowedOrigin(c)) return refused(c, ORIGIN);
  if (!(await mayRequest(c))) return refused(c, TOO_MANY_REQUESTS);
  const limits = limitsFrom(c.env);
  const body = await readJson(c, limits.bodyBytes);
  if (!body.ok) return refused(c, body);
  const payload = check(schemasFor(limits).send, withNonce(c, body.value));
  if (!payload.ok) return refused(c, payload);
  const poster = await principalOf(c);
  if (poster === undefined) return refused(c, UNKNOWN);
  const stored = await c.env.ROOMS.getByName(name).post(
    poster,
    payload.value,
    networkOf(c.req.header("CF-Connecting-IP")),
  );
  if (!stored.ok) return refused(c, stored);
  const { message, isNew } = stored;
  return c.json({ ok: true, message }, isNew ? 201 : 200, { "Cache-Control": "no-store" });
}

const ORIGIN: Failure = failure("forbidden", "Pages of this origin may not do this here.");
const UNKNOWN: Failure = failure(
  "unauthorized",
  "Say who you are: Authorization: Bearer and a bot's token, or one from welcome.you.token.",
);

/** A body without a nonce has the request's `Idempotency-Key`, or one that nobody uses twice. */
function withNonce(c: AppContext, body: unknown): unknown {
  if (typeof body !== "object" || body === null || "nonce" in body) return body;
  return { ...body, nonce: c.req.header("Idempotency-Key") ?? crypto.randomUUID() };
}
