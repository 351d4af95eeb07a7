/** Muted and banned people, and erased messages. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { SanctionStore } from "../../src/room/moderation/sanction-store.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { codeOf } from "./app.ts";
import { evict, ownedRoom, rejoin } from "./owned-room.ts";
import { SocketClient } from "./socket-client.ts";

describe("a muted person", () => {
  it("can read and not write, in every tab and after a sleep, until they are unmuted", async () => {
    const mute = uniqueRoom("mute");
    const { owner, guest, guestId } = await ownedRoom(mute);
    expect(await owner.request("member:mute", { id: guestId, on: true })).toEqual({ ok: true });
    expect(codeOf(await guest.request("message:send", { nonce: "1", text: "x" }))).toBe("muted");
    expect(codeOf(await guest.request("typing", { active: true }))).toBe("muted");
    await evict(mute);
    const tab = await rejoin(mute, guest);
    expect(codeOf(await tab.request("message:send", { nonce: "1", text: "x" }))).toBe("muted");
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
    const { owner, guest, guestId } = await ownedRoom(muteTold);
    const tab = await rejoin(muteTold, guest);
    expect(tab.welcome.you).not.toHaveProperty("muted");
    await owner.request("member:mute", { id: guestId, on: true });
    for (const one of [guest, tab]) expect(await one.waitFor("muted")).toEqual({ on: true });
    await evict(muteTold);
    const back = await rejoin(muteTold, guest);
    expect(back.welcome.you.muted).toBe(true);
    await owner.request("member:mute", { id: guestId, on: false });
    for (const one of [guest, tab, back]) await one.waitFor("muted", ({ on }) => !on);
    expect((await rejoin(muteTold, guest)).welcome.you).not.toHaveProperty("muted");
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
    const { owner, guest, guestId } = await ownedRoom(ban);
    const tab = await rejoin(ban, guest);
    await evict(ban);
    expect(await owner.request("member:ban", { id: guestId, on: true })).toEqual({ ok: true });
    for (const one of [guest, tab]) {
      expect(await one.waitFor("goodbye")).toMatchObject({ code: "banned", message: expect.any(String) });
      await one.disconnected();
    }
    await owner.waitFor("presence", ({ left }) => left.includes(guestId));
    const refused = await rejoin(ban, guest);
    expect(refused.rejection?.data.code).toBe("banned");
    refused.leave();
    await evict(ban);
    expect((await rejoin(ban, guest)).rejection?.data.code).toBe("banned");
    expect(owner.all("goodbye")).toEqual([]);
    await owner.request("member:ban", { id: guestId, on: false });
    expect((await rejoin(ban, guest)).welcome.you.id).toBe(guestId);
  });

  it("can be offline, and cannot be the owner", async () => {
    const banOwner = uniqueRoom("ban-owner");
    const { owner, guest } = await ownedRoom(banOwner);
    const { id } = owner.welcome.you;
    expect(codeOf(await owner.request("member:ban", { id, on: true }))).toBe("invalid");
    expect(codeOf(await owner.request("member:mute", { id, on: true }))).toBe("invalid");
    expect(await owner.request("member:ban", { id: "not-here", on: true })).toEqual({ ok: true });
    expect(codeOf(await owner.request("member:ban", { id: "no id", on: true }))).toBe("invalid");
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
    const { owner, guest, guestId } = await ownedRoom(erase);
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
    const { owner, guest, guestId } = await ownedRoom(eraseNames);
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
