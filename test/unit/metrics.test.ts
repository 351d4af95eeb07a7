/** Counting, and the text that Prometheus reads. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { prometheusText } from "../../src/metrics/prometheus-text.ts";
import { parsePrometheus } from "../support/prometheus.ts";

afterEach(() => void vi.useRealTimers());

describe("counting", () => {
  /** The module as it is in an isolate that has counted nothing. */
  const freshMetrics = (): Promise<typeof import("../../src/platform/metrics.ts")> => {
    vi.resetModules();
    return import("../../src/platform/metrics.ts");
  };

  it("adds up by series, and asks for one push until it is taken", async () => {
    const { collectMetrics, count, countConnections, observe, takeMetrics } = await freshMetrics();
    let asked = 0;
    count("messages_total");
    expect(takeMetrics()).toBeUndefined();
    collectMetrics(() => asked++);
    count("messages_total");
    count("messages_total");
    count("events_total", { event: "typing", result: "ok" });
    observe("http_request_seconds", 0.5, { kind: "api" });
    countConnections("room", 3);
    countConnections("room", 2);
    expect(asked).toBe(1);
    expect(takeMetrics()).toEqual({
      counters: {
        messages_total: 2,
        'events_total{event="typing",result="ok"}': 1,
        'http_request_seconds_sum{kind="api"}': 0.5,
        'http_request_seconds_count{kind="api"}': 1,
      },
      connections: { room: 2 },
    });
    expect(takeMetrics()).toBeUndefined();
    count("messages_total");
    expect(asked).toBe(2);
  });

  it("asks again when the object that was to push is gone", async () => {
    const { collectMetrics, count } = await freshMetrics();
    vi.useFakeTimers();
    let asked = 0;
    collectMetrics(() => asked++);
    count("messages_total");
    vi.advanceTimersByTime(29_000);
    count("messages_total");
    expect(asked).toBe(1);
    vi.advanceTimersByTime(2_000);
    count("messages_total");
    expect(asked).toBe(2);
  });
});

describe("the text for Prometheus", () => {
  it("has the help and type of each metric once, and its series together", () => {
    const values = {
      'events_total{event="typing",result="ok"}': 2,
      'events_total{event="react",result="muted"}': 1,
      messages_total: 4,
      'http_request_seconds_count{kind="api"}': 2,
      'http_request_seconds_sum{kind="api"}': 0.25,
      'unknown_total{x="y"}': 1,
      connections: 0,
    };
    const text = prometheusText(values, { version: 'a"\\\n', build: "0123456789ab" });
    const metrics = parsePrometheus(text);
    expect(Object.keys(metrics)).toEqual([
      "socket_rocket_info",
      "socket_rocket_http_request_seconds",
      "socket_rocket_connections",
      "socket_rocket_events_total",
      "socket_rocket_messages_total",
    ]);
    expect(metrics.socket_rocket_info?.samples).toEqual([
      { name: "socket_rocket_info", labels: { version: 'a"\\\n', build: "0123456789ab" }, value: 1 },
    ]);
    expect(metrics.socket_rocket_events_total).toMatchObject({
      type: "counter",
      samples: [
        { labels: { event: "react", result: "muted" }, value: 1 },
        { labels: { event: "typing", result: "ok" }, value: 2 },
      ],
    });
    expect(
      metrics.socket_rocket_http_request_seconds?.samples.map(({ name, value }) => [name, value]),
    ).toEqual([
      ["socket_rocket_http_request_seconds_count", 2],
      ["socket_rocket_http_request_seconds_sum", 0.25],
    ]);
  });
});
