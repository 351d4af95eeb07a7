import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { GuestStore } from "../../src/room/access/guest-store.ts";
import { PresenceTracker } from "../../src/room/connections/presence.ts";
import type { NewBot } from "../../src/shared/contract/bots.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf, send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

const history = (room: string, headers: HeadersInit = {}) => send(`/api/rooms/${room}/messages`, { headers });
const back = (room: string, { welcome }: SocketClient) =>
  SocketClient.connect(room, { token: welcome.you.token });

const make = (body: object, headers: HeadersInit = {}) =>
  send("/api/rooms", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** A private room with its owner, a guest who was connected when it became private, and a stranger. */
async function closed(
  room: string,
): Promise<{ owner: SocketClient; guest: SocketClient; stranger: SocketClient }> {
  const owner = await SocketClient.join(room, { name: "Owner" });
  await owner.request("message:send", { nonce: "1", text: "between us" });
  const guest = await SocketClient.join(room, { name: "Guest" });
  expect(await owner.request("room:update", { visibility: "private" })).toMatchObject({
    ok: true,
    settings: { visibility: "private" },
  });
  return { owner, guest, stranger: await SocketClient.join(uniqueRoom("elsewhere")) };
}

describe("a room's visibility", () => {
  it("is public by default, and can be changed by the owner, with a title", async () => {
    const seen = uniqueRoom("seen");
    const owner = await SocketClient.join(seen);
    const guest = await SocketClient.join(seen);
    expect(owner.welcome.settings).toMatchObject({ visibility: "public" });
    await owner.request("message:send", { nonce: "1", text: "mine" });
    for (const update of [{ visibility: "unlisted" }, { visibility: "private" }, { title: "His" }]) {
      expect(codeOf(await guest.request("room:update", update))).toBe("forbidden");
    }
    await owner.request("room:update", { visibility: "unlisted", title: "  Tea   room " });
    expect(await guest.waitFor("room", ({ visibility }) => visibility === "unlisted")).toMatchObject({
      title: "Tea room",
    });
    expect(codeOf(await owner.request("room:update", { visibility: "secret" }))).toBe("invalid");
    expect(codeOf(await owner.request("room:update", { title: "x".repeat(81) }))).toBe("too_large");
    expect((await SocketClient.join(seen)).welcome.room).toBe(seen);
  });

  it("can be set on creation; an unlisted or private room gets a random name", async () => {
    const madePrivate = uniqueRoom("made-private");
    const names = new Set<string>();
    for (const visibility of ["unlisted", "private", "private"]) {
      const made = await make({ visibility, title: "Ours" });
      expect(made.status).toBe(201);
      const body = (await made.json()) as { room: string; path: string };
      expect(body).toMatchObject({ settings: { visibility, title: "Ours" }, path: `/rooms/${body.room}` });
      expect(body.room).toMatch(/^[0-9a-z]{26}$/);
      names.add(body.room);
    }
    expect(names.size).toBe(3);
    expect((await make({ visibility: "public" })).status).toBe(400);
    const named = await make({
      visibility: "private",
      name: madePrivate.replace("made-private-", "Made private "),
    });
    expect(await named.json()).toMatchObject({ room: madePrivate });
    expect((await SocketClient.connect(madePrivate)).rejection?.data.code).toBe("forbidden");
  });
});

describe("a private room", () => {
  it("keeps its members when it becomes private, and admits them again, also after a sleep, and no one else", async () => {
    const closing = uniqueRoom("closing");
    const { owner, guest, stranger } = await closed(closing);
    expect(await guest.request("message:send", { nonce: "1", text: "still here" })).toMatchObject({
      ok: true,
    });
    guest.leave();
    await evictDurableObject(env.ROOMS.getByName(closing));
    expect((await back(closing, guest)).welcome.messages).toHaveLength(2);
    expect((await back(closing, owner)).welcome.settings.visibility).toBe("private");
    for (const refused of [await SocketClient.connect(closing), await back(closing, stranger)]) {
      expect(refused.rejection?.data).toEqual({
        code: "forbidden",
        message: expect.any(String),
        passphrase: false,
      });
      expect(refused.received).toEqual([]);
    }
  });

  it("can be read over HTTP by admitted people, by token or cookie, and by no one else", async () => {
    const closedHistory = uniqueRoom("closed-history");
    const { owner, guest, stranger } = await closed(closedHistory);
    for (const one of [owner, guest]) {
      const page = await history(closedHistory, bearer(one));
      expect(await page.json()).toMatchObject({ ok: true, messages: [{ text: "between us" }] });
      expect(page.headers.get("Cache-Control")).toContain("private");
    }
    const cookie = `__Host-session=${guest.welcome.you.token}`;
    expect((await history(closedHistory, { Cookie: cookie })).status).toBe(200);
    const nobody = await history(closedHistory);
    expect(nobody.status).toBe(401);
    expect(codeOf((await nobody.json()) as object)).toBe("unauthorized");
    expect((await history(closedHistory, { Authorization: "Bearer e30.AAAA" })).status).toBe(401);
    const refused = await history(closedHistory, bearer(stranger));
    expect(refused.status).toBe(403);
    expect(await refused.text()).not.toContain("between us");
    await owner.request("room:update", { visibility: "unlisted" });
    expect((await history(closedHistory)).status).toBe(200);
  });

  it("admits its bots until they are revoked, and no one with an invalid token", async () => {
    const closedBots = uniqueRoom("closed-bots");
    const { owner } = await closed(closedBots);
    const { bot, token } = (await owner.request("bot:create", { name: "Bot" })) as unknown as NewBot;
    const inside = await SocketClient.join(closedBots, { token });
    expect(inside.welcome.messages).toHaveLength(1);
    const Authorization = `Bearer ${token}`;
    expect((await history(closedBots, { Authorization })).status).toBe(200);
    const forged = `Bearer ${bot.id}_${"0".repeat(64)}`;
    expect((await history(closedBots, { Authorization: forged })).status).toBe(401);
    await owner.request("room:update", { visibility: "public" });
    await owner.request("room:update", { visibility: "private" });
    await owner.request("bot:revoke", { id: bot.id });
    expect((await history(closedBots, { Authorization })).status).toBe(401);
    expect((await SocketClient.connect(closedBots, { token })).rejection?.data.code).toBe("unauthorized");
  });

  it("removes guests whom its owner bans", async () => {
    const closedBan = uniqueRoom("closed-ban");
    const { owner, guest } = await closed(closedBan);
    const { id } = guest.welcome.you;
    await owner.request("member:ban", { id, on: true });
    await guest.disconnected();
    expect((await history(closedBan, bearer(guest))).status).toBe(403);
    await owner.request("member:ban", { id, on: false });
    expect((await back(closedBan, guest)).rejection?.data.code).toBe("forbidden");
  });

  it("does not admit pending connections from before it became private", async () => {
    const closingRoom = uniqueRoom("closing-room");
    const { owner } = await closed(closingRoom);
    await owner.request("room:update", { visibility: "public" });
    // The directory is up to date, and does not query the room again.
    await expect
      .poll(async () => (await send("/api/rooms?query=closing-room")).text(), { interval: 20 })
      .toContain(closingRoom);
    const { promise: seated, resolve: seat } = Promise.withResolvers<void>();
    // As in a room that has just woken: the admission asks `isReady`, and then awaits `ready`, as others do meanwhile.
    const ready = vi.spyOn(PresenceTracker.prototype, "ready");
    const isReady = vi.spyOn(PresenceTracker.prototype, "isReady", "get").mockImplementationOnce(() => {
      ready.mockImplementationOnce(() => seated);
      return false;
    });
    const attempt = SocketClient.connect(closingRoom);
    await expect.poll(() => isReady.mock.calls.length).toBe(1);
    await owner.request("room:update", { visibility: "private" });
    seat();
    const late = await attempt;
    isReady.mockRestore();
    ready.mockRestore();
    expect(await late.waitFor("goodbye")).toMatchObject({ code: "forbidden" });
    await late.disconnected();
    expect(late.received.map(({ event }) => event)).toEqual(["goodbye"]);
    // The directory does not list it any more, either.
    await expect
      .poll(async () => (await send("/api/rooms?query=closing-room")).text())
      .not.toContain(closingRoom);
  });

  it("has a limited number of guests", async () => {
    const manyGuests = uniqueRoom("many-guests");
    await runInDurableObject(env.ROOMS.getByName(manyGuests), (_, { storage }) => {
      const list = new GuestStore(storage.kv, { guests: 2 });
      list.add({ id: "b", name: "Bob" }, { id: "a", name: "Ada" });
      list.add({ id: "a", name: "Ada again" });
      expect(() => list.add({ id: "c", name: "Cy" })).toThrow(/at most 2/);
      expect(list.page(undefined, 1)).toEqual([{ id: "a", name: "Ada" }]);
      expect(list.page("a", 5)).toEqual([{ id: "b", name: "Bob" }]);
      list.remove("a");
      list.remove("a");
      list.add({ id: "c", name: "Cy" });
      expect(() => new GuestStore(storage.kv, { guests: 2 }).add({ id: "d", name: "Di" })).toThrow(
        /at most 2/,
      );
      expect(list.has("d")).toBe(false);
    });
  });
});

describe("a room's address", () => {
  it.each([["/rooms/any"], ["/api/rooms/any/messages"], ["/rooms/Any?invite=secret"], ["/rooms/%00"]])(
    "%s is neither indexed nor sent to other sites",
    async (path) => {
      const { headers } = await send(path);
      expect(headers.get("X-Robots-Tag")).toBe("noindex");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    },
  );

  it("of the front page may be indexed", async () => {
    expect((await send("/")).headers.get("X-Robots-Tag")).toBeNull();
  });
});
