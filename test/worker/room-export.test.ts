/** The export of a room. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/shared/contract/index.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, send } from "./app.ts";
import { say } from "./listed-rooms.ts";
import { SocketClient } from "./socket-client.ts";

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
        headers: visitor === undefined ? {} : bearer(visitor),
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
      headers: bearer(ada),
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
      headers: { ...bearer(token), "Content-Type": "application/json" },
      body: JSON.stringify({ nonce: "http", text: "by HTTP" }),
    });
    const exported = async () => {
      const headers = bearer(ada);
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
    const byBot = await send(`/api/rooms/${room}/export`, { headers: bearer(token) });
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
      headers: bearer(ada),
    });
    const { messages } = (await response.json()) as { messages: Message[] };
    expect(messages).toHaveLength(2_500);
  });
});
