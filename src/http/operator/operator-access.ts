/**
 * Lets operators in, and no one else: for everyone else `/operator` and `/api/operator/*` are answered like any path that does not
 * exist. docs/adr/operators.md says how an operator signs in then.
 */
import type { Hono, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { type OperatorSession, operatorOfToken, operatorSessionIn } from "../../auth/operator-session.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import type { Operations } from "../../operator/operations.ts";
import { operationsAnswer, operationsStub } from "../../operator/operations-stub.ts";
import { logError } from "../../platform/log.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { Operator } from "../../shared/operator.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { bearerToken } from "../middleware/bearer-token.ts";
import { sendFailure } from "../middleware/errors.ts";
import { isSecure } from "../middleware/origin.ts";
import { clientNetwork } from "../middleware/rate-limit.ts";

/** The sessions of requests that were let in. */
const sessions = new WeakMap<Request, OperatorSession>();

/** @throws Error outside the routes of operators */
export function operationsOf(c: AppContext): DurableObjectStub<Operations> {
  const operations = operationsStub(c.env);
  if (operations === undefined) throw new Error("only for routes of operators");
  return operations;
}

/** The session of a request to a route of operators. @throws Error outside them */
export function sessionIn(c: AppContext): OperatorSession {
  const session = sessions.get(c.req.raw);
  if (session === undefined) throw new Error("only for routes of operators");
  return session;
}

/** Who acts. @throws Error outside the routes of operators */
export const operatorIn = (c: AppContext): Operator => sessionIn(c).operator;

const OPERATORS_ONLY = failure("forbidden", "A moderator may not do this: it takes an operator.");

/** Rejects moderators with `forbidden`. */
export const operatorsOnly = createMiddleware<AppEnv>(async (c, next) =>
  operatorIn(c).role === "operator" ? next() : sendFailure(c, OPERATORS_ONLY),
);

/** Answers operators with `app`, whose routes no other answer shows, and passes all others on. */
export const forOperators = (app: Pick<Hono<AppEnv>, "fetch">): MiddlewareHandler<AppEnv> =>
  createMiddleware<AppEnv>(async (c, next) => {
    const session = await operatorSessionOf(c);
    if (session === undefined) return next();
    sessions.set(c.req.raw, session);
    return app.fetch(c.req.raw, c.env, c.executionCtx);
  });

/** Answers operators who open the page in a browser, and passes all others on. */
export const pageForOperators = (page: (c: AppContext) => Promise<Response>): MiddlewareHandler<AppEnv> =>
  createMiddleware<AppEnv>(async (c, next) => {
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    return isRead && (await operatorSessionOf(c)) !== undefined ? page(c) : next();
  });

/** The session of a request, by bearer token or cookie; undefined for everyone else. */
async function operatorSessionOf(c: AppContext): Promise<OperatorSession | undefined> {
  const operations = operationsStub(c.env);
  if (operations === undefined) return undefined;
  const now = Date.now();
  const token = bearerToken(c);
  if (token !== undefined) return sessionOfToken(c, operations, token, now);
  const signer = await sessionSigner(c.env);
  const session = await operatorSessionIn(c.req.header("Cookie"), c.env, signer, isSecure(c), now);
  if (session === undefined) return undefined;
  return (await operationsAnswer(operations.hasEnded(session.session))) ? undefined : session;
}

/** Networks that presented too many wrong tokens, and until when: in this isolate, so that a flood of them reaches no object. */
const limited = new Map<string | undefined, number>();
const MANY_NETWORKS = 1_000;

async function sessionOfToken(
  c: AppContext,
  operations: DurableObjectStub<Operations>,
  token: string,
  now: number,
): Promise<OperatorSession | undefined> {
  const network = clientNetwork(c);
  if ((limited.get(network) ?? 0) > now) return undefined;
  const found = await operatorOfToken(token, c.env, now);
  const attempt = operationsAnswer(operations.attemptSignIn(network, found !== undefined)).then((wait) => {
    if (wait > 0) limit(network, now + wait);
    return wait;
  });
  if (found !== undefined) return (await attempt) === 0 ? { session: "", ...found } : undefined;
  // A stranger does not wait for the object: how long the answer takes would tell that there are operators.
  c.executionCtx.waitUntil(attempt.catch((error: unknown) => logError("operator.attempt", error)));
  return undefined;
}

function limit(network: string | undefined, until: number): void {
  if (limited.size >= MANY_NETWORKS) limited.clear();
  limited.set(network, until);
}
