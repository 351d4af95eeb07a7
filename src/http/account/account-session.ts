/** The session of a request to `/api/account`, and the answer that replaces it. */
import type { MiddlewareHandler } from "hono";
import { every } from "hono/combine";
import { createMiddleware } from "hono/factory";
import type { GenericSchema } from "valibot";
import type { Account, Caller, NewDevice } from "../../account/account.ts";
import { isSignedOutCookie, sessionCookie } from "../../auth/cookie.ts";
import { type Session, sessionOf } from "../../auth/session.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import { isSignedIn } from "../../auth/signed-in.ts";
import { logError } from "../../platform/log.ts";
import type { DeviceKind, SignedIn } from "../../shared/account.ts";
import { type Ack, type Failure, failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { check, type Schemas, schemasFor } from "../../shared/validation/schemas.ts";
import type { AppContext, AppEnv, RouteContext } from "../app-env.ts";
import { bearerToken } from "../middleware/bearer-token.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { isSecure, ownOrigin } from "../middleware/origin.ts";
import { cookieSession } from "../middleware/principal.ts";
import { limitRequests, limitSignIns } from "../middleware/rate-limit.ts";
import { deviceKind } from "./device-kind.ts";

const INVALID_TOKEN = failure("unauthorized", "The token is not a session's, not valid, or has expired.");
const NO_SESSION = failure(
  "unauthorized",
  "Send the session cookie, or Authorization: Bearer and a session's token.",
);

/** Sets `session`: of the bearer token, else of the cookie. A token that is not valid is rejected with `unauthorized`. */
export const optionalSession = readSession(false);

/** The same. Rejects a request without a session with `unauthorized`. */
export const requireSession = readSession(true);

function readSession(isRequired: boolean): MiddlewareHandler<AppEnv> {
  return createMiddleware<AppEnv>(async (c, next) => {
    const token = bearerToken(c);
    const session =
      token === undefined
        ? await cookieSession(c)
        : await (await sessionSigner(c.env)).read(token, Date.now());
    if (session === undefined && token !== undefined) return sendFailure(c, INVALID_TOKEN);
    if (session === undefined && isRequired) return sendFailure(c, NO_SESSION);
    c.set("session", session);
    return next();
  });
}

/** The session that {@link requireSession} has set. */
export function sessionIn(c: RouteContext): Session {
  const { session } = c.var;
  if (session === undefined) throw new Error("requireSession comes first");
  return session;
}

/** Middleware of what a signed-in person asks of their account, from our own pages or a program. */
export const ownAccount = every(ownOrigin, limitRequests, requireSession);

/** The same for a request with a body. */
export const ownAccountChange = every(ownAccount, jsonBody);

/** Middleware of an attempt to sign in a device: fewer are allowed, and the device may have a session of another person. */
export const signInAttempt = every(ownOrigin, limitSignIns, optionalSession, jsonBody);

/** The payload of a request with a body, validated by the schema that `pick` names. */
export const payloadOf = <Payload>(
  c: RouteContext,
  pick: (schemas: Schemas) => GenericSchema<unknown, Payload>,
): { ok: true; value: Payload } | Failure => check(pick(schemasFor(limitsFrom(c.env))), c.var.body);

/** The account of a person, by the id of their sessions. */
export const accountOf = (c: RouteContext, person: string): DurableObjectStub<Account> =>
  c.env.ACCOUNTS.getByName(person);

/** Who asks an account. @param name the name that the person has now, where the page knows it better than the session */
export const callerOf = (
  c: RouteContext,
  { device, name }: Session,
  given: { name?: string | undefined; rooms?: string[] | undefined } = {},
): Caller => ({
  ...deviceKind(c.req.header("User-Agent")),
  device,
  name: given.name ?? name,
  rooms: given.rooms ?? [],
});

/**
 * Answers with `body`, and puts the session onto a device: a browser gets the cookie, a client without cookies the token.
 *
 * @param person whose session it becomes
 */
export async function sendSignedIn<Body extends object>(
  c: RouteContext,
  person: { id: string; name: string; device: string },
  body: Body,
  status: 200 | 201 = 200,
): Promise<Response> {
  const signer = await sessionSigner(c.env);
  const session = sessionOf(person.id, person.name, person.device, Date.now());
  const answer: Body & SignedIn & { ok: true } = {
    ok: true,
    ...body,
    you: { id: person.id, name: person.name },
  };
  const hasCookie = bearerToken(c) === undefined && (await cookieSession(c)) !== undefined;
  if (hasCookie) c.header("Set-Cookie", await sessionCookie(session, isSecure(c), signer));
  else answer.token = await signer.sign(session);
  return c.json(answer, status, { "Cache-Control": "no-store" });
}

/**
 * Whether the browser's person signed out, or another device has signed this one out, and the page has not removed the data of the
 * person yet.
 *
 * @param isThorough also asks for sessions from before the account, which costs a request for every visitor
 */
export async function wasSignedOut(c: AppContext, isThorough = false): Promise<boolean> {
  if (isSignedOutCookie(c.req.header("Cookie"), isSecure(c))) return true;
  const session = await cookieSession(c);
  if (session === undefined || (session.device === undefined && !isThorough)) return false;
  return !(await c.env.ACCOUNTS.getByName(session.id).isSignedIn(session.device));
}

/**
 * Signs in the device that asks as a person. It is of one person at a time: the account that it was of before is signed out on it.
 *
 * @param begin adds the device to the account of the person
 */
export async function signIn(
  c: RouteContext,
  person: string,
  begin: (kind: DeviceKind) => Promise<Ack<NewDevice>>,
): Promise<Response> {
  const { session } = c.var;
  if (session?.device !== undefined && session.id === person && (await isSignedIn(c.env, session)))
    return c.json({ ok: true, you: { id: person, name: session.name } }, 200, {
      "Cache-Control": "no-store",
    });
  const begun = await begin(deviceKind(c.req.header("User-Agent")));
  if (!begun.ok) return sendFailure(c, begun);
  // Not awaited: `begin` has used up what the person signs in with, so nothing may keep the answer from them any more.
  if (session?.device !== undefined)
    c.executionCtx.waitUntil(
      accountOf(c, session.id)
        .signOut(session.device, "current")
        .then(
          () => {},
          (error: unknown) => logError("account.replaced", error),
        ),
    );
  const { name, device, rooms, state } = begun;
  return sendSignedIn(c, { id: person, name, device }, { rooms, state });
}
