/** The one alarm of an object: heartbeats, the application's own times, and the search for silent clients. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AlarmSchedule } from "../../src/socketio/alarms/alarm-schedule.ts";
import type { Client } from "../support/fixtures/client.ts";
import { join, type OpenedServer, open } from "../support/fixtures/open-server.ts";
import type { TestServer } from "../support/fixtures/test-server.ts";

type Acknowledge = (...args: unknown[]) => void;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});
afterEach(() => {
  vi.useRealTimers();
});

const server = (options = {}) =>
  open((io, { log }) => {
    io.on("connection", (socket) => {
      socket.on("sync", (answer: Acknowledge) => answer());
      socket.on("disconnect", (reason) => log.notes.push(reason));
    });
  }, options);

const alarmOf = ({ inside }: OpenedServer) => inside((_, { storage }) => storage.getAlarm());

/** Moves the clock to the next alarm and lets it go off. */
async function ring(object: OpenedServer): Promise<void> {
  const at = await alarmOf(object);
  if (at === null) throw new Error("no alarm is set");
  vi.setSystemTime(Math.max(Date.now(), at));
  await runDurableObjectAlarm(object.stub);
}

/** Answers the pings that have arrived, and says how many there were. */
async function answerPings(clients: Client[]): Promise<number> {
  let pings = 0;
  for (const client of clients) {
    client.send('420["sync"]');
    for (let frame = await client.next(); frame !== "430[]"; frame = await client.next()) {
      expect(frame).toBe("2");
      pings += 1;
      client.send("3");
    }
  }
  return pings;
}

describe("heartbeats", () => {
  test("of 100 stock clients take one alarm to ping them all and one to look who answered, and no more", async () => {
    const object = server();
    const clients: Client[] = [];
    for (let index = 0; index < 100; index += 1) clients.push(await join(object));
    const end = Date.now() + 10 * MINUTE;
    let pings = 0;
    while (Date.now() < end) {
      await ring(object);
      pings += await answerPings(clients);
      await object.sleep();
    }
    const beats = (10 * MINUTE) / 25_000;
    expect(pings).toBeLessThanOrEqual(100 * beats);
    expect(pings).toBeGreaterThan(100 * (beats - 2));
    expect(object.log.alarms).toBeGreaterThan(beats - 2);
    expect(object.log.alarms).toBeLessThanOrEqual(2 * beats);
    expect(object.log.notes).toEqual([]);
  });

  test("of 100 page clients take no alarm but the sweep, after hours", async () => {
    const object = server();
    for (let index = 0; index < 100; index += 1) await join(object, {}, "&heartbeat=client");
    expect((await alarmOf(object)) as number).toBeGreaterThanOrEqual(Date.now() + 6 * HOUR - MINUTE);
    expect(object.log.alarms).toBe(0);
  });

  test("a pong that came before an eviction still counts after it", async () => {
    const object = server();
    const client = await join(object);
    await ring(object);
    expect(await client.next()).toBe("2");
    client.send("3");
    await client.ask("sync");
    await object.sleep();
    await ring(object);
    await client.ask("sync");
    expect(object.log.notes).toEqual([]);
    expect(object.log.constructions).toBe(2);
  });

  test.each([
    ["awake", false],
    ["asleep", true],
  ])(
    "a peer that is dead is noticed while its object is %s, and its listeners run once",
    async (_what, asleep) => {
      const object = server();
      await join(object);
      await ring(object);
      if (asleep) await object.sleep();
      await ring(object);
      expect(object.log.notes).toEqual(["ping timeout"]);
      expect(await object.inside(({ io }) => io.engine.clientsCount)).toBe(0);
    },
  );

  test("after the last socket has left one alarm is left at most, and then none", async () => {
    const object = server();
    const client = await join(object);
    client.close();
    await expect.poll(() => object.log.notes).toEqual(["transport close"]);
    await ring(object);
    expect(await alarmOf(object)).toBeNull();
  });

  test("a page that fell silent is swept, one that pings is not", async () => {
    const object = server();
    // The runtime notes the time of an automatic answer by the real clock, so the silence lies in the past.
    const now = Date.now();
    vi.setSystemTime(now - 10 * MINUTE);
    await join(object, {}, "&heartbeat=client");
    const lively = await join(object, {}, "&heartbeat=client");
    lively.send("2");
    expect(await lively.next()).toBe("3");
    await object.sleep();
    vi.setSystemTime(now);
    const bystander = await join(object, {}, "&heartbeat=client");
    await expect.poll(() => object.log.notes).toEqual(["ping timeout"]);
    await lively.ask("sync");
    await bystander.ask("sync");
  });
});

describe("the application's own times", () => {
  const at = (object: OpenedServer, act: (testServer: TestServer) => void) => object.inside(act);

  test("share the alarm with heartbeats, whichever is earlier, and survive an eviction", async () => {
    const object = server();
    const now = Date.now();
    await at(object, (testServer) => {
      testServer.schedule("late", now + HOUR);
      testServer.schedule("soon", now + 1_000);
      testServer.schedule("moved", now + 1_000);
      testServer.schedule("moved", now + 2_000);
      testServer.schedule("never", now + 1_500);
      testServer.unschedule("never");
    });
    const client = await join(object);
    await object.sleep();
    expect(await alarmOf(object)).toBe(now + 1_000);
    await ring(object);
    expect(object.log.due).toEqual(["soon"]);
    while (Date.now() < now + HOUR) {
      await ring(object);
      await answerPings([client]);
      await object.sleep();
    }
    expect(object.log.due).toEqual(["soon", "moved", "late"]);
    expect(object.log.notes).toEqual([]);
  });

  test("are kept where the object died before it had set its alarm, and cost the alarm that goes off no other", async () => {
    const object = server();
    const now = Date.now();
    await at(object, (testServer) => testServer.schedule("late", now + HOUR));
    await object.inside((_, { storage }) => storage.deleteAlarm());
    await object.sleep();
    await join(object);
    await expect.poll(() => alarmOf(object)).not.toBeNull();
    while (Date.now() < now + HOUR) {
      await ring(object);
      await object.sleep();
    }
    expect(object.log.due).toEqual(["late"]);

    const quiet = server();
    await at(quiet, (testServer) => testServer.schedule("once", Date.now() + HOUR));
    await quiet.sleep();
    await ring(quiet);
    expect(quiet.log.due).toEqual(["once"]);
    expect(await alarmOf(quiet)).toBeNull();
  });

  test("are due again where the object died before it was done, or where they were scheduled meanwhile", async () => {
    const begin = Date.now() + HOUR;
    await server().inside(async (_, { storage }) => {
      const schedule = new AlarmSchedule(storage);
      await schedule.schedule("second", begin + 2);
      await schedule.schedule("first", begin + 1);
      await schedule.schedule("later", begin + MINUTE);
      expect(schedule.start(begin + 5)).toEqual(["first", "second"]);
      expect(schedule.start(begin + 5)).toEqual([]);
      expect([schedule.has("first"), schedule.next]).toEqual([false, begin + MINUTE]);

      // The object dies here: another one knows what is stored.
      const restarted = new AlarmSchedule(storage);
      const due = restarted.start(begin + 5);
      expect(due).toEqual(["first", "second"]);
      await restarted.schedule("second", begin + 2);
      restarted.finish(due);
      expect([restarted.has("first"), restarted.has("second"), restarted.has("later")]).toEqual([
        false,
        true,
        true,
      ]);
      expect(new AlarmSchedule(storage).start(begin + 5)).toEqual(["second"]);
    });
  });

  test("wanted in the very moment in which a client connects are not overtaken by its heartbeat", async () => {
    const now = Date.now();
    const object = open((_, testServer) => testServer.schedule("soon", now + 5_000));
    await join(object);
    expect(await alarmOf(object)).toBe(now + 5_000);
  });
});

describe("recovery", () => {
  test("removes sessions and packets that are too old, and then lets the alarm be", async () => {
    const object = open(
      (io) => {
        io.on("connection", (socket) => {
          socket.on("all", (answer: Acknowledge) => {
            io.emit("hello", "x".repeat(100));
            answer();
          });
        });
      },
      { connectionStateRecovery: { maxDisconnectionDuration: MINUTE } },
    );
    const rows = () =>
      object.inside((_, { storage }) => [...storage.kv.list({ prefix: "socketio:" })].length);
    for (let round = 0; round < 20; round += 1) {
      const client = await join(object);
      client.send('420["all"]');
      await client.next();
      client.close();
      await expect.poll(() => object.inside(({ io }) => io.engine.clientsCount)).toBe(0);
      vi.setSystemTime(Date.now() + MINUTE);
      if (((await alarmOf(object)) ?? Number.POSITIVE_INFINITY) <= Date.now()) await ring(object);
      expect(await rows()).toBeLessThan(20);
    }
    while ((await alarmOf(object)) !== null) await ring(object);
    expect(await rows()).toBe(0);
  });
});
