/** Pushes what an isolate counted to the one object that adds it up, and to Workers Analytics Engine. */
import { waitUntil } from "cloudflare:workers";
import { logError } from "../platform/log.ts";
import { collectMetrics, keepConnections, type MetricsDelta, takeMetrics } from "../platform/metrics.ts";
import { answerWithin } from "../platform/with-timeout.ts";
import { limitsFrom } from "../shared/limits.ts";
import type { MetricsStore } from "./metrics-store.ts";

/** The part of `Env` that collects metrics. */
export interface MetricsEnv {
  /** A single object that adds up what all isolates count. */
  METRICS?: DurableObjectNamespace<MetricsStore>;
  /** Gets a data point for each series of a push. Optional. */
  ANALYTICS?: AnalyticsEngineDataset;
  /** Reads `/api/metrics`. Without it, and without `ANALYTICS`, nothing is counted. */
  METRICS_TOKEN?: string;
}

/** How long a push may take, in milliseconds. */
const DEADLINE = 5_000;

/** The most data points of one invocation. */
const MOST_POINTS = 250;

export const metricsStub = (metrics: DurableObjectNamespace<MetricsStore>): DurableObjectStub<MetricsStore> =>
  metrics.getByName("metrics");

/**
 * Begins to count, in a deployment that wants it. A push follows `LIMIT_METRICS_MS` after the first count since the last one, so that a
 * room that has nothing to do sleeps soon.
 */
export function startMetrics(env: MetricsEnv): void {
  const { METRICS, ANALYTICS, METRICS_TOKEN } = env;
  const store = METRICS_TOKEN ? METRICS : undefined;
  if (store === undefined && ANALYTICS === undefined) return;
  const { metricsMs } = limitsFrom(env);
  const push = async (): Promise<void> => {
    await scheduler.wait(metricsMs);
    const delta = takeMetrics();
    if (delta === undefined) return;
    if (ANALYTICS !== undefined) writePoints(ANALYTICS, delta);
    if (store === undefined) return;
    try {
      await answerWithin(DEADLINE, "the metrics object", metricsStub(store).add(delta));
    } catch (error) {
      // A counter that a push loses only counts less. A room that was left would have its connections for a day.
      keepConnections(delta.connections);
      throw error;
    }
  };
  collectMetrics(() => waitUntil(push().catch((error: unknown) => logError("metrics.push", error))));
}

/** A point for each series: its name as the index, its value as the number. */
function writePoints(dataset: AnalyticsEngineDataset, { counters }: MetricsDelta): void {
  for (const [series, value] of Object.entries(counters).slice(0, MOST_POINTS)) {
    const [name = series] = series.split("{");
    dataset.writeDataPoint({ indexes: [name], blobs: [series], doubles: [value] });
  }
}
