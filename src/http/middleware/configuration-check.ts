/** What a deployment answers while one of its variables is wrong: which one, to everybody who asks, and nothing else. */
import { Hono } from "hono";
import {
  type ConfigurationProblem,
  configurationProblems,
  describeProblems,
} from "../../config/configuration.ts";
import type { Env } from "../../env.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { sockets } from "../rooms/sockets.ts";
import { misconfiguration } from "./errors.ts";
import { isFromAllowedOrigin } from "./origin.ts";
import { securityHeaders } from "./security-headers.ts";

type Fetch = (request: Request, env: Env, ctx: ExecutionContext) => Response | Promise<Response>;

/** The handler of the worker: `app`, or this error where the deployment's variables cannot be used. */
export function whenConfigured(app: { fetch: Fetch }): Fetch {
  return (request, env, ctx) =>
    (configurationProblems(env).length === 0 ? app : misconfigured).fetch(request, env, ctx);
}

const misconfigured = new Hono<AppEnv>()
  // A room itself refuses sockets: its reason reaches a client that cannot read the body of a failed upgrade.
  .all("/rooms/:room/socket.io/*", (c, next) => (isFromAllowedOrigin(c) ? next() : explain(c)))
  .route("/", sockets)
  .use(securityHeaders)
  .get("/assets/*", (c) => c.env.ASSETS.fetch(c.req.raw))
  .all("*", explain);

function explain(c: AppContext): Response | Promise<Response> {
  const problems = configurationProblems(c.env);
  report(c.env, problems);
  return misconfiguration(c, problems);
}

/** Environments that were told of in the log. */
const reported = new WeakSet<object>();

function report(env: object, problems: readonly ConfigurationProblem[]): void {
  if (reported.has(env)) return;
  reported.add(env);
  console.error(JSON.stringify({ event: "configuration.invalid", problems: describeProblems(problems) }));
}
