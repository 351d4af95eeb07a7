/** The directory of public rooms, and the export of one. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Directory } from "../../src/directory/directory.ts";
import { directoryStub } from "../../src/directory/directory-stub.ts";
import { Ranking } from "../../src/directory/ranking.ts";
import type { Env } from "../../src/env.ts";
import { SettingsStore } from "../../src/room/settings/settings-store.ts";
import { DirectoryPublisher, type Listing } from "../../src/room/storage/directory-publisher.ts";
import type { DirectoryPage, Message } from "../../src/shared/contract/index.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

async function listed(query = ""): Promise<DirectoryPage> {
  const response = await send(`/api/rooms${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as DirectoryPage;
}

const found = async (name: string) =>
  (await listed(`?query=${name}`)).rooms.find((room) => room.name === name);

const say = (visitor: SocketClient, nonce = "1") => visitor.request("message:send", { nonce, text: "hello" });

describe("the directory", () => {
  it("lists a room with messages and its number of people, and removes a deleted one", async () => {
    const dirOne = uniqueRoom("dir-one");
    const ada = await SocketClient.join(dirOne);
    await say(ada);
    await ada.request("room:update", { topic: "Ships & Sails" });
    await expect
      .poll(() => found(dirOne))
      .toEqual({
        name: dirOne,
        topic: "Ships & Sails",
        people: 1,
        // The time of the message, in minutes.
        lastAt: expect.toSatisfy((at: number) => at % 60_000 === 0 && Math.abs(Date.now() - at) < 120_000),
        path: `/rooms/${dirOne}`,
      });
    expect((await listed("?query=sHIPS%20%26")).rooms.map(({ name }) => name)).toEqual([dirOne]);
    const bob = await SocketClient.join(dirOne);
    await expect.poll(async () => (await found(dirOne))?.people).toBe(2);
    bob.leave();
    await expect.poll(async () => (await found(dirOne))?.people).toBe(1);
    await ada.request("room:delete", {});
    await ada.disconnected();
    await expect.poll(() => found(dirOne)).toBeUndefined();
  });

  it("removes a deleted room before the room deletes its state, and gets no other update from it", async () => {
    const dirCondemned = uniqueRoom("dir-condemned");
    const ada = await SocketClient.join(dirCondemned);
    await say(ada);
    await expect.poll(() => found(dirCondemned)).toBeDefined();
    const heard: string[] = [];
    const { publish, remove } = Directory.prototype;
    const empty = SettingsStore.prototype.forget;
    onTestFinished(() => {
      Object.assign(Directory.prototype, { publish, remove });
      SettingsStore.prototype.forget = empty;
    });
    Directory.prototype.publish = () => void heard.push("the directory is told");
    Directory.prototype.remove = function (this: Directory, name) {
      heard.push("the directory forgets");
      remove.call(this, name);
    };
    SettingsStore.prototype.forget = function (this: SettingsStore) {
      heard.push("the room forgets");
      empty.call(this);
    };
    await ada.request("room:delete", {});
    await ada.disconnected();
    await expect.poll(() => heard.length).toBe(2);
    await expect.poll(() => found(dirCondemned)).toBeUndefined();
    expect(heard).toEqual(["the directory forgets", "the room forgets"]);
  });

  it("does not list a room that was only visited", async () => {
    const dirVisited = uniqueRoom("dir-visited");
    const ada = await SocketClient.join(dirVisited);
    const bob = await SocketClient.join(dirVisited);
    bob.leave();
    await ada.waitFor("presence", ({ left }) => left.length === 1);
    expect(await found(dirVisited)).toBeUndefined();
  });

  it("lists a created room from its first message on, also after everyone has left", async () => {
    const room = uniqueRoom("dir-made");
    const [ada, bob] = [await SocketClient.join(room), await SocketClient.join(room)];
    const made = await send("/api/rooms", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${ada.welcome.you.token}` },
      body: JSON.stringify({ name: room, topic: "made" }),
    });
    expect(made.status).toBe(201);
    await ada.waitFor("room", ({ topic }) => topic === "made");
    bob.leave();
    await ada.waitFor("presence", ({ left }) => left.length === 1);
    await env.ROOMS.getByName(room).publishToDirectory();
    expect(await found(room)).toBeUndefined();
    await say(ada);
    await expect.poll(() => found(room)).toMatchObject({ topic: "made", lastAt: expect.any(Number) });
    ada.leave();
    await expect.poll(async () => (await found(room))?.people).toBe(0);
  });

  it("costs no row per message, and is updated at most every few seconds", async () => {
    const dirRow = uniqueRoom("dir-row");
    const ada = await SocketClient.join(dirRow);
    await say(ada, "0");
    expect(await rowsWritten(dirRow, () => say(ada, "1"))).toBe(1);

    const clock = new ManualClock();
    const told: string[] = [];
    let people = 1;
    const entry = new DirectoryPublisher({
      name: "x",
      directory: () =>
        ({
          publish: async (listing: object) => void told.push(JSON.stringify(listing)),
          remove: async () => {},
        }) as never,
      listing: async () => ({ topic: "", people }),
      clock,
      limits: { directoryMs: 5_000 },
      onError: () => {},
    });
    entry.changed();
    await expect.poll(() => told.length).toBe(1);
    expect(clock.pendingTasks, "a change that comes alone keeps the room awake").toBe(0);
    for (people = 2; people <= 50; people++) entry.changed();
    clock.advance(5_000);
    await expect.poll(() => told.length).toBe(2);
    expect(told[1]).toContain('"people":51');
    clock.advance(5_000);
    expect(clock.pendingTasks).toBe(0);
  });

  it("that does not answer delays nothing, is logged once, and gets the next change", async () => {
    const clock = new ManualClock();
    const errors: unknown[] = [];
    const told: unknown[] = [];
    let isDown = true;
    const entry = new DirectoryPublisher({
      name: "x",
      directory: () =>
        ({
          publish: async (listing: unknown) => {
            if (isDown) throw new Error("down");
            told.push(listing);
          },
          remove: async () => {},
        }) as never,
      listing: async () => ({ topic: "", people: 1 }),
      clock,
      limits: { directoryMs: 5_000 },
      onError: (error) => errors.push(error),
    });
    for (let i = 0; i < 3; i++) {
      entry.changed();
      await expect.poll(() => errors.length).toBe(1);
      clock.advance(5_000);
    }
    isDown = false;
    entry.changed();
    await expect.poll(() => told).toEqual([{ name: "x", topic: "", people: 1 }]);
  });

  it("removes a room at once when it becomes unlisted, also one that had slept", async () => {
    for (const visibility of ["unlisted", "private"]) {
      const room = `dir-${visibility}`;
      const ada = await SocketClient.join(room);
      await say(ada);
      await expect.poll(() => found(room)).toBeDefined();
      await evictDurableObject(env.ROOMS.getByName(room));
      await ada.request("room:update", { visibility });
      await expect.poll(() => found(room)).toBeUndefined();
      await ada.request("room:update", { visibility: "public" });
      await expect.poll(() => found(room)).toBeDefined();
    }
  });

  it("is notified again of a hidden room if it missed the first notification", async () => {
    const clock = new ManualClock();
    let isDown = true;
    let forgotten = 0;
    let listing: Listing = "missing";
    const entry = new DirectoryPublisher({
      name: "x",
      directory: () =>
        ({
          publish: async () => {},
          remove: async () => {
            if (isDown) throw new Error("down");
            forgotten++;
          },
        }) as never,
      listing: async () => listing,
      clock,
      limits: { directoryMs: 5_000 },
      onError: () => {},
    });
    const change = async () => {
      entry.changed();
      clock.advance(5_000);
      await new Promise((done) => setTimeout(done));
    };
    await change();
    expect(forgotten, "a visit").toBe(0);
    listing = "hidden";
    entry.unlist();
    await change();
    isDown = false;
    await change();
    await change();
    expect(forgotten, "once it hears").toBe(1);
  });

  it("is paged by number of people, and lists no room twice", async () => {
    const directory = directoryStub(env);
    for (let i = 0; i < 12; i++)
      await directory.publish({ name: `dir-page-${i}`, topic: "", people: 100 + (i % 3) });
    await expect.poll(() => found("dir-page-11")).toBeDefined();
    const names: string[] = [];
    const people: number[] = [];
    let cursor: string | undefined;
    do {
      const page: DirectoryPage = await listed(
        `?query=dir-page&limit=5${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      names.push(...page.rooms.map(({ name }) => name));
      people.push(...page.rooms.map((room) => room.people));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(new Set(names).size).toBe(12);
    expect(people).toEqual([...people].sort((a, b) => b - a));
  });

  it("keeps its rooms through a sleep, writes a row for a change and none for a repetition", async () => {
    const directory = directoryStub(env);
    const rows = () =>
      runInDurableObject(directory, (_, { storage }) =>
        storage.sql.exec("SELECT people, told FROM rooms WHERE name = 'dir-rows'").toArray(),
      );
    await directory.publish({ name: "dir-rows", title: "Rows", topic: "", people: 1 });
    const first = await rows();
    expect(first).toMatchObject([{ people: 1 }]);
    await directory.publish({ name: "dir-rows", title: "Rows", topic: "", people: 1 });
    expect(await rows()).toEqual(first);
    await directory.publish({ name: "dir-rows", title: "Rows", topic: "", people: 2 });
    expect(await rows()).toMatchObject([{ people: 2 }]);
    await evictDurableObject(directory);
    expect(await found("dir-rows")).toMatchObject({ title: "Rows", people: 2 });
    await directory.remove("dir-rows");
    expect(await found("dir-rows")).toBeUndefined();
    expect(await rows()).toEqual([]);
  });

  it("has a limited number of rooms, and replaces the empty one that is inactive longest, none with people", async () => {
    await runInDurableObject(env.DIRECTORY.getByName("small"), (_, state) => {
      const small = new Directory(state, { ...env, LIMIT_DIRECTORY_ROOMS: "2" } as Env);
      const clock = vi.spyOn(Date, "now");
      const names = () =>
        Array.from(state.storage.sql.exec("SELECT name FROM rooms ORDER BY name"), ({ name }) => name);
      const publish = (time: number, name: string, people: number) => {
        clock.mockReturnValue(1_000_000 + time);
        small.publish({ name, topic: "", people });
      };
      publish(0, "lively", 2);
      publish(1, "a", 0);
      publish(2, "b", 0);
      expect(names()).toEqual(["b", "lively"]);
      publish(3, "c", 1);
      expect(names()).toEqual(["c", "lively"]);
      publish(4, "d", 0);
      publish(5, "e", 1);
      expect(names()).toEqual(["c", "lively"]);
      clock.mockRestore();
    });
  });
});

describe("the order of rooms", () => {
  const HOUR = 3_600_000;
  const ranked = (rooms: [name: string, people: number, publishedAt: number][], now: number, query = "") => {
    const ranking = new Ranking();
    for (const [name, people, publishedAt] of rooms)
      ranking.set({ name, people, publishedAt, title: "", topic: "" });
    return ranking.page(query, undefined, 10, now).map((room) => `${room.name} ${room.people}`);
  };

  it("has most people first, then the newest activity", () => {
    const rooms: [string, number, number][] = [
      ["quiet", 0, 50],
      ["early", 3, 10],
      ["late", 3, 20],
      ["full", 9, 1],
    ];
    expect(ranked(rooms, 100)).toEqual(["full 9", "late 3", "early 3", "quiet 0"]);
  });

  it("trusts a number of people for a day, and lists an inactive room for a month", () => {
    const now = 10_000 * HOUR;
    const rooms: [string, number, number][] = [
      ["old", 7, now - 24 * HOUR],
      ["here", 1, now - 23 * HOUR],
      ["gone", 7, now - 720 * HOUR],
    ];
    expect(ranked(rooms, now)).toEqual(["here 1", "old 0"]);
  });

  it("is searchable in any case and with or without accents", () => {
    const ranking = new Ranking();
    ranking.set({ name: "a", title: "Übersicht", topic: "ЧАТ", people: 0, publishedAt: 1 });
    for (const query of ["übersicht", "UBER", "чат", "a"]) {
      expect(ranking.page(query, undefined, 1, 1), query).toHaveLength(1);
    }
    expect(ranking.page("b ", undefined, 1, 1)).toEqual([]);
  });

  it("is updated a few times a second, and at once for a removed room", () => {
    const ranking = new Ranking();
    const names = (now: number) => ranking.page("", undefined, 10, now).map(({ name }) => name);
    ranking.set({ name: "a", title: "", topic: "", people: 1, publishedAt: 1 });
    expect(names(5_000)).toEqual(["a"]);
    ranking.set({ name: "b", title: "", topic: "", people: 2, publishedAt: 2 });
    expect(names(5_249)).toEqual(["a"]);
    ranking.delete("a");
    expect(names(5_249)).toEqual([]);
    expect(names(5_250)).toEqual(["b"]);
  });
});

describe("a query of the directory", () => {
  it("is rejected if it is invalid", async () => {
    for (const query of ["?limit=0", "?limit=x", "?cursor=junk", "?query=%00".concat("x".repeat(101))]) {
      const response = await send(`/api/rooms${query}`);
      expect([400, 413], query).toContain(response.status);
    }
    for (const query of ["?query='%20OR%201=1--", "?query=%25", "?query=_"]) {
      expect((await listed(query)).rooms, query).toEqual([]);
    }
  });
});

describe("an export", () => {
  it("contains the whole room, is for its owner only, and has no credentials", async () => {
    const exportedRoom = uniqueRoom("exported");
    const exportedNot = uniqueRoom("exported-not");
    const [ada, bob] = [await SocketClient.join(exportedRoom), await SocketClient.join(exportedRoom)];
    for (let i = 1; i <= 5; i++) await say(ada, `${i}`);
    await ada.request("message:delete", { seq: 2 });
    await ada.request("reaction:set", { seq: 3, emoji: "👍", on: true });
    await ada.request("bot:create", { name: "Herald" });
    const read = (visitor?: SocketClient) =>
      send(`/api/rooms/${exportedRoom}/export`, {
        headers: visitor === undefined ? {} : { Authorization: `Bearer ${visitor.welcome.you.token}` },
      });
    const response = await read(ada);
    expect(response.headers.get("Content-Disposition")).toContain("attachment");
    const text = await response.text();
    const exported = JSON.parse(text) as { ok: boolean; messages: Message[] };
    expect(exported).toMatchObject({ ok: true, room: exportedRoom, bots: [{ name: "Herald" }] });
    expect(exported.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(exported.messages[1]).toMatchObject({ deleted: true, text: "" });
    expect(exported.messages[2]).toMatchObject({ reactions: [{ emoji: "👍" }] });
    expect(text).not.toMatch(/hash|token/);
    expect((await read(bob)).status).toBe(403);
    expect((await read()).status).toBe(401);
    const nobodys = await send(`/api/rooms/${exportedNot}/export`, {
      headers: { Authorization: `Bearer ${ada.welcome.you.token}` },
    });
    expect(nobodys.status).toBe(403);
  });

  it("has the messages of a bot, by socket and by HTTP, as those of the bot, also once its token is revoked", async () => {
    const room = uniqueRoom("exported-bot");
    const ada = await SocketClient.join(room);
    await say(ada);
    const created = await ada.request("bot:create", { name: "Herald" });
    const { bot, token } = created as unknown as { bot: { id: string }; token: string };
    const herald = await SocketClient.join(room, { token });
    await herald.request("message:send", { nonce: "socket", text: "by socket" });
    await send(`/api/rooms/${room}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ nonce: "http", text: "by HTTP" }),
    });
    const exported = async () => {
      const headers = { Authorization: `Bearer ${ada.welcome.you.token}` };
      const response = await send(`/api/rooms/${room}/export`, { headers });
      return (await response.json()) as { bots: unknown[]; messages: Message[] };
    };
    const from = { id: bot.id, name: "Herald" };
    const posts = [
      { from, text: "by socket" },
      { from, text: "by HTTP" },
    ];
    const whole = await exported();
    expect(whole.bots).toEqual([from]);
    expect(whole.messages.slice(1)).toMatchObject(posts);
    expect(JSON.stringify(whole)).not.toContain(token);
    await ada.request("bot:revoke", { id: bot.id });
    const afterwards = await exported();
    expect(afterwards.bots).toEqual([]);
    expect(afterwards.messages.slice(1)).toMatchObject(posts);
    const byBot = await send(`/api/rooms/${room}/export`, { headers: { Authorization: `Bearer ${token}` } });
    expect(byBot.status).toBe(401);
  });

  it("of a long room is complete", async () => {
    const exportedLong = uniqueRoom("exported-long");
    const ada = await SocketClient.join(exportedLong);
    await say(ada);
    await runInDurableObject(env.ROOMS.getByName(exportedLong), (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
          INSERT INTO messages (seq, author, name, at, text, nonce) SELECT i, 'a', 'Ada', i, 'text ' || i, i FROM n`,
      );
    });
    const response = await send(`/api/rooms/${exportedLong}/export`, {
      headers: { Authorization: `Bearer ${ada.welcome.you.token}` },
    });
    const { messages } = (await response.json()) as { messages: Message[] };
    expect(messages).toHaveLength(2_500);
  });
});
