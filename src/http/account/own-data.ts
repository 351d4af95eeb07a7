/** A person's own data in their account: read and erased by themselves. What rooms store is at `/api/rooms/:room/data`. */
import { Hono } from "hono";
import { signedOutCookie } from "../../auth/cookie.ts";
import { friendlyName } from "../../auth/friendly-name.ts";
import { eraseAtOperators, operationsStub } from "../../operator/operations-stub.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { isSecure } from "../middleware/origin.ts";
import {
  accountOf,
  callerOf,
  ownAccount,
  ownAccountChange,
  payloadOf,
  sessionIn,
} from "./account-session.ts";

const NO_STORE = { "Cache-Control": "no-store" };

/**
 * - `GET /api/account/data` answers with what the account stores: `{ ok, you, account? }`.
 * - `DELETE /api/account` with `{ rooms? }` erases the account, signs out every device, and replaces the name of the person in what the
 *   operators have: `{ ok }`. The rooms are told to end the connections of the person, besides those that the account knows.
 */
export const ownData = new Hono<AppEnv>()
  .get("/api/account/data", ownAccount, readData)
  .delete("/api/account", ownAccountChange, eraseAccount);

async function readData(c: RouteContext): Promise<Response> {
  const { id, name, device } = sessionIn(c);
  const answer = await accountOf(c, id).data(device);
  return answer.ok ? c.json({ ...answer, you: { id, name } }, 200, NO_STORE) : sendFailure(c, answer);
}

async function eraseAccount(c: RouteContext): Promise<Response> {
  const session = sessionIn(c);
  const payload = payloadOf(c, ({ deviceLink }) => deviceLink);
  if (!payload.ok) return sendFailure(c, payload);
  const { id } = session;
  const erased = await accountOf(c, id).erase(callerOf(c, session, payload.value));
  if (!erased.ok) return sendFailure(c, erased);
  // After the account, which knows whether the session may do this. A failure is answered with an error, and a repeat does it again.
  const operations = operationsStub(c.env);
  if (operations !== undefined) await eraseAtOperators(operations, id, friendlyName(id));
  // The cookie stays recognisable until the page has removed what it stored of the person.
  c.header("Set-Cookie", signedOutCookie(isSecure(c)));
  return c.json({ ok: true }, 200, NO_STORE);
}
