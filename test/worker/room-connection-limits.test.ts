import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { messages } from "../../src/http/messages.ts";
import { sockets } from "../../src/http/rooms/sockets.ts";
import { networkOf } from "../../src/platform/network.ts";
import { ConnectionLimiter } from "../../src/room/connections/connection-limiter.ts";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { isLargerThan } from "../../src/shared/validation/json-size.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { ORIGIN, send } from "./app.ts";
import { HAS_RELAYS } from "./has-relays.ts";
import { SocketClient } from "./socket-client.ts";

const codeOf = ({ rejection }: SocketClient) => rejection?.data.code;

/** How many rows and keys a room stores. */
const kept = (room: string) =>
  runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => [...storage.kv.list()].length);

describe("the network of an address", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:DB8:0001:2::1", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["127.0.0.1", undefined],
    ["::1", undefined],
    ["", undefined],
    [undefined, undefined],
    ["no address", undefined],
  ])("%s is counted as %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("the connection limiter", () => {
  it("admits a limited number from one network, and another one when one of them leaves", () => {
    const connectionLimiter = new ConnectionLimiter({ socketsPerRoom: 100, socketsPerAddress: 2 });
    connectionLimiter.fill([{ id: "a", address: "2001:db8::1" }]);
    connectionLimiter.add({ id: "b", address: "2001:db8::2" });
    expect(() => connectionLimiter.add({ id: "c", address: "2001:db8::3" })).toThrow(/network/);
    connectionLimiter.add({ id: "d", address: "203.0.113.7" });
    connectionLimiter.remove("a");
    connectionLimiter.remove("a");
    connectionLimiter.remove("was never here");
    connectionLimiter.add({ id: "c", address: "2001:db8::3" });
    expect(() => connectionLimiter.add({ id: "e", address: "2001:db8::4" })).toThrow(/network/);
  });

  it("counts connections before they are admitted: many at the same time do not exceed the limit", () => {
    const connectionLimiter = new ConnectionLimiter({ socketsPerRoom: 2, socketsPerAddress: 2 });
    connectionLimiter.fill([]);
    connectionLimiter.add({ id: "a", address: undefined });
    connectionLimiter.add({ id: "b", address: undefined });
    expect(() => connectionLimiter.add({ id: "c", address: undefined })).toThrow(/full/);
  });
});

describe("connections from one address", () => {
  const headers = { "CF-Connecting-IP": "203.0.113.7" };

  it("are limited, asleep or awake, while others are admitted", async () => {
    const oneAddress = uniqueRoom("one-address");
    const limit = 250;
    const all: SocketClient[] = [];
    while (all.length < limit) all.push(await SocketClient.join(oneAddress, {}, headers));
    const tooMany = await SocketClient.connect(oneAddress, {}, headers);
    expect(tooMany.rejection?.data).toEqual({
      code: "rate_limited",
      message: expect.any(String),
      retryAfter: expect.any(Number),
    });
    tooMany.leave();
    await evictDurableObject(env.ROOMS.getByName(oneAddress));
    expect(codeOf(await SocketClient.connect(oneAddress, {}, headers))).toBe("rate_limited");
    const elsewhere = await SocketClient.join(oneAddress, {}, { "CF-Connecting-IP": "203.0.113.8" });
    all[0]?.leave();
    await elsewhere.waitFor("presence", ({ count }) => count === limit);
    await SocketClient.join(oneAddress, {}, headers);
    // In `npm run test:relays` it has 250 relays, each of which hears of each join.
  }, 300_000);

  it("are rejected before the room wakes when there are too many a minute", async () => {
    const response = await sockets.request(
      `${ORIGIN}/rooms/${uniqueRoom("attempt")}/socket.io/?EIO=4&transport=polling`,
      { headers: { "CF-Connecting-IP": "198.51.100.1" } },
      { ...env, CONNECTIONS: { limit: async () => ({ success: false }) } },
    );
    expect([response.status, response.headers.get("Retry-After")]).toEqual([429, "60"]);
    expect(await response.json()).toMatchObject({
      ok: false,
      error: { code: "rate_limited", retryAfter: 60_000 },
    });
  });
});

describe("rejected attempts to connect", () => {
  it("are rejected without further work while one network has too many", async () => {
    const room = uniqueRoom("refused-often");
    const asked: string[] = [];
    const ROOMS = {
      getByName: (name: string) => ({
        fetch: async (request: Request) => {
          asked.push(name);
          return env.ROOMS.getByName(name).fetch(request);
        },
      }),
    };
    const tryToConnect = (address: string, version = 3) =>
      sockets.request(
        `${ORIGIN}/rooms/${room}/socket.io/?EIO=${version}&transport=polling`,
        { headers: { "CF-Connecting-IP": address } },
        { ...env, ROOMS },
      );
    const statuses: number[] = [];
    for (let i = 0; i < 300; i++) statuses.push((await tryToConnect("198.51.100.9")).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(400));
    expect(statuses).toContain(429);
    expect(asked.length).toBeLessThan(300);
    expect((await tryToConnect("198.51.100.10", 4)).status).toBe(200);
    await expect.poll(async () => (await tryToConnect("198.51.100.9", 4)).status).toBe(200);
  });
});

describe("requests of one network", () => {
  const exhausted = { limit: async () => ({ success: false }) };
  const headers = { "CF-Connecting-IP": "198.51.100.2" };

  it.each([
    [
      "a poll, whatever session it names",
      sockets,
      "/rooms/polled/socket.io/?EIO=4&transport=polling&sid=made-up",
    ],
    ["a look at the history", messages, "/api/rooms/polled/messages"],
  ])("are rejected before a room wakes when there are too many: %s", async (_, routes, path) => {
    const ask = (given: HeadersInit) =>
      routes.request(`${ORIGIN}${path}`, { headers: given }, { ...env, REQUESTS: exhausted });
    const refused = await ask(headers);
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "60"]);
    expect(await refused.json()).toMatchObject({
      ok: false,
      error: { code: "rate_limited", retryAfter: 60_000 },
    });
    // Behind a local proxy all clients would be the same network.
    expect((await ask({ "CF-Connecting-IP": "127.0.0.1" })).status).not.toBe(429);
  });
});

describe("one connection", () => {
  it("joins once, however many CONNECT packets it sends", async () => {
    const name = uniqueRoom("one-seat");
    const ada = await SocketClient.connect(name, {}, {}, { connectPackets: 50 });
    await ada.waitFor("welcome");
    const bob = await SocketClient.join(name);
    const seated = await runInDurableObject(env.ROOMS.getByName(name), async (room) =>
      (await room.io.fetchSockets()).map(({ id }) => id),
    );
    // While the first request is pending, a second one is rejected and may cost the admission; later ones are ignored.
    expect(seated).toContain(bob.socketId);
    expect(seated.length).toBeLessThanOrEqual(2);
    expect(ada.all("welcome")).toHaveLength(1);
    expect(bob.welcome.memberCount).toBeGreaterThan(0);
    expect(bob.welcome.memberCount).toBeLessThanOrEqual(2);
  });
});

describe("connections that never join", () => {
  // Each object counts its own.
  it.skipIf(HAS_RELAYS)("are limited per address, until one of them is admitted", async () => {
    const pendingConnections = uniqueRoom("pending");
    const headers = { "CF-Connecting-IP": "203.0.113.99" };
    const tryToConnect = () => SocketClient.connect(pendingConnections, {}, headers, { connectPackets: 0 });
    const waiting = await Promise.all(Array.from({ length: LIMITS.halfOpenPerAddress }, tryToConnect));
    const refused = await send(`/rooms/${pendingConnections}/socket.io/?EIO=4&transport=polling`, {
      headers,
    });
    expect(refused.status).toBe(403);
    await SocketClient.join(pendingConnections);
    waiting[0]?.leave();
    await waiting[0]?.disconnected();
    await expect
      .poll(() =>
        SocketClient.join(pendingConnections, {}, headers).then(
          () => "in",
          () => "out",
        ),
      )
      .toBe("in");
    for (const visitor of waiting) visitor.leave();
  });
});

describe("the auth of a client", () => {
  it.each([
    ["a long list", { junk: Array(3_000).fill(0) }],
    ["a long text", { junk: "x".repeat(5_000) }],
    ["a long key", { ["x".repeat(5_000)]: 1 }],
    ["something very deep", { junk: JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`) }],
  ])("is rejected if it is %s", async (_, auth) => {
    const largeAuth = uniqueRoom("large-auth");
    expect(codeOf(await SocketClient.connect(largeAuth, auth))).toBe("too_large");
  });

  it("is not stored, with known or unknown keys: neither in storage nor on the socket", async () => {
    const junkRoom = uniqueRoom("junk");
    await SocketClient.join(junkRoom, { name: "Ada", junk: "x".repeat(4_000) } as object);
    const sockets = await runInDurableObject(env.ROOMS.getByName(junkRoom), async (room) =>
      (await room.io.fetchSockets()).map(({ handshake }) => handshake.auth),
    );
    expect(sockets).toEqual([{}]);
    expect(await kept(junkRoom)).toBe(0);
  });

  it("is measured up to the limit only", () => {
    expect(isLargerThan(10, { a: 1 })).toBe(false);
    expect(isLargerThan(10, { a: "123456789" })).toBe(true);
    expect(isLargerThan(100, [null, true, 1.5, "x", {}])).toBe(false);
    expect(isLargerThan(100, JSON.parse(`${'{"a":'.repeat(50)}1${"}".repeat(50)}`))).toBe(true);
  });
});

describe("a request to connect", () => {
  it("with headers that are too large to be stored is rejected", async () => {
    const largeHeaders = uniqueRoom("large-headers");
    const handshake = `/rooms/${largeHeaders}/socket.io/?EIO=4&transport=polling`;
    const response = await send(handshake, { headers: { "X-Junk": "x".repeat(9_000) } });
    expect(response.status).toBe(431);
    expect((await send(`${handshake}&junk=${"x".repeat(9_000)}`)).status).toBe(431);
    expect((await send(handshake, { headers: { "X-Junk": "x".repeat(7_000) } })).status).toBe(200);
    expect(await kept(largeHeaders)).toBe(0);
  });
});

describe("a client whose welcome fails", () => {
  it("gets the reason and is disconnected", async () => {
    const noWelcome = uniqueRoom("no-welcome");
    const page = vi.spyOn(MessageStore.prototype, "page").mockImplementation(() => {
      throw new Error("storage is out of order");
    });
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    try {
      const ada = await SocketClient.connect(noWelcome);
      expect(await ada.waitFor("goodbye")).toEqual({ code: "internal", message: expect.any(String) });
      await ada.disconnected();
      expect(error.mock.calls.flat().join()).toContain("room.welcome");
      expect(error.mock.calls.flat().join()).not.toContain("out of order");
    } finally {
      page.mockRestore();
      error.mockRestore();
    }
  });
});
