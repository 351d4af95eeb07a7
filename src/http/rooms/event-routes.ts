/**
 * The events of a room by HTTP, for programs that need no connection: what an owner does (settings, moderation, access, bots) and
 * what members do. Each is handled as the event is: the same validation, permissions, limits and errors.
 */
import { Hono, type MiddlewareHandler } from "hono";
import * as v from "valibot";
import type { RequestPrincipal } from "../../auth/principal.ts";
import { roomPath } from "../../shared/room-name.ts";
import { id, seq } from "../../shared/validation/fields.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { principal, requirePrincipal } from "../middleware/principal.ts";
import { clientNetwork, limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";
import { withNumbers } from "../query.ts";
import { type BoundEndpoint, endpoints, parametersOf, sourceOf } from "./event-endpoints.ts";

const OWN_MESSAGES = v.object({ id, after: v.optional(seq, 0) });

/** Fields of payloads that are numbers; in a path or a query they are text. */
const NUMBERS = new Set(["seq"]);

/** Fields that are lists; in a query they are separated by commas. */
const LISTS = new Set(["ids"]);

/** Redirects to the canonical name of the room, whatever comes after it. */
const room = roomName((name, c) => {
  const [, , , , ...rest] = new URL(c.req.url).pathname.split("/");
  return [`/api${roomPath(name)}`, ...rest].join("/");
});

/** `GET /api/rooms/:room` answers with the room's settings, and those of `EVENT_ENDPOINTS` as their events do. */
export const eventRoutes = new Hono<AppEnv>()
  .get("/api/rooms/:room", room, limitRequests, principal, showRoom)
  .get("/api/rooms/:room/members/:id/messages", room, limitRequests, requirePrincipal, listOwnMessages);

for (const endpoint of endpoints()) {
  const isWrite = endpoint.method !== "GET";
  const middleware = [
    room,
    ...(isWrite ? [allowedOrigin] : []),
    limitRequests,
    requirePrincipal,
    ...(sourceOf(endpoint) === "body" ? [jsonBody] : []),
  ] as MiddlewareHandler[];
  eventRoutes.on(endpoint.method, [`/api/rooms/:room${endpoint.path}`], ...middleware, (c) =>
    sendEvent(c as unknown as RouteContext<RequestPrincipal>, endpoint),
  );
}

async function showRoom(c: RouteContext): Promise<Response> {
  const { room, principal } = c.var;
  const overview = await c.env.ROOMS.getByName(room).overview(principal);
  if (!overview.ok) return sendFailure(c, overview);
  const { settings, lastSeq, rev } = overview;
  return c.json({ ok: true, room, settings, lastSeq, rev }, 200, { "Cache-Control": "private, no-cache" });
}

async function listOwnMessages(c: RouteContext<RequestPrincipal>): Promise<Response> {
  const { room, principal } = c.var;
  const query = check(
    OWN_MESSAGES,
    withNumbers({ ...c.req.query(), id: c.req.param("id") ?? "" }, ["after"]),
  );
  if (!query.ok) return sendFailure(c, query);
  const page = await c.env.ROOMS.getByName(room).messagesOf(principal, query.value, clientNetwork(c));
  if (!page.ok) return sendFailure(c, page);
  return c.json(page, 200, { "Cache-Control": "private, no-store" });
}

async function sendEvent(c: RouteContext<RequestPrincipal>, endpoint: BoundEndpoint): Promise<Response> {
  const { room, principal } = c.var;
  const payload = payloadOf(c, endpoint);
  const answer = await c.env.ROOMS.getByName(room).request(
    principal,
    endpoint.event,
    payload,
    clientNetwork(c),
  );
  if (!answer.ok) return sendFailure(c, answer);
  return c.json(answer, endpoint.status ?? 200, { "Cache-Control": "private, no-store" });
}

/** The payload of the event, not validated yet. A body that is no object is passed on as it is, to be refused. */
function payloadOf(c: RouteContext<RequestPrincipal>, endpoint: BoundEndpoint): unknown {
  const source = sourceOf(endpoint);
  const sent = source === "body" ? c.var.body : source === "query" ? fieldsOf(c.req.query()) : {};
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return sent;
  const inPath = parametersOf(endpoint).map((name) => [name, c.req.param(name) ?? ""]);
  return { ...sent, ...fieldsOf(Object.fromEntries(inPath)), ...endpoint.fixed };
}

/** A number that is none stays a string, which the schema refuses. */
const fieldsOf = (texts: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      if (NUMBERS.has(name) && /^\d{1,16}$/.test(text)) return [name, Number(text)];
      return [name, LISTS.has(name) ? text.split(",") : text];
    }),
  );
