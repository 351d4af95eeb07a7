/** Recovery codes: make one, sign in with one. */
import { Hono } from "hono";
import { formatRecoveryCode } from "../../shared/recovery-code.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import {
  accountOf,
  callerOf,
  ownAccountChange,
  payloadOf,
  sendSignedIn,
  sessionIn,
  signIn,
  signInAttempt,
} from "./account-session.ts";

/**
 * - `POST /api/account/recovery-code` with `{ rooms? }` makes a recovery code, which replaces the one before: 201 with `{ ok, code, you,
 *   token? }`. It is shown once.
 * - `POST /api/account/recover` with `{ code }` signs in: `{ ok, you, token? }`. The code is used up.
 */
export const recovery = new Hono<AppEnv>()
  .post("/api/account/recovery-code", ownAccountChange, createCode)
  .post("/api/account/recover", signInAttempt, recover);

async function createCode(c: RouteContext): Promise<Response> {
  const session = sessionIn(c);
  const payload = payloadOf(c, ({ deviceLink }) => deviceLink);
  if (!payload.ok) return sendFailure(c, payload);
  const caller = callerOf(c, session, payload.value);
  const made = await accountOf(c, session.id).createRecoveryCode(caller);
  if (!made.ok) return sendFailure(c, made);
  const you = { id: session.id, name: caller.name, device: made.device };
  return sendSignedIn(c, you, { code: formatRecoveryCode(session.id, made.secret) }, 201);
}

async function recover(c: RouteContext): Promise<Response> {
  const payload = payloadOf(c, ({ recover }) => recover);
  if (!payload.ok) return sendFailure(c, payload);
  const { person, secret } = payload.value.code;
  return signIn(c, person, (kind) => accountOf(c, person).recover(secret, kind));
}
