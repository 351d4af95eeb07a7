/** The owner of a room: settings, transfer, deletion. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/shared/limits.ts";
import { tokenOf } from "../support/identity.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf } from "./app.ts";
import { createRoom, evict, ownedRoom, rejoin } from "./owned-room.ts";
import { say } from "./permission-rooms.ts";
import { SocketClient } from "./socket-client.ts";

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
    const { owner, guest } = await ownedRoom(room);
    const before = await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => [
      ...storage.kv.list(),
    ]);
    expect(codeOf(await guest.request(event, payload))).toBe("forbidden");
    expect(codeOf(await (await SocketClient.join(nobodysRoom)).request(event, payload))).toBe("forbidden");
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
    const { owner, guest } = await ownedRoom(lockedRoom);
    await guest.request("message:send", { nonce: "1", text: "before" });
    await owner.request("room:update", { locked: true });
    for (const [event, payload] of [
      ["message:send", { nonce: "2", text: "x" }],
      ["message:edit", { seq: 2, text: "x" }],
      ["reaction:set", { seq: 1, emoji: "👍", on: true }],
      ["profile:set", { name: "X" }],
      ["typing", { active: true }],
    ] as const) {
      expect(codeOf(await guest.request(event, payload))).toBe("locked");
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
    const { owner, guest } = await ownedRoom(slow);
    await owner.request("room:update", { slowMode: 60 });
    const first = await guest.request("message:send", { nonce: "1", text: "first" });
    expect(first.ok).toBe(true);
    const refused = await guest.request("message:send", { nonce: "2", text: "too soon" });
    expect(refused).toMatchObject({ error: { code: "rate_limited", retryAfter: expect.any(Number) } });
    await evict(slow);
    expect(codeOf(await guest.request("message:send", { nonce: "2", text: "too soon" }))).toBe(
      "rate_limited",
    );
    expect(await guest.request("message:send", { nonce: "1", text: "first" })).toEqual(first);
    for (const nonce of ["a", "b"]) {
      expect(await owner.request("message:send", { nonce, text: "x" })).toMatchObject({ ok: true });
    }
  });
});

describe("an owner who transfers the room", () => {
  it("has no rights any more, even for requests that were pending during the transfer", async () => {
    const lateOwner = uniqueRoom("late-owner");
    const { owner, guestId } = await ownedRoom(lateOwner);
    await evict(lateOwner);
    const [given, ...late] = await Promise.all([
      owner.request("room:handover", { id: guestId }),
      owner.request("room:update", { visibility: "private" }),
      owner.request("member:mute", { id: "another", on: true }),
      owner.request("member:ban", { id: "another", on: true }),
    ]);
    expect(given).toMatchObject({ ok: true, settings: { owner: guestId } });
    expect(late.map(codeOf)).toEqual(["forbidden", "forbidden", "forbidden"]);
  });

  it("gets the same answer to a repeated request, and no one else is notified", async () => {
    const givenTwice = uniqueRoom("given-twice");
    const { owner, guest, guestId } = await ownedRoom(givenTwice);
    const given = await owner.request("room:handover", { id: guestId });
    expect(await owner.request("room:handover", { id: guestId })).toEqual(given);
    await evict(givenTwice);
    expect(await owner.request("room:handover", { id: guestId })).toEqual(given);
    const stranger = await SocketClient.join(givenTwice);
    expect(codeOf(await stranger.request("room:handover", { id: guestId }))).toBe("forbidden");
    expect(codeOf(await owner.request("room:handover", { id: stranger.welcome.you.id }))).toBe("forbidden");
    await guest.request("room:handover", { id: stranger.welcome.you.id });
    expect(codeOf(await owner.request("room:handover", { id: guestId }))).toBe("forbidden");
  });

  it("is a guest of it where a person with the owner's role transfers it", async () => {
    const room = uniqueRoom("given-by-staff");
    const elsewhere = await SocketClient.join(uniqueRoom("given-by-staff"), { name: "Owner" });
    const ownerId = elsewhere.welcome.you.id;
    await createRoom({ name: room, visibility: "private" }, bearer(elsewhere.welcome.you.token as string));
    const owner = await rejoin(room, elsewhere);
    await say(owner, "mine");
    owner.leave();
    await owner.disconnected();
    const guest = await SocketClient.join(room, { jwt: await tokenOf("guest", { rooms: [room] }) });
    const jwt = await tokenOf("staff", { rooms: [room], role: "owner" });
    const staff = await SocketClient.join(room, { jwt });
    const { id } = guest.welcome.you;
    const given = await staff.request("room:handover", { id });
    expect(given).toMatchObject({ ok: true, settings: { owner: id } });
    expect(await staff.request("room:handover", { id })).toEqual(given);
    const { guests } = (await staff.request("guests:get", {})) as unknown as { guests: object[] };
    expect(guests).toContainEqual({ id: ownerId, name: "Owner" });
    expect((await rejoin(room, owner)).welcome.settings.owner).toBe(id);
  });

  it("to the person whose role transfers it makes that person the owner", async () => {
    const room = uniqueRoom("taken-by-staff");
    await ownedRoom(room);
    const jwt = await tokenOf("staff", { rooms: [room], role: "owner" });
    const staff = await SocketClient.join(room, { jwt });
    const { id } = staff.welcome.you;
    expect(await staff.request("room:handover", { id })).toMatchObject({ ok: true, settings: { owner: id } });
  });
});

describe("a room that is deleted", () => {
  it("disconnects everyone with a reason, asleep or awake, and stores nothing", async () => {
    const deletedRoom = uniqueRoom("deleted");
    const { owner, guest } = await ownedRoom(deletedRoom);
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
    const { owner } = await ownedRoom(badSettings);
    const mine = owner.welcome.settings.owner === undefined ? owner : await SocketClient.join(badSettings);
    expect(codeOf(await mine.request("room:update", update))).toBe(expected);
  });

  it("cannot change the owner, by any key of the payload", async () => {
    const noHandover = uniqueRoom("no-handover");
    const { owner } = await ownedRoom(noHandover);
    await owner.request("room:update", { owner: "mallory", topic: "x" });
    const newcomer = await SocketClient.join(noHandover);
    expect(newcomer.welcome.settings.owner).toBe(owner.welcome.you.id);
  });
});
