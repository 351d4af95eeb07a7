/** `GET /api/health`: whether the worker runs, and which version of it. */
import { Hono } from "hono";
import * as v from "valibot";
import { resultWithin } from "../../platform/with-timeout.ts";
import { PROTOCOL_VERSION } from "../../shared/contract/version.ts";
import type { AppEnv } from "../app-env.ts";

/** `scripts/build-web.mjs` writes it beside the page's files, so no Git is needed. */
const buildInfo = v.object({
  /** Of package.json. */
  version: v.string(),
  /** A hash of the source of the server and of the files of the page: equal builds have the same. */
  build: v.string(),
});

export type BuildInfo = v.InferOutput<typeof buildInfo>;

const UNKNOWN: BuildInfo = { version: "unknown", build: "unknown" };

/** How long the file may take, in milliseconds. */
const DEADLINE = 2_000;

let known: BuildInfo | undefined;

/** Which version of the server runs; "unknown" where the file is missing, or takes too long. */
export async function readBuildInfo(env: { ASSETS: Fetcher }): Promise<BuildInfo> {
  try {
    known ??= await resultWithin(DEADLINE, fetchBuildInfo(env));
    return known ?? UNKNOWN;
  } catch {
    // It describes the server; it is not needed to run.
    return UNKNOWN;
  }
}

/** @throws where the file is missing: then those of the page are, too */
export async function fetchBuildInfo({ ASSETS }: { ASSETS: Fetcher }): Promise<BuildInfo> {
  const response = await ASSETS.fetch("https://assets.invalid/assets/build.json");
  if (!response.ok) throw new Error(`build.json: ${response.status}`);
  return v.parse(buildInfo, await response.json());
}

/**
 * Answers 200 while the worker runs, and asks nothing else: `{ ok, v, version, build }`.
 *
 * A load balancer may ask as often as it likes. A monitor that wants to know whether rooms can be used asks `/api/ready`.
 */
export const health = new Hono<AppEnv>().get("/api/health", async (c) => {
  const { version, build } = await readBuildInfo(c.env);
  c.header("Cache-Control", "no-store");
  return c.json({ ok: true, v: PROTOCOL_VERSION, version, build });
});
