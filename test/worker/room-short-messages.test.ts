/** New messages in their short form: what each client gets, and that none is without its name. */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Auth, Message } from "../../src/shared/contract/index.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { ReadingClient } from "./reading-client.ts";
import { SocketClient } from "./socket-client.ts";

const TEXT = "a plain message of sixty-four characters, as people send them...";

const joinShort = (room: string, auth: Auth = {}) => ReadingClient.join(room, { v: 2, ...auth });

const say = (client: { request: SocketClient["request"] }, nonce: string, text = TEXT) =>
  client.request("message:send", { nonce, text });

describe("a plain message", () => {
  it("of 64 characters is a frame of at most 110 bytes for a client of version 2, and unchanged for others", async () => {
    const room = uniqueRoom("short");
    const ada = await joinShort(room, { name: "Ada" });
    const bob = await joinShort(room, { name: "Bob" });
    const bot = await SocketClient.join(room, { name: "Stock" });
    expect(TEXT).toHaveLength(64);
    for (let i = 1; i <= 12; i++) await say(ada.socket, `nonce-of-21-letters-${i}`);
    await bob.untilRead(12);
    const frames = bob.socket.received.filter(({ event }) => event === "batch");
    expect(frames).toHaveLength(12);
    for (const { bytes } of frames.slice(1)) expect(bytes).toBeLessThanOrEqual(110);
    await bot.waitFor("messages", ([message]) => message?.seq === 12);
    expect(bot.received.some(({ event }) => event === "batch" || event === "nonces")).toBe(false);
    expect(bot.welcome.v).toBe(1);
    expect(bot.all("messages").flat()[11]).toEqual({
      seq: 12,
      from: { id: ada.socket.welcome.you.id, name: "Ada" },
      at: expect.any(Number),
      text: TEXT,
      nonce: "nonce-of-21-letters-12",
    });
    expect(bob.socket.received.some(({ event }) => event === "messages")).toBe(false);
    expect(bob.socket.welcome.v).toBe(2);
    expect(bob.messages.map(withoutNonce)).toEqual(bot.all("messages").flat().map(withoutNonce));
  });

  it("has its author's name for newcomers, after a sleep, and after a change of name", async () => {
    const room = uniqueRoom("short-names");
    const ada = await joinShort(room, { name: "Ada" });
    const bob = await joinShort(room, { name: "Bob" });
    await say(ada.socket, "1");
    await say(bob.socket, "2");
    await bob.untilRead(2);
    const late = await joinShort(room, { name: "Late" });
    await say(ada.socket, "3");
    await late.untilRead(3);
    await evictDurableObject(env.ROOMS.getByName(room));
    const later = await joinShort(room, { name: "Later" });
    await say(ada.socket, "4");
    await bob.socket.request("profile:set", { name: "Robert" });
    await say(bob.socket, "5");
    const last = await joinShort(room, { name: "Last" });
    await say(bob.socket, "6");
    for (const client of [ada, bob, late, later, last]) await client.untilRead(6);
    const names = ({ messages }: ReadingClient) =>
      messages.map(({ seq, from: { name } }) => `${seq} ${name}`);
    expect(names(ada)).toEqual(["1 Ada", "2 Bob", "3 Ada", "4 Ada", "5 Robert", "6 Robert"]);
    for (const client of [bob, late, later, last])
      expect(names(client)).toEqual(names(ada).slice(-client.messages.length));
    expect(last.messages).toHaveLength(1);
  });

  it("has its author's name above the number of people that a member list has, and for an author who is gone", async () => {
    const room = uniqueRoom("short-crowd");
    const people = await Promise.all(Array.from({ length: 210 }, () => SocketClient.join(room)));
    const ada = await joinShort(room, { name: "Ada" });
    expect(ada.socket.welcome.members).toEqual([]);
    await say(people[0] as SocketClient, "1");
    await ada.untilRead(1);
    people[0]?.leave();
    const late = await joinShort(room, { name: "Late" });
    await say(people[1] as SocketClient, "2");
    await say(ada.socket, "3");
    await late.untilRead(3);
    await ada.untilRead(3);
    expect(late.messages.map(({ from }) => from)).toEqual([people[1], ada.socket].map(fromOf));
    expect(ada.messages.map(({ from }) => from)).toEqual([people[0], people[1], ada.socket].map(fromOf));
  }, 120_000);

  it("of a bot, or by HTTP, with a reply, has all its fields", async () => {
    const room = uniqueRoom("short-bots");
    const ada = await joinShort(room, { name: "Ada" });
    await say(ada.socket, "1");
    const { token, bot } = (await ada.socket.request("bot:create", { name: "Weather" })) as unknown as {
      token: string;
      bot: { id: string };
    };
    const response = await send(`/api/rooms/${room}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ nonce: "2", text: "sun", replyTo: 1 }),
    });
    expect(response.status).toBe(201);
    await ada.untilRead(2);
    expect(ada.messages[1]).toEqual({
      seq: 2,
      from: { id: bot.id, name: "Weather" },
      at: expect.any(Number),
      text: "sun",
      replyTo: 1,
    });
  });

  it("is edited, deleted and erased by its number", async () => {
    const room = uniqueRoom("short-changes");
    const ada = await joinShort(room, { name: "Ada" });
    const bob = await joinShort(room, { name: "Bob" });
    for (const nonce of ["1", "2", "3"]) await say(nonce === "1" ? ada.socket : bob.socket, nonce);
    await bob.untilRead(3);
    await bob.socket.request("message:edit", { seq: 2, text: "edited" });
    await bob.socket.request("message:delete", { seq: 3 });
    await ada.socket.waitFor("changes", ({ messages }) =>
      messages.some(({ seq, deleted }) => seq === 3 && deleted === true),
    );
    await ada.socket.request("member:erase", { id: bob.socket.welcome.you.id });
    await say(bob.socket, "4", "I am still here");
    await ada.untilRead(4);
    expect(ada.messages.at(-1)?.from).toEqual({ id: bob.socket.welcome.you.id, name: "Bob" });
    expect(
      ada.socket
        .all("changes")
        .at(-1)
        ?.messages.map(({ from }) => from.name),
    ).not.toContain("Bob");
  });
});

describe("the nonce of a message", () => {
  it("reaches the other sockets of its author before the message, after a sleep too, and no one else", async () => {
    const room = uniqueRoom("short-nonces");
    const ada = await joinShort(room, { name: "Ada" });
    const { token = "" } = ada.socket.welcome.you;
    const bob = await joinShort(room, { name: "Bob" });
    await say(ada.socket, "alone");
    await bob.untilRead(1);
    expect(ada.socket.all("nonces")).toEqual([]);
    const second = await joinShort(room, { token });
    await say(ada.socket, "awake");
    await second.untilRead(2);
    await evictDurableObject(env.ROOMS.getByName(room));
    await say(ada.socket, "asleep");
    for (const client of [bob, second]) await client.untilRead(3);
    expect(second.messages.map(({ nonce }) => nonce)).toEqual(["awake", "asleep"]);
    expect(bob.messages.map(({ nonce }) => nonce)).toEqual([undefined, undefined, undefined]);
    expect(bob.socket.all("nonces")).toEqual([]);
  });
});

const withoutNonce = ({ nonce: _, ...message }: Message) => message;

const fromOf = (client: SocketClient | undefined) => {
  const { id, name } = client?.welcome.you ?? {};
  return { id, name };
};
