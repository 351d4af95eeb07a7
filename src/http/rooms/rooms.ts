/** Rooms: the list of public ones, and a new one. */
import { Hono } from "hono";
import { isForRoom } from "../../auth/identity/claims.ts";
import { type Principal, visitorPrincipal } from "../../auth/principal.ts";
import { newSession } from "../../auth/session.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import { verifyTurnstile } from "../../auth/turnstile.ts";
import { directoryStub } from "../../directory/directory-stub.ts";
import { isExternal } from "../../shared/contract/message.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { parseRoomName, roomPath } from "../../shared/room-name.ts";
import { check, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppContext, AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendError, sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { visitor, WRONG_ROOM } from "../middleware/principal.ts";
import { clientNetwork, limitNewRooms, limitRequests } from "../middleware/rate-limit.ts";
import { withNumbers } from "../query.ts";

/** How long a list of rooms may be cached, in seconds. */
const MAX_AGE = 5;

/** 32 characters: no letters that look like digits, and no `u`, without which most swear words cannot be spelled. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** 5 bits a character: 130 bits. */
const RANDOM_NAME_LENGTH = 26;

/**
 * `GET /api/rooms?query&cursor&limit` lists the public rooms.
 *
 * `POST /api/rooms` with `{ name, visibility?, title?, topic?, locked?, slowMode?, retention?, turnstile? }` creates a room for
 * the visitor. A room that is not public gets a random name if it has none. Answers 201 with `{ ok, room, path, settings }`, and
 * with the `token` of a new session if the request had no credentials. An owner may create their room again; for others
 * that is `forbidden`.
 */
export const rooms = new Hono<AppEnv>()
  .get("/api/rooms", limitRequests, listRooms)
  .post("/api/rooms", allowedOrigin, limitNewRooms, jsonBody, visitor, createRoom);

async function listRooms(c: AppContext): Promise<Response> {
  const query = check(schemasFor(limitsFrom(c.env)).directory, withNumbers(c.req.query(), ["limit"]));
  if (!query.ok) return sendFailure(c, query);
  const page = await directoryStub(c.env).list(query.value);
  return c.json({ ok: true, ...page }, 200, { "Cache-Control": `public, max-age=${MAX_AGE}` });
}

async function createRoom(c: RouteContext<Principal | undefined>): Promise<Response> {
  const payload = check(schemasFor(limitsFrom(c.env)).create, c.var.body);
  if (!payload.ok) return sendFailure(c, payload);
  const { name: spelling = randomRoomName(), turnstile, ...update } = payload.value;
  const name = parseRoomName(spelling);
  if (!name.ok) return sendError(c, "invalid", `name: ${name.problem}`);
  const { principal } = c.var;
  if (principal?.grants !== undefined && !isForRoom(principal.grants, name.name))
    return sendFailure(c, WRONG_ROOM);
  if (principal === undefined || !isExternal(principal.id)) {
    const { hostname } = new URL(c.req.url);
    const address = c.req.header("CF-Connecting-IP");
    const verified = await verifyTurnstile(c.env, { token: turnstile, action: "room", hostname, address });
    if (!verified.ok) return sendFailure(c, verified);
  }
  const session = newSession(Date.now());
  const owner = principal ?? visitorPrincipal(session);
  const made = await c.env.ROOMS.getByName(name.name).make(owner, update, clientNetwork(c));
  if (!made.ok) return sendFailure(c, made);
  const path = roomPath(name.name);
  const answer = { ok: true, room: name.name, path, settings: made.settings };
  const token = principal === undefined ? await (await sessionSigner(c.env)).sign(session) : undefined;
  return c.json(token === undefined ? answer : { ...answer, token }, 201, { Location: path });
}

/** A name that cannot be guessed, such as `7k2m9qh4tbw0x5r8c3ev6nda1z`. */
function randomRoomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_NAME_LENGTH));
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
