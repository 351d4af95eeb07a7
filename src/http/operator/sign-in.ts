/**
 * Operators sign in and out. These paths are outside `/api/operator` and answer alike in a deployment without operators, so that they
 * do not tell whether there are any.
 */
import { Hono } from "hono";
import {
  noOperatorCookie,
  operatorCookie,
  operatorOfToken,
  operatorSessionIn,
} from "../../auth/operator-session.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import { operationsAnswer, operationsStub } from "../../operator/operations-stub.ts";
import { AttemptMemory, SignInLimiter } from "../../operator/sign-in.ts";
import { failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { operatorSchemasFor } from "../../shared/validation/operator-schemas.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { jsonBody } from "../middleware/body-limit.ts";
import { sendFailure } from "../middleware/errors.ts";
import { isSecure, ownOrigin } from "../middleware/origin.ts";
import { clientNetwork, limitRequests } from "../middleware/rate-limit.ts";

const NO_STORE = { "Cache-Control": "no-store" };

const WRONG_TOKEN = failure("unauthorized", "This is not the token of an operator of this server.");

/** Counts attempts in a deployment without operators, where no token is right. */
const withoutOperators = new SignInLimiter(new AttemptMemory());

/**
 * `POST /api/account/operator` with `{ token, name? }` begins the session of an operator in a browser, as a cookie. `token` is
 * `OPERATOR_TOKEN`, `MODERATOR_TOKEN` or a token of the issuer, `name` is for the audit log. Answers `unauthorized` for a wrong token, and
 * `rate_limited` after ten of them from a network.
 *
 * `DELETE` ends the session.
 */
export const operatorSignIn = new Hono<AppEnv>()
  .post("/api/account/operator", ownOrigin, limitRequests, jsonBody, signIn)
  .delete("/api/account/operator", ownOrigin, limitRequests, signOut);

async function signIn(c: RouteContext): Promise<Response> {
  const payload = check(operatorSchemasFor(limitsFrom(c.env)).signIn, c.var.body);
  if (!payload.ok) return sendFailure(c, payload);
  const { token, name } = payload.value;
  const now = Date.now();
  const found = await operatorOfToken(token, c.env, now);
  const limiter = operationsStub(c.env);
  const network = clientNetwork(c);
  const wait =
    limiter === undefined
      ? withoutOperators.attempt(network, false, now)
      : await operationsAnswer(limiter.attemptSignIn(network, found !== undefined));
  if (wait > 0)
    return sendFailure(c, failure("rate_limited", "Too many wrong tokens from your network.", wait));
  if (limiter === undefined || found === undefined) return sendFailure(c, WRONG_TOKEN);
  const { operator, expires } = found;
  // The issuer's token says who it is.
  if (name !== undefined && operator.id === operator.role) operator.name = name;
  const session = { session: crypto.randomUUID(), operator, expires };
  const signer = await sessionSigner(c.env);
  c.header("Set-Cookie", await operatorCookie(session, c.env, signer, isSecure(c), now));
  return c.json({ ok: true, operator, expires }, 200, NO_STORE);
}

async function signOut(c: RouteContext): Promise<Response> {
  const signer = await sessionSigner(c.env);
  const secure = isSecure(c);
  const known = await operatorSessionIn(c.req.header("Cookie"), c.env, signer, secure, Date.now());
  const operations = operationsStub(c.env);
  if (known !== undefined && operations !== undefined)
    await operationsAnswer(operations.endSession(known.session, known.expires));
  c.header("Set-Cookie", noOperatorCookie(secure));
  return c.json({ ok: true }, 200, NO_STORE);
}
