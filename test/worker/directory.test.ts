/** The directory of public rooms. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Directory } from "../../src/directory/directory.ts";
import { directoryStub } from "../../src/directory/directory-stub.ts";
import type { Env } from "../../src/env.ts";
import { ListingRequirement } from "../../src/room/settings/listing-requirement.ts";
import { SettingsStore } from "../../src/room/settings/settings-store.ts";
import { DirectoryPublisher, type Listing } from "../../src/room/storage/directory-publisher.ts";
import type { DirectoryPage } from "../../src/shared/contract/index.ts";
import { tokenOf } from "../support/identity.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf, send } from "./app.ts";
import { findListed, listRooms, say } from "./listed-rooms.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

describe("the directory", () => {
  it("lists a room with messages and its number of people, and removes a deleted one", async () => {
    const dirOne = uniqueRoom("dir-one");
    const ada = await SocketClient.join(dirOne);
    await say(ada);
    await ada.request("room:update", { topic: "Ships & Sails" });
    await expect
      .poll(() => findListed(dirOne))
      .toEqual({
        name: dirOne,
        topic: "Ships & Sails",
        people: 1,
        // The time of the message, in minutes.
        lastAt: expect.toSatisfy((at: number) => at % 60_000 === 0 && Math.abs(Date.now() - at) < 120_000),
        path: `/rooms/${dirOne}`,
      });
    expect((await listRooms("?query=sHIPS%20%26")).rooms.map(({ name }) => name)).toEqual([dirOne]);
    const bob = await SocketClient.join(dirOne);
    await expect.poll(async () => (await findListed(dirOne))?.people).toBe(2);
    bob.leave();
    await expect.poll(async () => (await findListed(dirOne))?.people).toBe(1);
    await ada.request("room:delete", {});
    await ada.disconnected();
    await expect.poll(() => findListed(dirOne)).toBeUndefined();
  });

  it("removes a deleted room before the room deletes its state, and gets no other update from it", async () => {
    const dirCondemned = uniqueRoom("dir-condemned");
    const ada = await SocketClient.join(dirCondemned);
    await say(ada);
    await expect.poll(() => findListed(dirCondemned)).toBeDefined();
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
    await expect.poll(() => findListed(dirCondemned)).toBeUndefined();
    expect(heard).toEqual(["the directory forgets", "the room forgets"]);
  });

  it("does not list a room that was only visited", async () => {
    const dirVisited = uniqueRoom("dir-visited");
    const ada = await SocketClient.join(dirVisited);
    const bob = await SocketClient.join(dirVisited);
    bob.leave();
    await ada.waitFor("presence", ({ left }) => left.length === 1);
    expect(await findListed(dirVisited)).toBeUndefined();
  });

  it("lists a created room from its first message on, also after everyone has left", async () => {
    const room = uniqueRoom("dir-made");
    const [ada, bob] = [await SocketClient.join(room), await SocketClient.join(room)];
    const made = await send("/api/rooms", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...bearer(ada) },
      body: JSON.stringify({ name: room, topic: "made" }),
    });
    expect(made.status).toBe(201);
    await ada.waitFor("room", ({ topic }) => topic === "made");
    bob.leave();
    await ada.waitFor("presence", ({ left }) => left.length === 1);
    await env.ROOMS.getByName(room).publishToDirectory();
    expect(await findListed(room)).toBeUndefined();
    await say(ada);
    await expect.poll(() => findListed(room)).toMatchObject({ topic: "made", lastAt: expect.any(Number) });
    ada.leave();
    await expect.poll(async () => (await findListed(room))?.people).toBe(0);
  });

  it("lists a room once several people have written, bots not counted, or while it is featured", async () => {
    const needed = vi.spyOn(ListingRequirement.prototype, "needed", "get").mockReturnValue(3);
    onTestFinished(() => needed.mockRestore());
    const room = uniqueRoom("dir-several");
    const stub = env.ROOMS.getByName(room);
    const [ada, bob, cy] = [
      await SocketClient.join(room),
      await SocketClient.join(room),
      await SocketClient.join(room),
    ];
    await say(ada);
    await say(ada, "2");
    const made = await ada.request("bot:create", { name: "Robot" });
    const { token } = made as unknown as { token: string };
    expect(await say(await SocketClient.join(room, { token }))).toMatchObject({ ok: true });
    await say(bob);
    await stub.publishToDirectory();
    expect(await findListed(room)).toBeUndefined();
    const state = { listed: false, people: 2, needed: 3 };
    expect(await ada.request("listing:get", {})).toEqual({ ok: true, ...state });
    expect(codeOf(await bob.request("listing:get", {}))).toBe("forbidden");

    await stub.operate({ type: "act", act: { act: "feature", on: true } });
    await expect.poll(() => findListed(room)).toMatchObject({ featured: true });
    expect(await ada.request("listing:get", {})).toMatchObject({ listed: true, people: 2 });
    await stub.operate({ type: "act", act: { act: "close", on: true } });
    await expect.poll(() => findListed(room)).toBeUndefined();
    await stub.operate({ type: "act", act: { act: "close", on: false } });
    await expect.poll(() => findListed(room)).toBeDefined();
    await stub.operate({ type: "act", act: { act: "feature", on: false } });
    await expect.poll(() => findListed(room)).toBeUndefined();

    // What was written before a sleep counts, and the messages may be gone later.
    await evictDurableObject(stub);
    await say(cy);
    await expect.poll(() => findListed(room)).toBeDefined();
    await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec("DELETE FROM messages WHERE seq > 1"),
    );
    await evictDurableObject(stub);
    await stub.publishToDirectory();
    expect(await ada.request("listing:get", {})).toEqual({ ok: true, listed: true, people: 3, needed: 3 });
    expect(await findListed(room)).toBeDefined();
    await ada.request("room:update", { visibility: "unlisted" });
    expect(await ada.request("listing:get", {})).toMatchObject({ listed: false });
  });

  it("counts as one a person with several tabs, and a person of the issuer with several tokens", async () => {
    const needed = vi.spyOn(ListingRequirement.prototype, "needed", "get").mockReturnValue(3);
    onTestFinished(() => needed.mockRestore());
    const room = uniqueRoom("dir-persons");
    const ada = await SocketClient.join(room);
    await say(ada);
    await say(await SocketClient.join(room, { token: ada.welcome.you.token ?? "" }), "2");
    for (const nonce of ["1", "2"])
      await say(await SocketClient.join(room, { jwt: await tokenOf("ada") }), nonce);
    expect(await ada.request("listing:get", {})).toMatchObject({ listed: false, people: 2 });
  });

  it("counts only some people of one network, where the deployment wants that", async () => {
    const needed = vi.spyOn(ListingRequirement.prototype, "needed", "get").mockReturnValue(3);
    onTestFinished(() => needed.mockRestore());
    const perNetwork = vi.spyOn(ListingRequirement.prototype, "perNetwork", "get").mockReturnValue(1);
    onTestFinished(() => perNetwork.mockRestore());
    const room = uniqueRoom("dir-network");
    const stub = env.ROOMS.getByName(room);
    const from = (address: string) => SocketClient.join(room, {}, { "CF-Connecting-IP": address });
    const ada = await from("2001:db8:1:1::1");
    await say(ada);
    for (const host of ["2", "3", "4"]) await say(await from(`2001:db8:1:1::${host}`));
    expect(await ada.request("listing:get", {})).toMatchObject({ people: 1 });
    const bob = await from("2001:db8:1:2::1");
    await say(bob);
    expect(await ada.request("listing:get", {})).toMatchObject({ listed: false, people: 2 });
    // A person who erases their data is not counted any more.
    const { id, name } = bob.welcome.you;
    await stub.erasePersonalData({ kind: "visitor", id, name }, { after: 0, giveUp: false }, undefined);
    expect(await ada.request("listing:get", {})).toMatchObject({ people: 1 });
    await say(await from("2001:db8:1:2::2"));
    expect(await ada.request("listing:get", {})).toMatchObject({ people: 2 });
    // Also after a sleep; no address is stored.
    await evictDurableObject(stub);
    await say(await from("2001:db8:1:1::5"));
    const stored = await runInDurableObject(stub, (_, { storage }) => JSON.stringify([...storage.kv.list()]));
    expect(stored).toContain("room:counted-authors");
    expect(stored).not.toContain("2001:db8");
    await say(await from("2001:db8:1:3::1"));
    expect(await ada.request("listing:get", {})).toMatchObject({ listed: true, people: 3 });
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
      await expect.poll(() => findListed(room)).toBeDefined();
      await evictDurableObject(env.ROOMS.getByName(room));
      await ada.request("room:update", { visibility });
      await expect.poll(() => findListed(room)).toBeUndefined();
      await ada.request("room:update", { visibility: "public" });
      await expect.poll(() => findListed(room)).toBeDefined();
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
    await expect.poll(() => findListed("dir-page-11")).toBeDefined();
    const names: string[] = [];
    const people: number[] = [];
    let cursor: string | undefined;
    do {
      const page: DirectoryPage = await listRooms(
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
    expect(await findListed("dir-rows")).toMatchObject({ title: "Rows", people: 2 });
    await directory.remove("dir-rows");
    expect(await findListed("dir-rows")).toBeUndefined();
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

describe("a query of the directory", () => {
  it("is rejected if it is invalid", async () => {
    for (const query of ["?limit=0", "?limit=x", "?cursor=junk", "?query=%00".concat("x".repeat(101))]) {
      const response = await send(`/api/rooms${query}`);
      expect([400, 413], query).toContain(response.status);
    }
    for (const query of ["?query='%20OR%201=1--", "?query=%25", "?query=_"]) {
      expect((await listRooms(query)).rooms, query).toEqual([]);
    }
  });
});
