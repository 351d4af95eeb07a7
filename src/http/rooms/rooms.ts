/** Rooms as a resource: to make one is to own it. */
import { Hono } from "hono";
import { limitsFrom } from "../../shared/limits.ts";
import { parseRoomName, roomPath } from "../../shared/room-name.ts";
import { check, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { problem, refused } from "../middleware/errors.ts";
import { readJson } from "../middleware/json-body.ts";
import { isFromAllowedOrigin } from "../middleware/origin.ts";
import { mayMakeRoom, TOO_MANY_ROOMS } from "../middleware/rate-limit.ts";
import { visitorOf } from "../middleware/session.ts";
import { unguessableRoomName } from "./random-room-name.ts";

/**
 * `POST /api/rooms` with `{ name, visibility?, title?, topic?, locked?, slowMode?, retention? }` makes a room for whoever the
 * session cookie or `Authorization: Bearer <token>` names. An unlisted or private one without a `name` gets one that nobody
 * guesses. Answers 201 with `{ ok, room, path, settings }`, and with `token` too where a
 * session had to be made for it. One's own room can be made again; somebody else's answers 403.
 */
export const rooms = new Hono<AppEnv>().post("/api/rooms", makeRoom);

async function makeRoom(c: AppContext): Promise<Response> {
  if (!isFromAllowedOrigin(c)) return problem(c, "forbidden", "Pages of this origin may not do this here.");
  if (!(await mayMakeRoom(c))) return refused(c, TOO_MANY_ROOMS);
  const limits = limitsFrom(c.env);
  const body = await readJson(c, limits.bodyBytes);
  if (!body.ok) return refused(c, body);
  const payload = check(schemasFor(limits).create, body.value);
  if (!payload.ok) return refused(c, payload);
  const { name: spelling = unguessableRoomName(), ...update } = payload.value;
  const name = parseRoomName(spelling);
  if (!name.ok) return problem(c, "invalid", `name: ${name.problem}`);
  const visitor = await visitorOf(c);
  if (visitor === undefined) return problem(c, "unauthorized", "The token is not valid any more.");
  const made = await c.env.ROOMS.getByName(name.name).make(visitor.session.id, update);
  if (!made.ok) return refused(c, made);
  const path = roomPath(name.name);
  const { settings } = made;
  const { token } = visitor;
  return c.json({ ok: true, room: name.name, path, settings, ...(token && { token }) }, 201, {
    Location: path,
  });
}
