/** `GET /api/metrics`: what all isolates counted, as Prometheus text, for those who have the token. */
import type { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { PROMETHEUS_TYPE, prometheusText } from "../../metrics/prometheus-text.ts";
import { metricsStub } from "../../metrics/push-metrics.ts";
import { resultWithin } from "../../platform/with-timeout.ts";
import { TokenBuckets } from "../../room/rate-limits/token-buckets.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { bearerToken } from "../middleware/bearer-token.ts";
import { notFound, sendError } from "../middleware/errors.ts";
import { clientNetwork } from "../middleware/rate-limit.ts";
import { readBuildInfo } from "./health.ts";

/** How long the sums may take, in milliseconds. */
const DEADLINE = 5_000;

/** Wrong tokens by network, in this isolate. */
const wrongTokens = new TokenBuckets({ now: () => Date.now() }, { perSecond: 0.1, burst: 10 });

/**
 * Answers `Authorization: Bearer` with `METRICS_TOKEN` or `OPERATOR_TOKEN`. For everyone else, and in a deployment without
 * `METRICS_TOKEN`, the address does not exist: the answer is that of any other unknown path.
 */
export const metrics = new Hono<AppEnv>().all("/api/metrics", (c) =>
  c.req.method === "GET" && mayRead(c) ? sendMetrics(c) : notFound(c),
);

async function sendMetrics(c: AppContext): Promise<Response> {
  const { METRICS } = c.env;
  if (METRICS === undefined) return notFound(c);
  const sums = await resultWithin(DEADLINE, metricsStub(METRICS).snapshot());
  if (sums === undefined)
    return sendError(c, "internal", "The metrics take too long. Try again in a moment.", 503);
  const { counters, connections, roomsConnected } = sums;
  const values = { ...counters, connections, rooms_connected: roomsConnected };
  const text = prometheusText(values, { ...(await readBuildInfo(c.env)) });
  return c.body(text, 200, { "Content-Type": PROMETHEUS_TYPE, "Cache-Control": "no-store" });
}

function mayRead(c: AppContext): boolean {
  const { METRICS_TOKEN, OPERATOR_TOKEN } = c.env;
  if (!METRICS_TOKEN) return false;
  const token = bearerToken(c);
  if (token === undefined) return false;
  const network = clientNetwork(c);
  if (network !== undefined && wrongTokens.wait(network) > 0) return false;
  const matches = [METRICS_TOKEN, OPERATOR_TOKEN].some((secret) => !!secret && isEqual(token, secret));
  if (!matches && network !== undefined) wrongTokens.take(network);
  return matches;
}

/** Hashes have the same length, which the comparison in constant time needs. */
const isEqual = (a: string, b: string): boolean => timingSafeEqual(hash(a), hash(b));

const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
