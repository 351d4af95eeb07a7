/** While a variable of the deployment is wrong, every request is answered with that error. */
import { Hono } from "hono";
import {
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

/** The handler of the worker: `app`, or the error if a variable cannot be used. */
export function requireConfiguration(app: { fetch: Fetch }): Fetch {
  return (request, env, ctx) =>
    (configurationProblems(env).length === 0 ? app : misconfigured).fetch(request, env, ctx);
}

const misconfigured = new Hono<AppEnv>()
  // The room rejects sockets: a client cannot read the body of a failed upgrade, but gets the `connect_error` of the room.
  .all("/rooms/:room/socket.io/*", (c, next) => (isFromAllowedOrigin(c) ? next() : explain(c)))
  .route("/", sockets)
  .use(securityHeaders)
  .get("/assets/*", (c) => c.env.ASSETS.fetch(c.req.raw))
  .all("*", explain);

function explain(c: AppContext): Response | Promise<Response> {
  const problems = configurationProblems(c.env);
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
