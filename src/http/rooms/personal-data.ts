/** A person's own data in a room: read and erased by themselves. */
import { Hono } from "hono";
import * as v from "valibot";
import type { Principal } from "../../auth/principal.ts";
import { SIGNED_OUT_MESSAGE } from "../../auth/signed-in.ts";
import { failure } from "../../shared/contract/errors.ts";
import { isExternal } from "../../shared/contract/message.ts";
import { roomPath } from "../../shared/room-name.ts";
import { seq } from "../../shared/validation/fields.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { allowedOrigin } from "../middleware/origin.ts";
import { requireVisitor } from "../middleware/principal.ts";
import { clientNetwork, limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";
import { withNumbers } from "../query.ts";

const PATH = "/api/rooms/:room/data";
const NO_STORE = { "Cache-Control": "no-store" };

/** The query of `GET`. */
export const PERSONAL_DATA_QUERY = v.object({ after: v.optional(seq, 0) });

/** The query of `DELETE`. */
export const ERASURE_QUERY = v.object({
  after: v.optional(seq, 0),
  giveUp: v.optional(v.picklist(["true", "false"]), "false"),
});

const room = roomName((name) => `/api${roomPath(name)}/data`);

/**
 * - `GET /api/rooms/:room/data` answers with a page of what the room stores about the person who asks: `{ ok, stored?, messages,
 *   reactions, next? }`.
 * - `DELETE` erases all of it: `{ ok, next? }`. With `next` the same request goes on with `?after=<next>`.
 *
 * No one can ask for the data of another person. A bot has none: it is the owner's.
 */
export const personalData = new Hono<AppEnv>()
  .get(PATH, room, limitRequests, requireVisitor, readData)
  .delete(PATH, room, allowedOrigin, limitRequests, requireVisitor, eraseData);

async function readData(c: RouteContext<Principal>): Promise<Response> {
  const query = check(PERSONAL_DATA_QUERY, withNumbers(c.req.query(), ["after"]));
  if (!query.ok) return sendFailure(c, query);
  const { room, principal } = c.var;
  if (!(await isSignedIn(c))) return sendFailure(c, SIGNED_OUT);
  const { after } = query.value;
  const page = await c.env.ROOMS.getByName(room).personalData(principal, after, clientNetwork(c));
  return page.ok ? c.json(page, 200, NO_STORE) : sendFailure(c, page);
}

async function eraseData(c: RouteContext<Principal>): Promise<Response> {
  const query = check(ERASURE_QUERY, withNumbers(c.req.query(), ["after"]));
  if (!query.ok) return sendFailure(c, query);
  const { room, principal } = c.var;
  if (!(await isSignedIn(c))) return sendFailure(c, SIGNED_OUT);
  const request = { after: query.value.after, giveUp: query.value.giveUp === "true" };
  const erased = await c.env.ROOMS.getByName(room).erasePersonalData(principal, request, clientNetwork(c));
  return erased.ok ? c.json(erased, 200, NO_STORE) : sendFailure(c, erased);
}

const SIGNED_OUT = failure("unauthorized", SIGNED_OUT_MESSAGE);

/** Asks the account also about a session from before the account, of which not every room knows that it was signed out. */
async function isSignedIn(c: RouteContext<Principal>): Promise<boolean> {
  const { id, device } = c.var.principal;
  return device !== undefined || isExternal(id) || (await c.env.ACCOUNTS.getByName(id).isSignedIn(undefined));
}
