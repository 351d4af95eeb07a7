/** A room's messages over HTTP: `history:get` and `message:send` for programs that need no connection. */
import { Hono } from "hono";
import type { RequestPrincipal } from "../auth/principal.ts";
import { limitsFrom } from "../shared/limits.ts";
import { roomPath } from "../shared/room-name.ts";
import { check, schemasFor } from "../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "./app-env.ts";
import { jsonBody } from "./middleware/body-limit.ts";
import { sendFailure } from "./middleware/errors.ts";
import { allowedOrigin } from "./middleware/origin.ts";
import { principal, requirePrincipal } from "./middleware/principal.ts";
import { clientNetwork, limitRequests } from "./middleware/rate-limit.ts";
import { roomName } from "./middleware/room-name.ts";
import { withNumbers } from "./query.ts";

const room = roomName((name) => `/api${roomPath(name)}/messages`);

/**
 * `GET /api/rooms/:room/messages?before|after|around=<seq>&limit=<count>` answers like `history:get`. A private room needs
 * credentials.
 *
 * `POST /api/rooms/:room/messages` with `{ text, nonce?, after?, replyTo?, attachments? }` sends a message. It answers 201
 * with `{ ok, message }`, and 200 where the message was stored before: messages with the same `nonce`, or else the same
 * `Idempotency-Key`, are stored once.
 */
export const messages = new Hono<AppEnv>()
  .get("/api/rooms/:room/messages", room, limitRequests, principal, listMessages)
  .post(
    "/api/rooms/:room/messages",
    room,
    allowedOrigin,
    limitRequests,
    requirePrincipal,
    jsonBody,
    postMessage,
  );

async function listMessages(c: RouteContext): Promise<Response> {
  const { room, principal } = c.var;
  const { history } = schemasFor(limitsFrom(c.env));
  const query = check(history, withNumbers(c.req.query(), Object.keys(history.entries)));
  if (!query.ok) return sendFailure(c, query);
  const page = await c.env.ROOMS.getByName(room).history(query.value, principal, clientNetwork(c));
  if (!page.ok) return sendFailure(c, page);
  return c.json(page, 200, { "Cache-Control": "private, no-cache" });
}

async function postMessage(c: RouteContext<RequestPrincipal>): Promise<Response> {
  const { room, principal, body } = c.var;
  const payload = check(schemasFor(limitsFrom(c.env)).send, withNonce(c, body));
  if (!payload.ok) return sendFailure(c, payload);
  const stored = await c.env.ROOMS.getByName(room).post(principal, payload.value, clientNetwork(c));
  if (!stored.ok) return sendFailure(c, stored);
  const { message, isNew } = stored;
  return c.json({ ok: true, message }, isNew ? 201 : 200, { "Cache-Control": "no-store" });
}

/** A body without a nonce gets the request's `Idempotency-Key`, or a random one. */
function withNonce(c: RouteContext<RequestPrincipal>, body: unknown): unknown {
  if (typeof body !== "object" || body === null || "nonce" in body) return body;
  return { ...body, nonce: c.req.header("Idempotency-Key") ?? crypto.randomUUID() };
}
