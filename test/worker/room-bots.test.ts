/** Bots of a room, and messages over HTTP. */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { NewBot } from "../../src/shared/contract/index.ts";
import { isBot } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, failure, ORIGIN, send } from "./app.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

/** The owner of a room, and a bot. */
async function botOf(room: string, name = "Herald"): Promise<{ owner: SocketClient } & NewBot> {
  const owner = await SocketClient.join(room, { name: "Ada" });
  await owner.request("message:send", { nonce: "first", text: "mine" });
  const made = (await owner.request("bot:create", { name })) as unknown as { ok: true } & NewBot;
  expect(made.ok).toBe(true);
  return { owner, bot: made.bot, token: made.token };
}

const post = (room: string, body: unknown, headers: Record<string, string> = {}) =>
  send(`/api/rooms/${room}/messages`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

describe("a bot", () => {
  it("connects with its token, under its given name, and is identified by its id", async () => {
    const botsRoom = uniqueRoom("bots");
    const { owner, bot, token } = await botOf(botsRoom);
    expect(isBot(bot.id)).toBe(true);
    expect(isBot(owner.welcome.you.id)).toBe(false);
    const herald = await SocketClient.join(botsRoom, { token, name: "Ada" });
    expect(herald.welcome.you).toEqual({ id: bot.id, name: "Herald" });
    expect(await herald.request("profile:set", { name: "Ada" })).toMatchObject(failure("forbidden"));
    await herald.request("message:send", { nonce: "1", text: "beep" });
    expect(await owner.waitFor("messages", ([first]) => first?.text === "beep")).toMatchObject([
      { from: bot },
    ]);
    expect(await owner.request("bots:get", {})).toEqual({ ok: true, bots: [bot] });
  });

  it("is created once per nonce, and only its newest token is valid", async () => {
    const botsOnce = uniqueRoom("bots-once");
    const { owner, bot } = await botOf(botsOnce);
    const make = async () =>
      (await owner.request("bot:create", { name: "Usher", nonce: "usher-1" })) as unknown as NewBot;
    const first = await make();
    await evictDurableObject(env.ROOMS.getByName(botsOnce));
    const second = await make();
    expect(second.bot).toEqual(first.bot);
    expect(await owner.request("bots:get", {})).toEqual({ ok: true, bots: [bot, first.bot] });
    expect((await post(botsOnce, { text: "x" }, bearer(second.token))).status).toBe(201);
    expect((await post(botsOnce, { text: "x" }, bearer(first.token))).status).toBe(401);
    for (const nonce of ["", "a b", 7, "x".repeat(65)])
      expect(await owner.request("bot:create", { name: "Usher", nonce })).toMatchObject({ ok: false });
  });

  it("is created, listed and revoked by the owner only", async () => {
    const botsRights = uniqueRoom("bots-rights");
    const botsRights2 = uniqueRoom("bots-rights-2");
    const botsNobodys = uniqueRoom("bots-nobodys");
    const { bot } = await botOf(botsRights);
    const bob = await SocketClient.join(botsRights);
    expect(await bob.request("bot:create", { name: "Mine" })).toMatchObject(failure("forbidden"));
    expect(await bob.request("bots:get", {})).toMatchObject(failure("forbidden"));
    expect(await bob.request("bot:revoke", { id: bot.id })).toMatchObject(failure("forbidden"));
    const herald = await SocketClient.join(botsRights, { token: (await botOf(botsRights2)).token }).catch(
      String,
    );
    expect(herald).toMatch(/not valid in this room/);
    const stranger = await SocketClient.join(botsNobodys);
    expect(await stranger.request("bot:create", { name: "Early" })).toMatchObject(failure("forbidden"));
  });

  it("is admitted with its own valid token only, and not after it was revoked", async () => {
    const botsTokens = uniqueRoom("bots-tokens");
    const { owner, bot, token } = await botOf(botsTokens);
    const other = (await owner.request("bot:create", { name: "Other" })) as unknown as NewBot;
    const forged = [
      `${token}0`,
      token.slice(0, -1),
      token.toUpperCase(),
      `${bot.id}_${"0".repeat(64)}`,
      `${other.bot.id}_${token.slice(-64)}`,
      "bot_",
    ];
    for (const one of forged) {
      const attempt = await SocketClient.connect(botsTokens, { token: one });
      expect(attempt.rejection?.data.code, one).toBe("unauthorized");
      attempt.leave();
      expect((await post(botsTokens, { text: "x" }, bearer(one))).status, one).toBe(401);
    }
    const herald = await SocketClient.join(botsTokens, { token });
    await evictDurableObject(env.ROOMS.getByName(botsTokens));
    expect(await owner.request("bot:revoke", { id: bot.id })).toEqual({ ok: true });
    expect(await herald.waitFor("goodbye")).toMatchObject({ code: "unauthorized" });
    await herald.disconnected();
    expect((await SocketClient.connect(botsTokens, { token })).rejection?.data.code).toBe("unauthorized");
    expect((await post(botsTokens, { text: "x" }, bearer(token))).status).toBe(401);
    expect((await post(botsTokens, { text: "x" }, bearer(other.token))).status).toBe(201);
  });

  it("can be muted, banned and slowed down like anyone", async () => {
    const botsRules = uniqueRoom("bots-rules");
    const { owner, bot, token } = await botOf(botsRules);
    await owner.request("member:mute", { id: bot.id, on: true });
    const muted = await post(botsRules, { text: "x" }, bearer(token));
    expect([muted.status, await muted.json()]).toMatchObject([403, failure("muted")]);
    await owner.request("member:mute", { id: bot.id, on: false });
    await owner.request("room:update", { slowMode: 60 });
    expect((await post(botsRules, { text: "x" }, bearer(token))).status).toBe(201);
    const slow = await post(botsRules, { text: "x" }, bearer(token));
    expect([slow.status, await slow.json()]).toMatchObject([429, failure("rate_limited")]);
    expect(Number(slow.headers.get("Retry-After"))).toBeGreaterThan(0);
    await owner.request("member:ban", { id: bot.id, on: true });
    const banned = await post(botsRules, { text: "x" }, bearer(token));
    expect([banned.status, await banned.json()]).toMatchObject([403, failure("banned")]);
    expect((await SocketClient.connect(botsRules, { token })).rejection?.data.code).toBe("banned");
  });

  it("is deleted with its room", async () => {
    const botsGone = uniqueRoom("bots-gone");
    const { owner, token } = await botOf(botsGone);
    await owner.request("room:delete", {});
    await owner.disconnected();
    expect((await post(botsGone, { text: "x" }, bearer(token))).status).toBe(401);
  });
});

describe("a message over HTTP", () => {
  it("is stored in one row, broadcast, and stored once however often it is sent", async () => {
    const postsRoom = uniqueRoom("posts");
    const { owner, bot, token } = await botOf(postsRoom);
    const body = { text: "deployed", nonce: "build-7", replyTo: 1 };
    const stored: Response[] = [];
    expect(
      await rowsWritten(postsRoom, async () => {
        stored.push(await post(postsRoom, body, bearer(token)));
      }),
    ).toBe(1);
    expect(stored[0]?.status).toBe(201);
    const [first] = stored as [Response];
    const { message } = (await first.json()) as { message: object };
    expect(message).toMatchObject({ seq: 2, from: bot, text: "deployed", replyTo: 1, nonce: "build-7" });
    expect(await owner.waitFor("messages", ([first]) => first?.seq === 2)).toEqual([message]);
    const again = await post(postsRoom, body, bearer(token));
    expect([again.status, await again.json()]).toEqual([200, { ok: true, message }]);
    const keyed = { ...bearer(token), "Idempotency-Key": "k1" };
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await post(postsRoom, { text: "once" }, keyed)).status);
    expect(statuses).toEqual([201, 200, 200]);
    for (let i = 0; i < 2; i++)
      expect((await post(postsRoom, { text: "twice" }, bearer(token))).status).toBe(201);
  });

  it("needs an author: a session token or cookie; it is rejected without", async () => {
    const postsPeople = uniqueRoom("posts-people");
    const ada = await SocketClient.join(postsPeople, { name: "Ada" });
    const token = ada.welcome.you.token as string;
    const posted = await post(postsPeople, { text: "by token" }, bearer(token));
    expect(await posted.json()).toMatchObject({ message: { from: { id: ada.welcome.you.id, name: "Ada" } } });
    const page = await send(`/rooms/${postsPeople}`);
    const Cookie = page.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    expect((await post(postsPeople, { text: "by cookie" }, { Cookie })).status).toBe(201);
    const foreign = await post(postsPeople, { text: "x" }, { Cookie, Origin: "https://evil.example" });
    expect([foreign.status, await foreign.json()]).toMatchObject([403, failure("forbidden")]);
    expect((await post(postsPeople, { text: "x" }, { Cookie, Origin: ORIGIN })).status).toBe(201);
    const strangers: Record<string, string>[] = [
      {},
      bearer("junk"),
      bearer("a.b"),
      { Cookie: "__Host-session=e30.AAAA" },
    ];
    for (const headers of strangers) {
      expect((await post(postsPeople, { text: "x" }, headers)).status).toBe(401);
    }
  });

  it("with an invalid payload is rejected with a reason and not stored", async () => {
    const postsBad = uniqueRoom("posts-bad");
    const { owner, token } = await botOf(postsBad);
    const bodies: [unknown, number][] = [
      ["{", 400],
      ["", 400],
      [[], 400],
      [null, 400],
      [{}, 400],
      [{ text: "" }, 400],
      [{ text: 7 }, 400],
      [{ text: "x", nonce: "two words" }, 400],
      [{ text: "x", replyTo: 99 }, 404],
      [{ text: "x".repeat(4_001) }, 413],
      [{ text: "x", more: "x".repeat(70_000) }, 413],
    ];
    for (const [body, status] of bodies) {
      const response = await post(postsBad, body, bearer(token));
      expect([response.status, await response.json()], JSON.stringify(body)?.slice(0, 40)).toMatchObject([
        status,
        { ok: false, error: { message: expect.any(String) } },
      ]);
    }
    const plain = await post(postsBad, "{}", { ...bearer(token), "Content-Type": "text/plain" });
    expect(plain.status).toBe(400);
    expect((await owner.request("history:get", {})) as object).toMatchObject({ messages: [{ seq: 1 }] });
  });

  it("is limited like other messages of a bot", async () => {
    const postsFlood = uniqueRoom("posts-flood");
    const { token } = await botOf(postsFlood);
    const statuses: number[] = [];
    // On a slow machine the limiter refills meanwhile: repeat until it rejects.
    while (!statuses.includes(429) && statuses.length < 3_000) {
      const posts = Array.from({ length: 140 }, () => post(postsFlood, { text: "x" }, bearer(token)));
      statuses.push(...(await Promise.all(posts)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(LIMITS.botMessageBurst);
    expect(statuses).toContain(429);
  });
});
