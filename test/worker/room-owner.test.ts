import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { SanctionStore } from "../../src/room/moderation/sanction-store.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { ORIGIN, send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

const code = (answer: object) => (answer as { error?: { code: string } }).error?.code;
const evict = (room: string) => evictDurableObject(env.ROOMS.getByName(room));

/** Joins a room again as the same person. */
const again = (room: string, { welcome }: SocketClient) =>
  SocketClient.connect(room, { token: welcome.you.token });

/** A room with its owner, who wrote the first message, and another person. */
async function owned(room: string): Promise<{ owner: SocketClient; guest: SocketClient; guestId: string }> {
  const owner = await SocketClient.join(room, { name: "Owner" });
  const guest = await SocketClient.join(room, { name: "Guest" });
  await owner.request("message:send", { nonce: "first", text: "my room" });
  return { owner, guest, guestId: guest.welcome.you.id };
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send("/api/rooms", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

describe("a room", () => {
  it("belongs to the author of its first message, and all clients are notified", async () => {
    const firstWord = uniqueRoom("first-word");
    const { owner, guest } = await owned(firstWord);
    const { id } = owner.welcome.you;
    expect(guest.welcome.settings).toEqual({
      visibility: "public",
      topic: "",
      locked: false,
      slowMode: 0,
      retention: {},
    });
    expect((await guest.waitFor("room")).owner).toBe(id);
    await evict(firstWord);
    expect((await SocketClient.join(firstWord)).welcome.settings.owner).toBe(id);
    expect(code(await guest.request("room:update", { topic: "his" }))).toBe("forbidden");
    expect(await owner.request("room:update", { topic: " hers  now " })).toMatchObject({
      ok: true,
      settings: { owner: id, topic: "hers now" },
    });
    await guest.waitFor("room", ({ topic }) => topic === "hers now");
    await evict(firstWord);
    expect((await SocketClient.join(firstWord)).welcome.settings).toMatchObject({
      owner: id,
      topic: "hers now",
    });
  });

  it("belongs to its creator over HTTP, before anyone wrote", async () => {
    const madeRoom = uniqueRoom("made-room");
    const made = await post({ name: madeRoom.replace("made-room-", "Made  Room "), topic: "Made" });
    expect(made.status).toBe(201);
    const body = (await made.json()) as { token: string };
    expect(body).toMatchObject({
      ok: true,
      room: madeRoom,
      path: `/rooms/${madeRoom}`,
      settings: { topic: "Made" },
    });
    const guest = await SocketClient.join(madeRoom);
    await guest.request("message:send", { nonce: "1", text: "first word" });
    const owner = await SocketClient.join(madeRoom, { token: body.token });
    expect(owner.welcome.settings).toMatchObject({ owner: owner.welcome.you.id, topic: "Made" });
    expect(code(await guest.request("room:update", { locked: true }))).toBe("forbidden");
    expect((await post({ name: madeRoom }, { Authorization: `Bearer ${body.token}` })).status).toBe(201);
    const taken = await post({ name: madeRoom });
    expect(taken.status).toBe(403);
    expect(await taken.json()).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });

  it.each([
    ["no JSON", "{", {}, 400, "invalid"],
    ["a form", "name=x", { "Content-Type": "text/plain" }, 400, "invalid"],
    ["no name", {}, {}, 400, "invalid"],
    ["a name that is none", { name: "🚀" }, {}, 400, "invalid"],
    ["a long topic", { name: "x", topic: "x".repeat(251) }, {}, 413, "too_large"],
    ["a large body", { name: "x", junk: "x".repeat(70_000) }, {}, 413, "too_large"],
    ["a forged token", { name: "x" }, { Authorization: "Bearer e30.AAAA" }, 401, "unauthorized"],
    ["a foreign page", { name: "x" }, { Origin: "https://evil.example" }, 403, "forbidden"],
  ])("is not created from %s", async (_, body, headers, status, expected) => {
    const response = await post(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(code((await response.json()) as object)).toBe(expected);
  });

  it("is created by a page of our own origin with the visitor's cookie", async () => {
    const byCookie = uniqueRoom("by-cookie");
    const page = await send("/");
    const Cookie = page.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const made = await post({ name: byCookie }, { Cookie, Origin: ORIGIN });
    expect(made.status).toBe(201);
    expect(await made.json()).not.toHaveProperty("token");
    const owner = await SocketClient.join(byCookie, {}, { Cookie });
    expect(owner.welcome.settings.owner).toBe(owner.welcome.you.id);
  });

  it("is rate limited: one network cannot create too many", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.77" };
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await post({ name: `maker-${i}` }, headers)).status);
    expect(statuses).toContain(201);
    expect(statuses).toContain(429);
  });

  it("is rate limited for first messages over HTTP; a room that exists accepts messages all the same", async () => {
    const { token } = (await SocketClient.join(`maker-of-${crypto.randomUUID()}`)).welcome.you;
    const say = (room: string) =>
      send(`/api/rooms/${room}/messages`, {
        method: "POST",
        headers: {
          "CF-Connecting-IP": "198.51.100.78",
          "Content-Type": "application/json",
          Authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ text: "first" }),
      });
    const prefix = `said-${crypto.randomUUID()}`;
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await say(`${prefix}-${i}`)).status);
    expect(statuses[0]).toBe(201);
    expect(statuses).toContain(429);
    expect((await say(`${prefix}-0`)).status).toBe(201);
  });

  it("is rate limited for first messages over sockets: rejected ones store nothing", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.79" };
    const prefix = `spoken-${crypto.randomUUID()}`;
    const answers: object[] = [];
    for (let i = 0; i < 30; i++) {
      const visitor = await SocketClient.join(`${prefix}-${i}`, {}, headers);
      answers.push(await visitor.request("message:send", { nonce: "first", text: "first" }));
    }
    expect(answers[0]).toMatchObject({ ok: true });
    const refused = answers.findIndex((answer) => code(answer) !== undefined);
    expect(refused).toBeGreaterThan(0);
    expect(answers[refused]).toMatchObject({ error: { code: "rate_limited", retryAfter: 60_000 } });
    const tables = await runInDurableObject(env.ROOMS.getByName(`${prefix}-${refused}`), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'messages'").toArray(),
    );
    expect(tables).toEqual([]);
    // Existing rooms accept messages, and another network can create rooms.
    const again = await SocketClient.join(`${prefix}-0`, {}, headers);
    expect(await again.request("message:send", { nonce: "2", text: "second" })).toMatchObject({ ok: true });
    const elsewhere = await SocketClient.join(
      `${prefix}-${refused}`,
      {},
      { "CF-Connecting-IP": "198.51.100.80" },
    );
    expect(await elsewhere.request("message:send", { nonce: "1", text: "first" })).toMatchObject({
      ok: true,
    });
  });

  it("is rate limited for first files: rejected ones store nothing, and a room counts once", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.82" };
    const { token } = (await SocketClient.join(uniqueRoom("uploader-of"))).welcome.you;
    const upload = (room: string) =>
      send(`/api/rooms/${room}/files?name=a.txt`, {
        method: "POST",
        headers: { ...headers, Authorization: `Bearer ${token}`, "Content-Length": "1" },
        body: "a",
      });
    const prefix = uniqueRoom("uploaded-to");
    // Three files and a message count as one room.
    for (let i = 0; i < 3; i++) expect((await upload(`${prefix}-0`)).status).toBe(201);
    const ada = await SocketClient.join(`${prefix}-0`, {}, headers);
    expect(await ada.request("message:send", { nonce: "1", text: "first" })).toMatchObject({ ok: true });
    const statuses: number[] = [];
    for (let i = 1; i < 30; i++) statuses.push((await upload(`${prefix}-${i}`)).status);
    const refused = statuses.indexOf(429) + 1;
    expect(refused).toBeGreaterThan(4);
    const tables = await runInDurableObject(env.ROOMS.getByName(`${prefix}-${refused}`), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'files'").toArray(),
    );
    expect(tables).toEqual([]);
    expect((await upload(`${prefix}-0`)).status).toBe(201);
  });

  it("is created once by messages that arrive at the same time, which keep their order", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.81" };
    const ada = await SocketClient.join(uniqueRoom("at-once"), {}, headers);
    const texts = Array.from({ length: 10 }, (_, n) => `message-${n}`);
    const answers = await Promise.all(
      texts.map((text) => ada.request("message:send", { nonce: text, text })),
    );
    expect(answers.map((answer) => code(answer))).toEqual(texts.map(() => undefined));
    const page = await ada.request("history:get", {});
    expect(page).toMatchObject({ messages: texts.map((text, n) => ({ seq: n + 1, text })) });
    // Ten messages created one room: the network may create more.
    const other = await SocketClient.join(uniqueRoom("at-once-too"), {}, headers);
    expect(await other.request("message:send", { nonce: "1", text: "1" })).toMatchObject({ ok: true });
  });
});

describe("without permission", () => {
  it.each([
    ["room:update", { topic: "mine" }],
    ["room:update", { locked: true }],
    ["room:update", { retention: { count: 100 } }],
    ["room:delete", {}],
    ["member:mute", { id: "another", on: true }],
    ["member:ban", { id: "another", on: true }],
    ["member:erase", { id: "another" }],
    ["sanctions:get", {}],
  ])("%s %j is rejected and changes nothing, for everyone else", async (event, payload) => {
    const nobodysRoom = uniqueRoom("nobodys-room");
    const room = "no-right";
    const { owner, guest } = await owned(room);
    const before = await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => [
      ...storage.kv.list(),
    ]);
    expect(code(await guest.request(event, payload))).toBe("forbidden");
    expect(code(await (await SocketClient.join(nobodysRoom)).request(event, payload))).toBe("forbidden");
    const after = await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => [
      ...storage.kv.list(),
    ]);
    expect(after).toEqual(before);
    expect(owner.all("goodbye")).toEqual([]);
  });
});

describe("a locked room", () => {
  it("accepts messages from its owner only; others can read, and delete their own messages", async () => {
    const lockedRoom = uniqueRoom("locked");
    const { owner, guest } = await owned(lockedRoom);
    await guest.request("message:send", { nonce: "1", text: "before" });
    await owner.request("room:update", { locked: true });
    for (const [event, payload] of [
      ["message:send", { nonce: "2", text: "x" }],
      ["message:edit", { seq: 2, text: "x" }],
      ["reaction:set", { seq: 1, emoji: "👍", on: true }],
      ["profile:set", { name: "X" }],
      ["typing", { active: true }],
    ] as const) {
      expect(code(await guest.request(event, payload))).toBe("locked");
    }
    expect(await guest.request("message:send", { nonce: "1", text: "before" })).toMatchObject({
      message: { seq: 2 },
    });
    expect(await guest.request("message:delete", { seq: 2 })).toMatchObject({ ok: true });
    expect(await guest.request("history:get", {})).toMatchObject({ ok: true });
    expect(await owner.request("message:send", { nonce: "3", text: "x" })).toMatchObject({ ok: true });
    await owner.request("room:update", { locked: false });
    expect(await guest.request("message:send", { nonce: "4", text: "x" })).toMatchObject({ ok: true });
  });
});

describe("slow mode", () => {
  it("applies to everyone but the owner, also across a sleep, and accepts retries", async () => {
    const slow = uniqueRoom("slow");
    const { owner, guest } = await owned(slow);
    await owner.request("room:update", { slowMode: 60 });
    const first = await guest.request("message:send", { nonce: "1", text: "first" });
    expect(first.ok).toBe(true);
    const refused = await guest.request("message:send", { nonce: "2", text: "too soon" });
    expect(refused).toMatchObject({ error: { code: "rate_limited", retryAfter: expect.any(Number) } });
    await evict(slow);
    expect(code(await guest.request("message:send", { nonce: "2", text: "too soon" }))).toBe("rate_limited");
    expect(await guest.request("message:send", { nonce: "1", text: "first" })).toEqual(first);
    for (const nonce of ["a", "b"]) {
      expect(await owner.request("message:send", { nonce, text: "x" })).toMatchObject({ ok: true });
    }
  });
});

describe("a muted person", () => {
  it("can read and not write, in every tab and after a sleep, until they are unmuted", async () => {
    const mute = uniqueRoom("mute");
    const { owner, guest, guestId } = await owned(mute);
    expect(await owner.request("member:mute", { id: guestId, on: true })).toEqual({ ok: true });
    expect(code(await guest.request("message:send", { nonce: "1", text: "x" }))).toBe("muted");
    expect(code(await guest.request("typing", { active: true }))).toBe("muted");
    await evict(mute);
    const tab = await again(mute, guest);
    expect(code(await tab.request("message:send", { nonce: "1", text: "x" }))).toBe("muted");
    expect(await tab.request("history:get", {})).toMatchObject({ ok: true, messages: [{ seq: 1 }] });
    expect(await owner.request("sanctions:get", {})).toEqual({
      ok: true,
      muted: [{ id: guestId, name: "Guest" }],
      banned: [],
    });
    await owner.request("member:mute", { id: guestId, on: false });
    expect(await guest.request("message:send", { nonce: "1", text: "x" })).toMatchObject({ ok: true });
  });
});

describe("a mute", () => {
  it("is sent to the muted person only, in every tab and after each reconnect", async () => {
    const muteTold = uniqueRoom("mute-told");
    const { owner, guest, guestId } = await owned(muteTold);
    const tab = await again(muteTold, guest);
    expect(tab.welcome.you).not.toHaveProperty("muted");
    await owner.request("member:mute", { id: guestId, on: true });
    for (const one of [guest, tab]) expect(await one.waitFor("muted")).toEqual({ on: true });
    await evict(muteTold);
    const back = await again(muteTold, guest);
    expect(back.welcome.you.muted).toBe(true);
    await owner.request("member:mute", { id: guestId, on: false });
    for (const one of [guest, tab, back]) await one.waitFor("muted", ({ on }) => !on);
    expect((await again(muteTold, guest)).welcome.you).not.toHaveProperty("muted");
    await owner.request("member:mute", { id: guestId, on: true });
    await back.waitFor("muted", ({ on }) => on);
    await owner.request("room:handover", { id: guestId });
    await back.waitFor("room", (settings) => settings.owner === guestId);
    expect(back.all("muted").at(-1)).toEqual({ on: false });
    expect(owner.all("muted")).toEqual([]);
    await owner.request("history:get", {});
    expect(JSON.stringify(owner.received)).not.toContain("muted");
  });
});

describe("a banned person", () => {
  it("is disconnected with a reason in every tab, and rejected until the ban is lifted", async () => {
    const ban = uniqueRoom("ban");
    const { owner, guest, guestId } = await owned(ban);
    const tab = await again(ban, guest);
    await evict(ban);
    expect(await owner.request("member:ban", { id: guestId, on: true })).toEqual({ ok: true });
    for (const one of [guest, tab]) {
      expect(await one.waitFor("goodbye")).toMatchObject({ code: "banned", message: expect.any(String) });
      await one.disconnected();
    }
    await owner.waitFor("presence", ({ left }) => left.includes(guestId));
    const refused = await again(ban, guest);
    expect(refused.rejection?.data.code).toBe("banned");
    refused.leave();
    await evict(ban);
    expect((await again(ban, guest)).rejection?.data.code).toBe("banned");
    expect(owner.all("goodbye")).toEqual([]);
    await owner.request("member:ban", { id: guestId, on: false });
    expect((await again(ban, guest)).welcome.you.id).toBe(guestId);
  });

  it("can be offline, and cannot be the owner", async () => {
    const banOwner = uniqueRoom("ban-owner");
    const { owner, guest } = await owned(banOwner);
    const { id } = owner.welcome.you;
    expect(code(await owner.request("member:ban", { id, on: true }))).toBe("invalid");
    expect(code(await owner.request("member:mute", { id, on: true }))).toBe("invalid");
    expect(await owner.request("member:ban", { id: "not-here", on: true })).toEqual({ ok: true });
    expect(code(await owner.request("member:ban", { id: "no id", on: true }))).toBe("invalid");
    expect(await guest.request("history:get", {})).toMatchObject({ ok: true });
  });

  it("is on a list of limited length", async () => {
    const longList = uniqueRoom("long-list");
    await runInDurableObject(env.ROOMS.getByName(longList), (_, { storage }) => {
      const list = new SanctionStore(storage.kv, { sanctions: 2 });
      for (const id of ["a", "b", "b"]) list.set("banned", { id, name: id }, true);
      expect(() => list.set("banned", { id: "c", name: "c" }, true)).toThrow(/At most 2/);
      list.set("banned", { id: "a", name: "a" }, false);
      list.set("banned", { id: "c", name: "c" }, true);
    });
  });
});

describe("a person whose messages are erased", () => {
  it("has no messages any more, under no name, and all clients are notified", async () => {
    const erase = uniqueRoom("erase");
    const { owner, guest, guestId } = await owned(erase);
    for (const nonce of ["a", "b"]) await guest.request("message:send", { nonce, text: `secret ${nonce}` });
    await owner.request("message:send", { nonce: "c", text: "stays" });
    const away = await SocketClient.join(erase);
    away.leave();
    expect(await owner.request("member:erase", { id: guestId })).toEqual({ ok: true });
    const told = await owner.waitFor("changes");
    expect(told).toMatchObject({
      erased: guestId,
      messages: [
        { seq: 2, deleted: true },
        { seq: 3, text: "" },
      ],
    });
    const history = JSON.stringify(await owner.request("history:get", {}));
    expect(history).not.toContain("secret");
    expect(history).not.toContain("Guest");
    expect(history).toContain("stays");
    const back = await SocketClient.join(erase, { lastSeq: 4, rev: 0 });
    expect(back.welcome.changes.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(back.welcome.rev).toBe(told.rev);
    await owner.request("message:edit", { seq: 1, text: "edited" });
    expect((await owner.waitFor("changes", ({ rev }) => rev > told.rev)).messages[0]?.seq).toBe(1);
    expect(await owner.request("member:erase", { id: guestId })).toEqual({ ok: true });
  });

  it("keeps no name on messages that were deleted before", async () => {
    const eraseNames = uniqueRoom("erase-names");
    const { owner, guest, guestId } = await owned(eraseNames);
    await guest.request("message:send", { nonce: "a", text: "secret" });
    await guest.request("message:delete", { seq: 2 });
    expect(JSON.stringify(await owner.request("history:get", {}))).toContain("Guest");
    await owner.request("member:erase", { id: guestId });
    expect(JSON.stringify(await owner.request("history:get", {}))).not.toContain("Guest");
    const { rev } = await owner.waitFor("changes", ({ erased }) => erased === guestId);
    await owner.request("member:erase", { id: guestId });
    expect((await SocketClient.join(eraseNames)).welcome.rev).toBe(rev);
  });
});

describe("an owner who transfers the room", () => {
  it("has no rights any more, even for requests that were pending during the transfer", async () => {
    const lateOwner = uniqueRoom("late-owner");
    const { owner, guestId } = await owned(lateOwner);
    await evict(lateOwner);
    const [given, ...late] = await Promise.all([
      owner.request("room:handover", { id: guestId }),
      owner.request("room:update", { visibility: "private" }),
      owner.request("member:mute", { id: "another", on: true }),
      owner.request("member:ban", { id: "another", on: true }),
    ]);
    expect(given).toMatchObject({ ok: true, settings: { owner: guestId } });
    expect(late.map(code)).toEqual(["forbidden", "forbidden", "forbidden"]);
  });

  it("gets the same answer to a repeated request, and no one else is notified", async () => {
    const givenTwice = uniqueRoom("given-twice");
    const { owner, guest, guestId } = await owned(givenTwice);
    const given = await owner.request("room:handover", { id: guestId });
    expect(await owner.request("room:handover", { id: guestId })).toEqual(given);
    await evict(givenTwice);
    expect(await owner.request("room:handover", { id: guestId })).toEqual(given);
    const stranger = await SocketClient.join(givenTwice);
    expect(code(await stranger.request("room:handover", { id: guestId }))).toBe("forbidden");
    expect(code(await owner.request("room:handover", { id: stranger.welcome.you.id }))).toBe("forbidden");
    await guest.request("room:handover", { id: stranger.welcome.you.id });
    expect(code(await owner.request("room:handover", { id: guestId }))).toBe("forbidden");
  });
});

describe("a room that is deleted", () => {
  it("disconnects everyone with a reason, asleep or awake, and stores nothing", async () => {
    const deletedRoom = uniqueRoom("deleted");
    const { owner, guest } = await owned(deletedRoom);
    await owner.request("room:update", { topic: "to be deleted", retention: { days: 1 } });
    await owner.request("message:send", { nonce: "2", text: "schedules the alarm" });
    await evict(deletedRoom);
    expect(await owner.request("room:delete", {})).toEqual({ ok: true });
    for (const one of [owner, guest]) {
      expect(await one.waitFor("goodbye")).toMatchObject({ code: "not_found" });
      await one.disconnected();
    }
    const left = () =>
      runInDurableObject(env.ROOMS.getByName(deletedRoom), async (_, { storage }) => ({
        keys: [...storage.kv.list()].length,
        alarm: await storage.getAlarm(),
        tables: storage.sql.exec("SELECT name FROM sqlite_master WHERE name LIKE 'messages%'").toArray()
          .length,
      }));
    await expect.poll(left).toEqual({ keys: 0, alarm: null, tables: 0 });
    const newcomer = await SocketClient.join(deletedRoom, { lastSeq: 2, rev: 0 });
    expect(newcomer.welcome).toMatchObject({
      messages: [],
      lastSeq: 0,
      rev: 0,
      gap: true,
      settings: { topic: "" },
    });
    expect(await newcomer.request("message:send", { nonce: "1", text: "a new room" })).toMatchObject({
      message: { seq: 1 },
    });
    expect((await newcomer.waitFor("room")).owner).toBe(newcomer.welcome.you.id);
  });
});

describe("settings", () => {
  it.each([
    [{ topic: 7 }, "invalid"],
    [{ topic: "x".repeat(251) }, "too_large"],
    [{ locked: "yes" }, "invalid"],
    [{ slowMode: -1 }, "invalid"],
    [{ slowMode: LIMITS.slowModeSeconds + 1 }, "invalid"],
    [{ slowMode: 1.5 }, "invalid"],
    [{ retention: { count: LIMITS.retentionCount - 1 } }, "invalid"],
    [{ retention: { days: 0 } }, "invalid"],
    [{ retention: null }, "invalid"],
  ])("of %j are rejected", async (update, expected) => {
    const badSettings = uniqueRoom("bad-settings");
    const { owner } = await owned(badSettings);
    const mine = owner.welcome.settings.owner === undefined ? owner : await SocketClient.join(badSettings);
    expect(code(await mine.request("room:update", update))).toBe(expected);
  });

  it("cannot change the owner, by any key of the payload", async () => {
    const noHandover = uniqueRoom("no-handover");
    const { owner } = await owned(noHandover);
    await owner.request("room:update", { owner: "mallory", topic: "x" });
    const newcomer = await SocketClient.join(noHandover);
    expect(newcomer.welcome.settings.owner).toBe(owner.welcome.you.id);
  });
});
