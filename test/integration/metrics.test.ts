/** Prometheus scrapes a server while people talk. */
import { readFile } from "node:fs/promises";
import type { AnalyticsEngineDataPoint } from "@cloudflare/workers-types";
import { expect, test } from "vitest";
import { METRICS } from "../../src/platform/metrics.ts";
import { connectClient } from "../support/clients.ts";
import { type Metric, parsePrometheus } from "../support/prometheus.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";

const METRICS_TOKEN = "metrics-0123456789abcdef0123456789abcdef";
const OPERATOR_TOKEN = "operator-0123456789abcdef0123456789abcdef";
const MESSAGES = 12;

test("metrics are scraped while people talk, by operators only", async () => {
  const vars = { METRICS_TOKEN, OPERATOR_TOKEN, LIMIT_METRICS_MS: "20" };
  const server = await startServer({ vars });
  const ask = (path: string, token?: string, method = "GET") =>
    fetch(`${server.url}${path}`, { method, headers: token ? { Authorization: `Bearer ${token}` } : {} });
  const scrape = async (token = METRICS_TOKEN): Promise<Record<string, Metric>> => {
    const response = await ask("/api/metrics", token);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    return parsePrometheus(await response.text());
  };
  /** The sum of the samples with these labels. */
  const sumOf = async (name: string, labels: Record<string, string> = {}): Promise<number> =>
    ((await scrape())[`socket_rocket_${name}`]?.samples ?? [])
      .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
      .reduce((sum, { value }) => sum + value, 0);

  const room = uniqueRoom("hush-metrics");
  const path = `/rooms/${room}/socket.io/`;
  const [ada, ben] = await Promise.all([
    connectClient(server.url, { path, auth: { name: "Hush Ada" } }),
    connectClient(server.url, { path, auth: { name: "Hush Ben" } }),
  ]);
  for (let number = 1; number <= MESSAGES; number++) {
    const socket = number % 2 === 0 ? ada : ben;
    await socket.emitWithAck("message:send", { nonce: `${number}`, text: `hush ${number}` });
    if (number === MESSAGES / 2) await scrape();
  }
  await ada.emitWithAck("message:send", { nonce: "wrong", text: 7 });
  await ada.emitWithAck("hush-event", {});
  await expect.poll(() => sumOf("messages_total")).toBe(MESSAGES);
  await expect.poll(() => sumOf("events_total", { event: "message:send", result: "ok" })).toBe(MESSAGES);
  await expect.poll(() => sumOf("events_total", { event: "message:send", result: "invalid" })).toBe(1);
  await expect.poll(() => sumOf("events_total", { event: "unknown", result: "unknown_event" })).toBe(1);
  await expect.poll(() => sumOf("room_events_total", { event: "created" })).toBe(1);
  await expect.poll(() => sumOf("connections")).toBe(2);
  await expect.poll(() => sumOf("rooms_connected")).toBe(1);
  await expect.poll(() => sumOf("connections_opened_total")).toBe(2);
  await expect
    .poll(() => sumOf("http_requests_total", { kind: "api", status: "200" }))
    .toBeGreaterThanOrEqual(2);
  expect(Object.keys(await scrape(OPERATOR_TOKEN))).toContain("socket_rocket_messages_total");
  // A crash of the metrics is a reset for Prometheus; what one room says is in no label.
  const text = await (await ask("/api/metrics", METRICS_TOKEN)).text();
  expect(text).not.toMatch(/hush/i);

  ada.disconnect();
  ben.disconnect();
  await expect.poll(() => sumOf("connections")).toBe(0);
  await expect.poll(() => sumOf("connections_closed_total")).toBe(2);

  // Nothing tells a stranger that the address exists.
  const headersOf = ({ headers }: Response) =>
    [...headers].filter(([name]) => !/^(?:date|content-length)$/.test(name));
  const unknown = await ask("/api/metrixx");
  const answers = await Promise.all([
    ask("/api/metrics"),
    ask("/api/metrics", `${METRICS_TOKEN}x`),
    ask("/api/metrics", "x"),
    ask("/api/metrics", METRICS_TOKEN, "POST"),
    ask("/api/metrics", undefined, "DELETE"),
  ]);
  const expected = { status: 404, headers: headersOf(unknown), body: await unknown.text() };
  for (const answer of answers)
    expect({ status: answer.status, headers: headersOf(answer), body: await answer.text() }).toEqual(
      expected,
    );
});

test("Workers Analytics Engine gets a data point for each series of a push, within its limits", async () => {
  const server = await startServer({ vars: { LIMIT_METRICS_MS: "20" }, analytics: "recorded" });
  const points = (): Required<AnalyticsEngineDataPoint>[] =>
    server
      .output()
      .split("\n")
      // The last line may not be complete.
      .slice(0, -1)
      .flatMap((line) => /\{"event":"analytics\.point".*\}/.exec(line)?.[0] ?? [])
      .map((line) => JSON.parse(line).point);
  /** What the queries in docs/operations.md add up. */
  const sumOf = (name: string, series = name): number =>
    points()
      .filter(({ indexes: [index], blobs: [blob] }) => index === name && blob === series)
      .reduce((sum, { doubles: [value = Number.NaN] }) => sum + value, 0);

  const room = uniqueRoom("hush-points");
  const ada = await connectClient(server.url, {
    path: `/rooms/${room}/socket.io/`,
    auth: { name: "Hush Ada" },
  });
  for (let number = 1; number <= MESSAGES; number++)
    await ada.emitWithAck("message:send", { nonce: `${number}`, text: `hush ${number}` });
  await ada.emitWithAck("hush-event", {});
  await expect.poll(() => sumOf("messages_total")).toBe(MESSAGES);
  const sent = 'events_total{event="message:send",result="ok"}';
  await expect.poll(() => sumOf("events_total", sent)).toBe(MESSAGES);
  await expect
    .poll(() => sumOf("events_total", 'events_total{event="unknown",result="unknown_event"}'))
    .toBe(1);
  await expect.poll(() => sumOf("connections_opened_total")).toBe(1);

  // https://developers.cloudflare.com/analytics/analytics-engine/limits/
  for (const point of points()) {
    expect(Object.keys(point).sort()).toEqual(["blobs", "doubles", "indexes"]);
    expect([point.indexes.length, point.blobs.length, point.doubles.length]).toEqual([1, 1, 1]);
    expect(Buffer.byteLength(String(point.indexes[0]))).toBeLessThanOrEqual(96);
    expect(Buffer.byteLength(String(point.blobs[0]))).toBeLessThanOrEqual(16_000);
    expect(point.doubles[0]).toSatisfy(Number.isFinite);
  }
  expect(JSON.stringify(points())).not.toMatch(/hush/i);
  // Without METRICS_TOKEN there is nothing else to read.
  expect((await fetch(`${server.url}/api/metrics`)).status).toBe(404);
});

test("docs/operations.md queries data points that exist", async () => {
  const document = await readFile(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const queries = [...document.matchAll(/^```sql\n(.*?)^```/gms)].map(([, query = ""]) => query);
  expect(queries).toHaveLength(2);
  const wrangler = await readFile(new URL("../../wrangler.toml", import.meta.url), "utf8");
  const [, dataset] = /^# dataset = "(\w+)"/m.exec(wrangler) ?? [];
  for (const query of queries) {
    expect(query).toContain(`FROM ${dataset}\n`);
    const names = [...query.matchAll(/index1 = '(\w+)'/g)].map(([, name = ""]) => name);
    expect(names).not.toEqual([]);
    for (const name of names) expect(Object.keys(METRICS)).toContain(name.replace(/_(?:sum|count)$/, ""));
  }
});
