/** The devices of a person: a link that signs in another one, the list, and signing out. */
import { Hono } from "hono";
import { sessionCookie, signedOutCookie } from "../../auth/cookie.ts";
import { newSession } from "../../auth/session.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import type { DeviceLinkPreview } from "../../shared/account.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { isSecure, ownOrigin } from "../middleware/origin.ts";
import { limitRequests } from "../middleware/rate-limit.ts";
import {
  accountOf,
  callerOf,
  ownAccount,
  ownAccountChange,
  payloadOf,
  sendSignedIn,
  sessionIn,
  signIn,
  signInAttempt,
  wasSignedOut,
} from "./account-session.ts";

const NO_STORE = { "Cache-Control": "no-store" };

/**
 * - `GET /api/account` answers `{ ok, account? }`; a person who has not saved themselves has no account.
 * - `POST /api/account/state` with `{ rev?, changes }` shares changes with the other devices: `{ ok, rev?, items? }`.
 * - `POST /api/account/links` with `{ name?, rooms? }` makes a link for another device and answers 201 with `{ ok, link, path,
 *   expiresAt, you, token? }`. The first one makes the account.
 * - `POST /api/account/links/preview` with `{ link }` answers `{ ok, name, expiresAt, already? }` and leaves the link valid.
 * - `POST /api/account/links/redeem` with `{ link }` signs in the device that sends it: `{ ok, you, token? }`.
 * - `DELETE /api/account/devices/:device` signs out a device, `all` of them, or the `current` one, also without an account.
 * - `POST /api/account/signed-out` makes the browser a new visitor's, once the page has removed the data of the person.
 *
 * A browser gets its session as a cookie, a client without cookies as `token`.
 */
export const devices = new Hono<AppEnv>()
  .get("/api/account", ownAccount, getAccount)
  .post("/api/account/state", ownAccountChange, shareState)
  .post("/api/account/links", ownAccountChange, createLink)
  .post("/api/account/links/preview", signInAttempt, previewLink)
  .post("/api/account/links/redeem", signInAttempt, redeemLink)
  .post("/api/account/signed-out", ownOrigin, limitRequests, finishSignOut)
  .delete("/api/account/devices/:device", ownAccount, signOut);

async function getAccount(c: RouteContext): Promise<Response> {
  const session = sessionIn(c);
  const answer = await accountOf(c, session.id).info(session.device);
  return answer.ok ? c.json(answer, 200, NO_STORE) : sendFailure(c, answer);
}

async function shareState(c: RouteContext): Promise<Response> {
  const { id, device } = sessionIn(c);
  const payload = payloadOf(c, ({ accountState }) => accountState);
  if (!payload.ok) return sendFailure(c, payload);
  const { changes, rev } = payload.value;
  const answer = await accountOf(c, id).share(device, changes, rev);
  return answer.ok ? c.json(answer, 200, NO_STORE) : sendFailure(c, answer);
}

async function createLink(c: RouteContext): Promise<Response> {
  const session = sessionIn(c);
  const payload = payloadOf(c, ({ deviceLink }) => deviceLink);
  if (!payload.ok) return sendFailure(c, payload);
  const caller = callerOf(c, session, payload.value);
  const made = await accountOf(c, session.id).createLink(caller);
  if (!made.ok) return sendFailure(c, made);
  const { device, secret, expiresAt } = made;
  const link = `${session.id}.${secret}`;
  const you = { id: session.id, name: caller.name, device };
  return sendSignedIn(c, you, { link, path: `/sign-in#link=${link}`, expiresAt }, 201);
}

async function previewLink(c: RouteContext): Promise<Response> {
  const payload = payloadOf(c, ({ link }) => link);
  if (!payload.ok) return sendFailure(c, payload);
  const { person, secret } = payload.value.link;
  const found = await accountOf(c, person).previewLink(secret);
  if (!found.ok) return sendFailure(c, found);
  const preview: DeviceLinkPreview = { name: found.name, expiresAt: found.expiresAt };
  if (await isAlready(c, person)) preview.already = true;
  return c.json({ ok: true, ...preview }, 200, NO_STORE);
}

async function redeemLink(c: RouteContext): Promise<Response> {
  const payload = payloadOf(c, ({ link }) => link);
  if (!payload.ok) return sendFailure(c, payload);
  const { person, secret } = payload.value.link;
  const account = accountOf(c, person);
  const { session } = c.var;
  if (session !== undefined && (await isAlready(c, person))) {
    // The person themselves, on the device that made the link: it stays valid for another one.
    const found = await account.previewLink(secret);
    if (!found.ok) return sendFailure(c, found);
    return c.json({ ok: true, you: { id: person, name: session.name } }, 200, NO_STORE);
  }
  return signIn(c, person, (kind) => account.redeemLink(secret, kind));
}

async function signOut(c: RouteContext): Promise<Response> {
  const session = sessionIn(c);
  const ended = c.req.param("device") ?? "";
  const account = accountOf(c, session.id);
  const isOwn = ended === "current" || ended === "all";
  const before = await account.info(session.device);
  // A retry after the device was signed out succeeds, too.
  const answer = before.ok || !isOwn ? await account.signOut(session.device, ended) : { ok: true as const };
  if (!answer.ok) return sendFailure(c, answer);
  const hasAccount = before.ok && before.account !== undefined;
  const isSignedOut = isOwn || (hasAccount && !(await account.isSignedIn(session.device)));
  // The cookie stays recognisable until the page has removed what it stored of the person.
  if (isSignedOut) c.header("Set-Cookie", signedOutCookie(isSecure(c)));
  return c.json({ ok: true }, 200, NO_STORE);
}

/** The page has removed what the browser stored of a person who was signed out: the next one is a new visitor. */
async function finishSignOut(c: RouteContext): Promise<Response> {
  if (await wasSignedOut(c, true)) {
    const signer = await sessionSigner(c.env);
    c.header("Set-Cookie", await sessionCookie(newSession(Date.now()), isSecure(c), signer));
  }
  return c.json({ ok: true }, 200, NO_STORE);
}

/** Whether the device that asks is signed in as this person. */
async function isAlready(c: RouteContext, person: string): Promise<boolean> {
  const { session } = c.var;
  return session?.id === person && (await accountOf(c, person).isSignedIn(session.device));
}
