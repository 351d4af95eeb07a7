/** `GET /api/ready`: whether all that the server depends on answers. */
import { Hono } from "hono";
import { directoryStub } from "../../directory/directory-stub.ts";
import type { Env } from "../../env.ts";
import { metricsStub } from "../../metrics/push-metrics.ts";
import { logError } from "../../platform/log.ts";
import { resultWithin } from "../../platform/with-timeout.ts";
import { relayName } from "../../room/relay/relay-name.ts";
import { PROTOCOL_VERSION } from "../../shared/contract/version.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { limitRequests } from "../middleware/rate-limit.ts";
import { fetchBuildInfo, readBuildInfo } from "./health.ts";

/** How long a dependency may take, in milliseconds. */
const DEADLINE = 2_000;

/** How long an isolate repeats an answer, in milliseconds: anyone may ask, and each look costs requests to objects. */
const MAX_AGE = 2_000;

/**
 * Looks at a dependency, without storing anything. Throws, or takes too long, where it does not work; undefined in a deployment without
 * it.
 */
type Dependency = (env: Env) => Promise<unknown> | undefined;

/** What the server depends on. The name of the room and of the account cannot be one of people's. */
const DEPENDENCIES: Readonly<Record<string, Dependency>> = {
  rooms: (env) => env.ROOMS.getByName("#ready").preview(undefined),
  relays: (env) => env.RELAYS?.getByName(relayName("#ready", 1)).isReady(),
  directory: (env) => directoryStub(env).isReady(),
  secrets: (env) => env.SECRETS.getByName("sessions").isReady(),
  accounts: (env) => env.ACCOUNTS.getByName("#ready").isReady(),
  operations: (env) => env.OPERATIONS?.getByName("operations").isReady(),
  metrics: (env) => env.METRICS && metricsStub(env.METRICS).isReady(),
  files: (env) => env.FILES?.head("#ready"),
  pages: (env) => fetchBuildInfo(env),
};

export type Check = "ok" | "failed" | "timeout";

interface Readiness {
  at: number;
  checks: Record<string, Check>;
}

/** The last answer of each environment. */
const recent = new WeakMap<object, Readiness>();

/**
 * Asks everything that the deployment has of {@link DEPENDENCIES}. Answers 200, or 503 when one of them fails or is too slow; `checks` has
 * the result of each.
 */
export const ready = new Hono<AppEnv>().get("/api/ready", limitRequests, answerReadiness);

async function answerReadiness(c: AppContext): Promise<Response> {
  const checks = await readinessOf(c.env);
  const ok = Object.values(checks).every((check) => check === "ok");
  const body = { ok, v: PROTOCOL_VERSION, ...(await readBuildInfo(c.env)), checks };
  return c.json(body, ok ? 200 : 503, { "Cache-Control": "no-store" });
}

async function readinessOf(env: Env): Promise<Record<string, Check>> {
  const known = recent.get(env);
  if (known !== undefined && Date.now() - known.at < MAX_AGE) return known.checks;
  const results = await Promise.all(
    Object.entries(DEPENDENCIES).map(async ([name, ask]) => [name, await checkOne(env, name, ask)] as const),
  );
  const checks = Object.fromEntries(
    results.filter((result): result is [string, Check] => result[1] !== undefined),
  );
  recent.set(env, { at: Date.now(), checks });
  return checks;
}

/** @returns undefined in a deployment without it */
async function checkOne(env: Env, dependency: string, ask: Dependency): Promise<Check | undefined> {
  try {
    const answered = ask(env)?.then(() => "ok" as const);
    return answered && ((await resultWithin(DEADLINE, answered)) ?? "timeout");
  } catch (error) {
    logError("ready.failed", error, { dependency });
    return "failed";
  }
}
