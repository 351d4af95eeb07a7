/** The warning of an object that is kept awake although its clients are idle; `whileConnected` and `whileAwake`. */

import { instrument } from "@socket.io/admin-ui";
import { whileAwake, whileConnected } from "socket.io-durable-objects";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { openCluster } from "../support/fixtures/open-cluster.ts";
import { join, type OpenedServer, open } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;

/** A little less than the time from a pong to the alarm that checks it. */
const IDLE = 19_900;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const intervals: Array<ReturnType<typeof setInterval>> = [];

/** A server with a plugin that does something every minute. */
const server = () =>
  open((io) => {
    intervals.push(setInterval(() => {}, 60_000));
    io.on("connection", (socket) => {
      socket.on("look", (answer: Acknowledge) => answer());
    });
  });

const stopIntervals = (object: OpenedServer) =>
  object.inside(() => intervals.splice(0).forEach(clearInterval));

/** Passes `count` idle times, each ended by a client's event, and returns the warnings. */
async function idle(object: OpenedServer, count: number, meanwhile = async () => {}, length = IDLE) {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const client = await join(object, {}, "&heartbeat=client");
  for (let time = 0; time < count; time += 1) {
    await meanwhile();
    vi.setSystemTime(Date.now() + length);
    await client.emitWithAck("look");
  }
  await stopIntervals(object);
  return warn.mock.calls.map(([text]) => String(text));
}

describe("an object that is kept awake", () => {
  test("by an interval warns once, and names likely causes", async () => {
    expect(await idle(server(), 12)).toEqual([expect.stringMatching(/keeps .* awake.*setInterval/)]);
  });

  test("by a polling client does not warn", async () => {
    const object = server();
    await (await object.stub.fetch("http://x/socket.io/?EIO=4&transport=polling&heartbeat=client")).text();
    expect(await idle(object, 12)).toEqual([]);
    await object.inside(({ io }) => void io.engine.close());
  });

  test("by its clients does not warn", async () => {
    expect(await idle(server(), 12, undefined, 5_000)).toEqual([]);
  });

  test("occasionally does not warn", async () => {
    const object = server();
    const sleep = async () => {
      await stopIntervals(object);
      await object.sleep();
    };
    expect(await idle(object, 8, sleep)).toEqual([]);
  });
});

describe("an interval of whileConnected", () => {
  const ticking = (ticks: { count: number }, started: { interval?: ReturnType<typeof setInterval> } = {}) =>
    open((io) => {
      whileConnected(io.of("/admin"), () => {
        started.interval = setInterval(() => {
          ticks.count += 1;
        }, 10);
        started.interval.unref();
      });
      io.on("connection", (socket) => {
        socket.on("look", (answer: Acknowledge) => answer());
      });
    });

  /** Joins the namespace of the interval beside the main one. */
  async function joinAdmin(client: Client): Promise<void> {
    client.send("40/admin,");
    expect(await client.next()).toMatch(/^40\/admin,/);
  }

  test("runs only while the namespace has sockets, and the object sleeps before and after", async () => {
    const ticks = { count: 0 };
    const object = ticking(ticks);
    const client = await join(object);
    await object.sleep();
    await client.emitWithAck("look");
    expect(ticks.count).toBe(0);
    await joinAdmin(client);
    const other = await join(object);
    await joinAdmin(other);
    await expect.poll(() => ticks.count).toBeGreaterThan(1);
    client.send("41/admin,");
    await client.emitWithAck("look");
    const { count } = ticks;
    await expect.poll(() => ticks.count).toBeGreaterThan(count);
    other.close();
    await expect.poll(() => object.inside(({ io }) => io.engine.clientsCount)).toBe(1);
    await object.sleep();
    await client.emitWithAck("look");
    expect(object.log.constructions).toBe(3);
    await object.inside(({ io }) => void io.engine.close());
  });

  test("that is closed does not start", async () => {
    const ticks = { count: 0 };
    const started: { interval?: ReturnType<typeof setInterval> } = {};
    const object = ticking(ticks, started);
    const client = await join(object);
    await object.inside(() => void started.interval?.close());
    await joinAdmin(client);
    await object.sleep();
    expect(ticks.count).toBe(0);
    await object.inside(({ io }) => void io.engine.close());
  });
});

test("an object with the admin UI sleeps while no administrator is connected, and sends a new one the state", async () => {
  const object = open((io) => {
    whileConnected(io.of("/admin"), () => instrument(io, { auth: false, mode: "production" }));
    io.on("connection", (socket) => {
      socket.on("look", (answer: Acknowledge) => answer());
    });
  });
  const client = await join(object);
  await object.sleep();
  await client.emitWithAck("look");
  const admin = await Client.open(object.stub);
  admin.send("40/admin,");
  const heard: unknown[][] = [];
  while (!heard.some(([event]) => event === "server_stats")) {
    const frame = await admin.next();
    if (frame.startsWith("42/admin,")) heard.push(JSON.parse(frame.slice(9)) as unknown[]);
  }
  expect(heard[0]?.[0]).toBe("config");
  expect(heard.at(-1)?.[1]).toMatchObject({ clientsCount: 2 });
  admin.close();
  await expect.poll(() => object.inside(({ io }) => io.engine.clientsCount)).toBe(1);
  await object.sleep();
  expect(object.log.constructions).toBe(2);
  expect(object.log.failures).toEqual([]);
  await client.emitWithAck("look");
});

describe("an object with the admin UI in whileAwake", () => {
  const withAdminUI = (mode: "production" | "development") =>
    open((io) => {
      whileAwake(io.of("/admin"), () => instrument(io, { auth: false, mode }));
      io.on("connection", (socket) => {
        socket.on("look", (answer: Acknowledge) => answer());
      });
    });

  /** The events that an administrator gets. */
  class Admin {
    private constructor(readonly client: Client) {}

    static async connect(object: OpenedServer): Promise<Admin> {
      const client = await Client.open(object.stub);
      client.send("40/admin,");
      expect(await client.next()).toMatch(/^40\/admin,/);
      return new Admin(client);
    }

    /** Reads until an event with this name, and returns its arguments. */
    async untilEvent(name: string): Promise<unknown[]> {
      for (;;) {
        const frame = await this.client.next();
        if (!frame.startsWith("42/admin,")) continue;
        const [event, ...args] = JSON.parse(frame.slice(9)) as [string, ...unknown[]];
        if (event === name) return args;
      }
    }
  }

  test("sleeps while an administrator is connected, and reports when something happens", async () => {
    const object = withAdminUI("production");
    const client = await join(object);
    const admin = await Admin.connect(object);
    expect(await admin.untilEvent("config")).toMatchObject([{ supportedFeatures: expect.any(Array) }]);
    expect(await admin.untilEvent("server_stats")).toMatchObject([{ clientsCount: 2 }]);
    for (let round = 0; round < 3; round++) {
      await object.sleep();
      vi.setSystemTime(Date.now() + 60_000);
      await client.emitWithAck("look");
      expect(await admin.untilEvent("server_stats")).toMatchObject([{ clientsCount: 2 }]);
    }
    // Not more often than the interval of the plugin, which is two seconds.
    for (let count = 0; count < 5; count++) await client.emitWithAck("look");
    await object.sleep();
    expect(admin.client.unread).toEqual([]);
    expect(object.log.constructions).toBe(4);
    expect(object.log.failures).toEqual([]);
  });

  test("reports nothing without an administrator", async () => {
    const object = withAdminUI("production");
    const client = await join(object);
    await object.sleep();
    await client.emitWithAck("look");
    expect(client.unread).toEqual([]);
    await object.sleep();
  });

  test("does what the page of the admin UI asks for, and reports every event in development", async () => {
    const object = withAdminUI("development");
    const client = await join(object);
    const admin = await Admin.connect(object);
    const [sockets] = (await admin.untilEvent("all_sockets")) as [Array<{ id: string; nsp: string }>];
    expect(sockets).toContainEqual(expect.objectContaining({ id: client.id, nsp: "/" }));
    await object.sleep();
    admin.client.send(`42/admin,["join","/","room1","${client.id}"]`);
    expect(await admin.untilEvent("room_joined")).toMatchObject([
      "/",
      "room1",
      client.id,
      expect.any(String),
    ]);
    admin.client.send('42/admin,["emit","/","room1","hello","world"]');
    expect(await client.next()).toBe('42["hello","world"]');
    await client.emitWithAck("look");
    expect(await admin.untilEvent("event_received")).toMatchObject([
      "/",
      client.id,
      ["look"],
      expect.any(String),
    ]);
    admin.client.send(`42/admin,["leave","/","room1","${client.id}"]`);
    expect(await admin.untilEvent("room_left")).toMatchObject(["/", "room1", client.id, expect.any(String)]);
    admin.client.send(`42/admin,["_disconnect","/",true,"${client.id}"]`);
    expect(await admin.untilEvent("socket_disconnected")).toMatchObject([
      "/",
      client.id,
      "server namespace disconnect",
      expect.any(String),
    ]);
    await expect.poll(() => client.closed).toBe(true);
    expect(object.log.failures).toEqual([]);
  });

  test("in a cluster shows an administrator its node, wakes no other, and acts on all", async () => {
    const cluster = openCluster(
      (io) => {
        whileAwake(io.of("/admin"), () => instrument(io, { auth: false, mode: "production" }));
        io.on("connection", () => {});
      },
      { nodes: 2 },
    );
    const [first, second] = cluster.nodes as [OpenedServer, OpenedServer];
    const clients = [await join(first), await join(second)];
    await cluster.sleep();
    const before = second.log.constructions;
    const admin = await Admin.connect(first);
    expect(await admin.untilEvent("server_stats")).toMatchObject([{ clientsCount: 2 }]);
    expect(second.log.constructions).toBe(before);
    admin.client.send('42/admin,["emit","/",null,"hello"]');
    for (const client of clients) expect(await client.next()).toBe('42["hello"]');
  });
});
