/** Subscriptions of browsers to Web Push. */
import { Buffer } from "node:buffer";
import { Hono } from "hono";
import type { Principal } from "../../auth/principal.ts";
import { vapidKeys } from "../../auth/vapid-keys.ts";
import { isPushService } from "../../config/push-services.ts";
import { failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { PUSH_KEY_PATH, pushPath } from "../../shared/push.ts";
import { roomPath } from "../../shared/room-name.ts";
import { check, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppContext, AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { requireVisitor } from "../middleware/principal.ts";
import { clientNetwork, limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";

const PATH = "/api/rooms/:room/push";

const room = roomName((name) => pushPath(roomPath(name)));

const NO_PUSH_SERVICE = failure(
  "invalid",
  "endpoint: not of a push service that this server knows. PUSH_SERVICES adds others.",
);
const NO_KEY = failure("invalid", "keys.p256dh: not a point on P-256.");

/**
 * `GET /api/push` answers with the public key that a browser subscribes for.
 *
 * `PUT /api/rooms/:room/push` with `{ endpoint, keys, level, language }` has a device of the visitor notified of a room's messages
 * while none of their pages is visible, or changes that. `DELETE` with `{ endpoint }` ends it.
 */
export const push = new Hono<AppEnv>()
  .get(PUSH_KEY_PATH, limitRequests, sendKey)
  .put(PATH, room, allowedOrigin, limitRequests, requireVisitor, jsonBody, subscribe)
  .delete(PATH, room, allowedOrigin, limitRequests, requireVisitor, jsonBody, unsubscribe);

async function sendKey(c: AppContext): Promise<Response> {
  const { publicKey } = await vapidKeys(c.env);
  return c.json({ ok: true, key: publicKey }, 200, { "Cache-Control": "no-store" });
}

async function subscribe(c: RouteContext<Principal>): Promise<Response> {
  const { room, principal, body } = c.var;
  const payload = check(schemasFor(limitsFrom(c.env)).pushSubscription, body);
  if (!payload.ok) return sendFailure(c, payload);
  const { endpoint, keys } = payload.value;
  if (!isPushService(endpoint, c.env.PUSH_SERVICES)) return sendFailure(c, NO_PUSH_SERVICE);
  if (!(await isPoint(keys.p256dh))) return sendFailure(c, NO_KEY);
  const site = `https://${new URL(c.req.url).host}`;
  const stub = c.env.ROOMS.getByName(room);
  const stored = await stub.subscribePush(principal, payload.value, site, clientNetwork(c));
  if (!stored.ok) return sendFailure(c, stored);
  return c.json({ ok: true }, 200, { "Cache-Control": "no-store" });
}

async function unsubscribe(c: RouteContext<Principal>): Promise<Response> {
  const { room, principal, body } = c.var;
  const payload = check(schemasFor(limitsFrom(c.env)).pushRemoval, body);
  if (!payload.ok) return sendFailure(c, payload);
  const removed = await c.env.ROOMS.getByName(room).unsubscribePush(principal, payload.value.endpoint);
  if (!removed.ok) return sendFailure(c, removed);
  return c.json({ ok: true }, 200, { "Cache-Control": "no-store" });
}

/** Whether a key in base64url is one that notices can be encrypted for. */
async function isPoint(key: string): Promise<boolean> {
  const algorithm = { name: "ECDH", namedCurve: "P-256" };
  try {
    await crypto.subtle.importKey("raw", Buffer.from(key, "base64url"), algorithm, false, []);
    return true;
  } catch {
    return false;
  }
}
