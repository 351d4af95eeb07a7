/** Who a request speaks for: a bot by its bearer token, a visitor by their bearer token or session cookie. */
import { createMiddleware } from "hono/factory";
import { sessionFromCookie } from "../../auth/cookie.ts";
import { isForRoom } from "../../auth/identity/claims.ts";
import { isJwt, verifyIdentity } from "../../auth/identity/verify-identity.ts";
import {
  identityPrincipal,
  type Principal,
  type RequestPrincipal,
  visitorPrincipal,
} from "../../auth/principal.ts";
import type { Session } from "../../auth/session.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import { isSignedIn } from "../../auth/signed-in.ts";
import { isBotToken } from "../../shared/contract/bots.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { bearerToken } from "./bearer-token.ts";
import { sendFailure } from "./errors.ts";
import { isSecure } from "./origin.ts";

const INVALID_TOKEN = failure("unauthorized", "The token is not valid or has expired.");
const NO_CREDENTIALS = failure(
  "unauthorized",
  "Send credentials: Authorization: Bearer and the token of a bot, of a session (welcome.you.token) or of the operator's issuer, or the session cookie.",
);
/** The token of the operator's issuer names other rooms. */
export const WRONG_ROOM = failure("forbidden", 'JWT: "rooms" does not have this room.');
const VISITORS_ONLY = failure("unauthorized", "A bot may not do this: send the credentials of a visitor.");

/** Sets `principal`; undefined for a request without credentials, or with a cookie that is not valid. */
export const principal = authenticate<RequestPrincipal | undefined>(() => undefined);

/** Sets `principal`. Rejects a request without credentials with `unauthorized`. */
export const requirePrincipal = authenticate<RequestPrincipal>((found) =>
  found === undefined ? NO_CREDENTIALS : undefined,
);

/** Sets `principal` for what only a visitor may do; undefined as above. Rejects bots with `unauthorized`. */
export const visitor = authenticate<Principal | undefined>(rejectBots);

/** Sets `principal` for what only a known visitor may do. Rejects all others with `unauthorized`. */
export const requireVisitor = authenticate<Principal>((found) =>
  found === undefined ? NO_CREDENTIALS : rejectBots(found),
);

/** A bearer token that is not valid is always rejected with `unauthorized`, even where no credentials are needed. */
function authenticate<Allowed extends RequestPrincipal | undefined>(
  reject: (found: RequestPrincipal | undefined) => Failure | undefined,
) {
  return createMiddleware<AppEnv<Allowed>>(async (c, next) => {
    const found = await principalOf(c);
    if (found !== undefined && "ok" in found) return sendFailure(c, found);
    const rejected = reject(found);
    if (rejected !== undefined) return sendFailure(c, rejected);
    c.set("principal", found as Allowed);
    return next();
  });
}

function rejectBots(found: RequestPrincipal | undefined): Failure | undefined {
  return found?.kind === "bot-token" ? VISITORS_ONLY : undefined;
}

async function principalOf(c: AppContext): Promise<RequestPrincipal | Failure | undefined> {
  const token = bearerToken(c);
  if (token === undefined) {
    const session = await cookieSession(c);
    return session && signedIn(c, session);
  }
  // Only the room that issued a bot's token can verify it.
  if (isBotToken(token)) return { kind: "bot-token", token };
  if (isJwt(token)) return externalPrincipal(c, token);
  const session = await (await sessionSigner(c.env)).read(token, Date.now());
  return session === undefined ? INVALID_TOKEN : signedIn(c, session);
}

/** The person of a token of the operator's issuer, if the token is for the room of the request. */
async function externalPrincipal(c: AppContext, jwt: string): Promise<Principal | Failure> {
  const verified = await verifyIdentity(jwt, c.env, Date.now());
  if (!verified.ok) return verified;
  const { identity } = verified;
  return c.var.room === undefined || isForRoom(identity.grants, c.var.room)
    ? identityPrincipal(identity)
    : WRONG_ROOM;
}

/** The visitor of a session. One that was signed out is not valid: without it the request would belong to no one. */
async function signedIn(c: AppContext, session: Session): Promise<Principal | Failure> {
  return (await isSignedIn(c.env, session)) ? visitorPrincipal(session) : INVALID_TOKEN;
}

/** The session of the request's cookie; undefined without a valid one. */
export async function cookieSession(c: AppContext): Promise<Session | undefined> {
  return sessionFromCookie(c.req.header("Cookie"), isSecure(c), await sessionSigner(c.env), Date.now());
}
