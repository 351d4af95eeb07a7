/** What is counted where the metrics object fails. */
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { startMetrics } from "../../src/metrics/push-metrics.ts";
import { countConnections, type MetricsDelta } from "../../src/platform/metrics.ts";

it("sends the connections of rooms again after a push that failed, unless there are newer ones", async () => {
  const pushed: MetricsDelta["connections"][] = [];
  const add = async ({ connections }: MetricsDelta): Promise<boolean> => {
    pushed.push(connections);
    if (pushed.length > 1) return true;
    countConnections("changed", 2);
    throw new Error("down");
  };
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  const METRICS = { getByName: () => ({ add }) } as unknown as NonNullable<typeof env.METRICS>;
  startMetrics({ ...env, METRICS, METRICS_TOKEN: "token", LIMIT_METRICS_MS: "1" } as typeof env);
  countConnections("left", 0);
  countConnections("changed", 1);
  await expect.poll(() => pushed.length).toBeGreaterThan(1);
  expect(pushed.slice(0, 2)).toEqual([
    { left: 0, changed: 1 },
    { left: 0, changed: 2 },
  ]);
  errors.mockRestore();
});
