/** The alarm of an object: heartbeats, scheduled names, and the search for silent clients. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AlarmSchedule } from "../../src/socketio/src/alarms/alarm-schedule.ts";
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

/** Moves the clock to the next alarm and fires it. */
async function ring(object: OpenedServer): Promise<void> {
  const at = await alarmOf(object);
  if (at === null) throw new Error("no alarm is set");
  vi.setSystemTime(Math.max(Date.now(), at));
  await runDurableObjectAlarm(object.stub);
}

/** Answers the pings that have arrived, and returns how many there were. */
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
  test("for 100 stock clients use one alarm to ping them and one to check their pongs", async () => {
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

  test("come every pingInterval also if pingTimeout is longer, and end a silent client after pingTimeout", async () => {
    const object = server({ pingInterval: 10_000, pingTimeout: 60_000 });
    const client = await join(object);
    const start = Date.now();
    for (const round of [1, 2, 3]) {
      await ring(object);
      expect(await client.next()).toBe("2");
      expect(Date.now() - start).toBe(round * 10_000);
      if (round === 3) break;
      client.send("3", '420["sync"]');
      expect(await client.next()).toBe("430[]");
    }
    // The third ping is not answered.
    await ring(object);
    expect(client.closed).toBe(false);
    await ring(object);
    expect(Date.now() - start).toBe(90_000);
    await expect.poll(() => object.log.notes).toEqual(["ping timeout"]);
  });

  test("give clients pingTimeout to answer also if a scheduled name took long", async () => {
    const object = server();
    const client = await join(object);
    await object.inside((testServer) => {
      testServer.schedule("slow", Date.now() + 25_000);
      Object.assign(testServer, { onAlarm: () => void vi.setSystemTime(Date.now() + MINUTE) });
    });
    await ring(object);
    expect(await client.next()).toBe("2");
    expect(await alarmOf(object)).toBe(Date.now() + 20_000);
    client.send("3");
    await client.emitWithAck("sync");
    await ring(object);
    await client.emitWithAck("sync");
    expect(object.log.notes).toEqual([]);
  });

  test("for 100 clients that send the pings use only the alarm for the sweep, after hours", async () => {
    const object = server();
    for (let index = 0; index < 100; index += 1) await join(object, {}, "&heartbeat=client");
    expect((await alarmOf(object)) as number).toBeGreaterThanOrEqual(Date.now() + 6 * HOUR - MINUTE);
    expect(object.log.alarms).toBe(0);
  });

  test("a pong from before an eviction counts after it", async () => {
    const object = server();
    const client = await join(object);
    await ring(object);
    expect(await client.next()).toBe("2");
    client.send("3");
    await client.emitWithAck("sync");
    await object.sleep();
    await ring(object);
    await client.emitWithAck("sync");
    expect(object.log.notes).toEqual([]);
    expect(object.log.constructions).toBe(2);
  });

  test.each([
    ["awake", false],
    ["asleep", true],
  ])(
    "a dead client is detected while its object is %s, and its listeners run once",
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

  test("after the last socket has left at most one more alarm fires", async () => {
    const object = server();
    const client = await join(object);
    client.close();
    await expect.poll(() => object.log.notes).toEqual(["transport close"]);
    await ring(object);
    expect(await alarmOf(object)).toBeNull();
  });

  test("a silent client is disconnected by the sweep, and a client that pings is not", async () => {
    const object = server();
    // The runtime records automatic responses by the real clock, so the silence must be in the past.
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
    await lively.emitWithAck("sync");
    await bystander.emitWithAck("sync");
  });
});

describe("scheduled names", () => {
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

  test("survive a crash before the alarm was set, and need only one alarm", async () => {
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

  test("are due again after a crash before they finished, or if they were scheduled meanwhile", async () => {
    const begin = Date.now() + HOUR;
    await server().inside(async (_, { storage }) => {
      const schedule = new AlarmSchedule(storage);
      await schedule.schedule("second", begin + 2);
      await schedule.schedule("first", begin + 1);
      await schedule.schedule("later", begin + MINUTE);
      expect(schedule.start(begin + 5)).toEqual(["first", "second"]);
      expect(schedule.start(begin + 5)).toEqual([]);
      expect([schedule.has("first"), schedule.next]).toEqual([false, begin + MINUTE]);

      // The object stops here: a new one has only stored state.
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

  test("that finished do not run again if the object stops during a later one", async () => {
    const begin = Date.now() + HOUR;
    const object = server();
    const left: string[][] = [];
    await object.inside((testServer, { storage }) => {
      testServer.schedule("first", begin + 1);
      testServer.schedule("second", begin + 2);
      Object.assign(testServer, { onAlarm: () => left.push(new AlarmSchedule(storage).start(begin + 5)) });
    });
    vi.setSystemTime(begin + 5);
    await ring(object);
    expect(left).toEqual([["first", "second"], ["second"]]);
  });

  test("keep their alarm if a client connects at the same moment", async () => {
    const now = Date.now();
    const object = open((_, testServer) => testServer.schedule("soon", now + 5_000));
    await join(object);
    expect(await alarmOf(object)).toBe(now + 5_000);
  });
});

describe("recovery", () => {
  test("deletes old sessions and packets, and then sets no alarm", async () => {
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
