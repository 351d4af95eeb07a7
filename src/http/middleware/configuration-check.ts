/** While a variable or a binding of the deployment is wrong, every request is answered with that error. */
import { Hono } from "hono";
import {
  bindingProblems,
  type ConfigurationProblem,
  configurationProblems,
  describeProblems,
} from "../../config/configuration.ts";
import type { Env } from "../../env.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { sockets } from "../rooms/sockets.ts";
import { sendMisconfigured } from "./errors.ts";
import { isFromAllowedOrigin } from "./origin.ts";
import { securityHeaders } from "./security-headers.ts";

type Fetch = (request: Request, env: Env, ctx: ExecutionContext) => Response | Promise<Response>;

/** The handler of the worker: `app`, or the error if a variable cannot be used or a binding is missing. */
export function requireConfiguration(app: { fetch: Fetch }): Fetch {
  return (request, env, ctx) => (problemsOf(env).length === 0 ? app : misconfigured).fetch(request, env, ctx);
}

function problemsOf(env: Env): readonly ConfigurationProblem[] {
  const missing = bindingProblems(env);
  return missing.length === 0 ? configurationProblems(env) : [...missing, ...configurationProblems(env)];
}

const misconfigured = new Hono<AppEnv>()
  // The room rejects sockets: a client cannot read the body of a failed upgrade, but gets the `connect_error` of the room.
  .all("/rooms/:room/socket.io/*", (c, next) => (mayReachRoom(c) ? next() : explain(c)))
  .route("/", sockets)
  .use(securityHeaders)
  .get("/assets/*", (c, next) => (c.env.ASSETS === undefined ? next() : c.env.ASSETS.fetch(c.req.raw)))
  .all("*", explain);

const mayReachRoom = (c: AppContext): boolean =>
  bindingProblems(c.env).length === 0 && isFromAllowedOrigin(c);

function explain(c: AppContext): Response | Promise<Response> {
  const problems = problemsOf(c.env);
  logOnce(c.env, problems);
  return sendMisconfigured(c, problems);
}

/** Environments whose problems were logged. */
const logged = new WeakSet<object>();

function logOnce(env: object, problems: readonly ConfigurationProblem[]): void {
  if (logged.has(env)) return;
  logged.add(env);
  console.error(JSON.stringify({ event: "configuration.invalid", problems: describeProblems(problems) }));
}
