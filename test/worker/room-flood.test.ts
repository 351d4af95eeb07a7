import { describe, expect, it } from "vitest";
import { TokenBucket } from "../../src/room/rate-limits/token-bucket.ts";
import { UserRateLimiter } from "../../src/room/rate-limits/user-rate-limiter.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

const isRefused = (answer: { ok: boolean }) => !answer.ok;

const askMany = (one: SocketClient, count: number) =>
  Promise.all(Array.from({ length: count }, () => one.request("history:get", {})));

describe("a user who sends too much", () => {
  it("is rate limited, then disconnected with a reason and blocked for a while; others are not affected", async () => {
    const flooded = uniqueRoom("flooded");
    const [ada, bob] = [await SocketClient.join(flooded), await SocketClient.join(flooded)];
    let answers = await askMany(ada, 2 * LIMITS.eventBurst);
    while (!answers.some(isRefused)) answers = await askMany(ada, 2 * LIMITS.eventBurst);
    expect(answers.find(isRefused)).toMatchObject({
      error: { code: "rate_limited", retryAfter: expect.any(Number) },
    });
    const goodbye = await ada.flood("history:get", () => ({}));
    expect(goodbye).toMatchObject({ code: "rate_limited", retryAfter: 30_000 });
    await ada.disconnected();
    const again = await SocketClient.connect(flooded, { token: ada.welcome.you.token });
    expect(again.rejection?.data).toMatchObject({ code: "rate_limited", retryAfter: expect.any(Number) });

    expect(await bob.request("message:send", { nonce: "1", text: "what noise?" })).toMatchObject({
      ok: true,
    });
    expect(bob.all("goodbye")).toEqual([]);
    await SocketClient.join(flooded);
  });

  it("has the same limit with more tabs", async () => {
    const manyTabs = uniqueRoom("many-tabs");
    const first = await SocketClient.join(manyTabs);
    const { token } = first.welcome.you;
    // Enough tabs to exceed the limit of a person, on a slow machine too.
    const tabs = [first];
    while (tabs.length < 6) tabs.push(await SocketClient.join(manyTabs, { token }));
    // Each tab is within the limit of a socket; together they are not.
    const answers = (await Promise.all(tabs.map((tab) => askMany(tab, LIMITS.eventBurst)))).flat();
    expect(answers.some(isRefused)).toBe(true);
    const other = await SocketClient.join(manyTabs);
    expect(await other.request("history:get", {})).toMatchObject({ ok: true });
  });
});

describe("a ban", () => {
  it("takes effect while the owner's network floods the room: no message of the banned person is stored", async () => {
    const room = uniqueRoom("ban-in-a-flood");
    const headers = { "CF-Connecting-IP": "203.0.113.88" };
    const owner = await SocketClient.join(room, {}, headers);
    await owner.request("message:send", { nonce: "first", text: "my room" });
    const troll = await SocketClient.join(room, {}, headers);
    const { id, token } = troll.welcome.you;
    const flooders = await Promise.all(
      Array.from({ length: 30 }, () => SocketClient.join(room, {}, headers)),
    );
    const flood = () => {
      for (const one of flooders) for (let i = 0; i < 10; i++) one.emit("history:get", { limit: 100 });
      troll.emit("message:send", { nonce: crypto.randomUUID(), text: "troll" });
    };
    const newest = async () => (await SocketClient.join(room)).welcome.messages.at(-1)?.seq;
    flood();
    flood();
    const banning = owner.request("member:ban", { id, on: true });
    flood();
    expect(await banning).toEqual({ ok: true });
    const last = await newest();
    expect(last).toBeGreaterThan(0);
    expect(await troll.waitFor("goodbye")).toMatchObject({ code: "banned" });
    await troll.disconnected();
    const again = await SocketClient.connect(room, { token }, { "CF-Connecting-IP": "198.51.100.88" });
    expect(again.rejection?.data.code).toBe("banned");
    const post = await send(`/api/rooms/${room}/messages`, {
      method: "POST",
      headers: { ...bearer(token), "Content-Type": "application/json" },
      body: JSON.stringify({ text: "troll" }),
    });
    expect([post.status, await post.json()]).toMatchObject([403, { error: { code: "banned" } }]);
    expect(await newest()).toBe(last);
  });
});

describe("searches", () => {
  it("count as several events, and have a limit per room; messages do not wait for them", async () => {
    const searched = uniqueRoom("searched");
    const people = await Promise.all(Array.from({ length: 6 }, () => SocketClient.join(searched)));
    const [ada, bob] = people as [SocketClient, SocketClient];
    await bob.request("message:send", { nonce: "1", text: "found" });
    const search = (one: SocketClient) => one.request("search", { query: "found" });
    const searchMany = () => Promise.all(Array.from({ length: 35 }, () => search(ada)));
    const alone = await searchMany();
    // A slow machine takes so long that more are allowed.
    while (!alone.some(isRefused)) alone.push(...(await searchMany()));
    const served = alone.filter((answer) => !isRefused(answer)).length;
    expect(served).toBeGreaterThanOrEqual(LIMITS.eventBurst / LIMITS.searchWeight);
    expect(alone.find(isRefused)).toMatchObject({
      error: { message: expect.stringContaining("events a second") },
    });
    const together = await Promise.all(
      people.slice(2).flatMap((one) => Array.from({ length: 10 }, () => search(one))),
    );
    expect(together.find(isRefused)).toMatchObject({
      error: { code: "rate_limited", retryAfter: expect.any(Number) },
    });
    expect(await bob.request("message:send", { nonce: "2", text: "heard" })).toMatchObject({ ok: true });
  });
});

describe("the rate limit of a user", () => {
  const limits = {
    eventsPerSecond: 10,
    eventBurst: 3,
    personEventsPerSecond: 10,
    personEventBurst: 4,
    floodRefusals: 2,
    floodPenaltyMs: 30_000,
  };

  it("counts a user's sockets together, and takes nothing from either bucket when one of them is empty", () => {
    const clock = new ManualClock();
    const userRateLimiter = new UserRateLimiter(clock, limits);
    const [one, two] = [new TokenBucket(10, 3, clock.now()), new TokenBucket(10, 3, clock.now())];
    const take = (socket: TokenBucket) => userRateLimiter.take("ada", socket);
    expect([take(one), take(one), take(one), take(one)]).toEqual([0, 0, 0, 100]);
    expect([take(two), take(two)]).toEqual([0, 100]);
    expect(userRateLimiter.take("bob", new TokenBucket(10, 3, clock.now()))).toBe(0);
    clock.advance(100);
    expect(take(two)).toBe(0);
  });

  it("is never below the limit of a socket, so that raising one limit raises both", () => {
    const clock = new ManualClock();
    const userRateLimiter = new UserRateLimiter(clock, {
      ...limits,
      eventsPerSecond: 1_000,
      eventBurst: 1_000,
    });
    const socket = new TokenBucket(1_000, 1_000, clock.now());
    expect(
      Array.from({ length: 1_000 }, () => userRateLimiter.take("ada", socket)).every((wait) => wait === 0),
    ).toBe(true);
  });

  it("blocks users for a while who continue, and not those who slow down", () => {
    const clock = new ManualClock();
    const userRateLimiter = new UserRateLimiter(clock, limits);
    expect([
      userRateLimiter.countRejection("ada"),
      userRateLimiter.countRejection("ada"),
      userRateLimiter.countRejection("ada"),
    ]).toEqual([false, false, true]);
    expect([userRateLimiter.blockedFor("ada"), userRateLimiter.blockedFor("bob")]).toEqual([30_000, 0]);
    clock.advance(30_000);
    expect(userRateLimiter.blockedFor("ada")).toBe(0);
    expect(userRateLimiter.countRejection("ada")).toBe(false);
  });
});
