/** The page's heartbeat, with a manual clock. */
import { expect, test } from "vitest";
import {
  type HeartbeatEngine,
  PageHeartbeat,
  PING_INTERVAL,
  PROBE_TIMEOUT,
} from "../../../src/web/core/connection/page-heartbeat.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** An engine whose server answers pings, or not. */
class Engine implements HeartbeatEngine {
  pings = 0;
  closed = false;
  answers = true;
  readonly #listeners = new Set<() => void>();
  readonly transport = {
    writable: true,
    send: () => {
      this.pings += 1;
      if (this.answers) this.hear();
    },
  };

  on(_event: "packet", listener: () => void): void {
    this.#listeners.add(listener);
  }

  off(_event: "packet", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  close(): void {
    this.closed = true;
  }

  hear(): void {
    for (const listener of this.#listeners) listener();
  }
}

test("pings once per interval, and stays open while it gets answers", () => {
  const clock = new ManualClock();
  const engine = new Engine();
  new PageHeartbeat(engine, clock);
  clock.advance(PING_INTERVAL * 10);
  expect(engine.pings).toBe(10);
  expect(engine.closed).toBe(false);
});

test("closes the engine after two pings without an answer", () => {
  const clock = new ManualClock();
  const engine = new Engine();
  new PageHeartbeat(engine, clock);
  clock.advance(PING_INTERVAL * 3);
  engine.answers = false;
  clock.advance(PING_INTERVAL * 2);
  expect(engine.closed).toBe(false);
  clock.advance(PING_INTERVAL);
  expect(engine.closed).toBe(true);
});

test("any packet from the server counts as an answer", () => {
  const clock = new ManualClock();
  const engine = new Engine();
  engine.answers = false;
  new PageHeartbeat(engine, clock);
  for (let minute = 0; minute < 10; minute += 1) {
    clock.advance(PING_INTERVAL);
    engine.hear();
  }
  expect(engine.closed).toBe(false);
});

test("does not write to a transport that is writing, and still detects silence", () => {
  const clock = new ManualClock();
  const engine = new Engine();
  engine.transport.writable = false;
  new PageHeartbeat(engine, clock);
  clock.advance(PING_INTERVAL * 3);
  expect(engine.pings).toBe(0);
  expect(engine.closed).toBe(true);
});

test("a probe pings at once and gives a dead connection five seconds", () => {
  const clock = new ManualClock();
  const engine = new Engine();
  const heartbeat = new PageHeartbeat(engine, clock);
  heartbeat.probe();
  clock.advance(PROBE_TIMEOUT);
  expect(engine.closed).toBe(false);
  engine.answers = false;
  heartbeat.probe();
  clock.advance(PROBE_TIMEOUT);
  expect(engine.closed).toBe(true);
});

test("is silent after it was stopped", () => {
  const clock = new ManualClock();
  const engine = new Engine();
  new PageHeartbeat(engine, clock).stop();
  clock.advance(PING_INTERVAL * 5);
  expect(engine.pings).toBe(0);
  expect(engine.closed).toBe(false);
});
