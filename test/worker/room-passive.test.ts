/** Clients that are not visible: one frame at most every five seconds, and everything when they are visible again. */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { ReadingClient } from "./reading-client.ts";
import { SocketClient } from "./socket-client.ts";

const join = (room: string, name: string) => ReadingClient.join(room, { v: 2, name });

const setVisible = ({ socket }: ReadingClient, visible: boolean) =>
  socket.request("presence:set", { idle: false, visible });

const say = ({ socket }: ReadingClient, number: number) =>
  socket.request("message:send", { nonce: `n${number}`, text: `message ${number}` });

const seqs = ({ messages }: ReadingClient) => messages.map(({ seq }) => seq);

const eventsOf = ({ socket }: ReadingClient, ...names: string[]) =>
  socket.received.filter(({ event }) => names.includes(event)).length;

/** How many messages the room sends at once. */
const ALL = Array.from({ length: 12 }, (_, index) => index + 1);

describe("a client that is not visible", () => {
  it("gets few frames, and everything in order when it is visible again", async () => {
    const room = uniqueRoom("passive");
    const [ada, bob] = [await join(room, "Ada"), await join(room, "Bob")];
    expect(await setVisible(bob, false)).toEqual({ ok: true });
    for (const number of ALL.slice(0, 8)) await say(ada, number);
    const cora = await join(room, "Cora");
    await ada.socket.request("message:edit", { seq: 7, text: "edited" });
    await ada.socket.request("message:delete", { seq: 8 });
    await ada.socket.request("typing", { active: true });
    await ada.socket.waitFor("typing");
    expect(await setVisible(bob, true)).toEqual({ ok: true });
    await bob.untilRead(8);
    for (const number of ALL.slice(8)) await say(ada, number);
    await bob.untilRead(12);
    expect(seqs(bob)).toEqual(ALL);
    expect(bob.messages[6]?.text).toBe("edited");
    expect(bob.messages[7]).toMatchObject({ text: "", deleted: true });
    const frames = bob.socket.all("missed");
    expect(frames.length).toBeLessThanOrEqual(3);
    const last = frames.at(-1);
    expect(last?.members?.map(({ name }) => name)).toEqual(["Ada", "Bob", "Cora"]);
    expect(last).toMatchObject({ memberCount: 3, typing: [ada.socket.welcome.you.id] });
    expect(bob.messages.map(({ from }) => from.name)).toEqual(ALL.map(() => "Ada"));
    expect(cora.socket.welcome.lastSeq).toBe(8);
  });

  it("gets the rest after the interval, without being visible", async () => {
    const room = uniqueRoom("passive-interval");
    const [ada, bob] = [await join(room, "Ada"), await join(room, "Bob")];
    await setVisible(bob, false);
    for (const number of ALL) await say(ada, number);
    await bob.untilRead(12);
    expect(seqs(bob)).toEqual(ALL);
    expect(eventsOf(bob, "batch", "typing")).toBe(0);
    expect(bob.socket.all("missed").length).toBeLessThan(5);
  });

  it("is still so after the room slept, and gets what it needs when it is visible again", async () => {
    const room = uniqueRoom("passive-sleep");
    const [ada, bob] = [await join(room, "Ada"), await join(room, "Bob")];
    await setVisible(bob, false);
    await say(ada, 1);
    await bob.untilRead(1);
    await evictDurableObject(env.ROOMS.getByName(room));
    await say(ada, 2);
    await bob.untilRead(2);
    expect(eventsOf(bob, "batch")).toBe(0);
    ada.socket.leave();
    await evictDurableObject(env.ROOMS.getByName(room));
    await setVisible(bob, true);
    const missed = await bob.socket.waitFor("missed", ({ members }) => members !== undefined);
    expect(missed.messages).toBeUndefined();
    expect(missed.members?.map(({ name }) => name)).toEqual(["Bob"]);
    await say(bob, 3);
    await bob.untilRead(3);
    expect(seqs(bob)).toEqual([1, 2, 3]);
    expect(eventsOf(bob, "batch")).toBe(1);
  });

  it("leaves nothing behind that keeps the room awake", async () => {
    const room = uniqueRoom("passive-idle");
    const [ada, bob] = [await join(room, "Ada"), await join(room, "Bob")];
    await setVisible(bob, false);
    await say(ada, 1);
    await say(ada, 2);
    await bob.untilRead(2);
    // It fails while a timer runs.
    await evictDurableObject(env.ROOMS.getByName(room));
    expect(seqs(bob)).toEqual([1, 2]);
  });

  it("is muted, banned and told of new settings", async () => {
    const room = uniqueRoom("passive-rules");
    const [ada, bob] = [await join(room, "Ada"), await join(room, "Bob")];
    await say(ada, 1);
    await bob.untilRead(1);
    await setVisible(bob, false);
    const { id } = bob.socket.welcome.you;
    await ada.socket.request("room:update", { topic: "quiet" });
    await bob.socket.waitFor("missed", (missed) => missed.room?.topic === "quiet");
    await ada.socket.request("member:mute", { id, on: true });
    expect(await bob.socket.waitFor("muted")).toEqual({ on: true });
    await ada.socket.request("member:ban", { id, on: true });
    expect(await bob.socket.waitFor("goodbye")).toMatchObject({ code: "banned" });
    await bob.socket.disconnected();
  });

  it("gets the nonces of what its person writes elsewhere, and where they have read", async () => {
    const room = uniqueRoom("passive-own");
    const ada = await join(room, "Ada");
    const { token = "" } = ada.socket.welcome.you;
    const second = await ReadingClient.join(room, { v: 2, token });
    await setVisible(second, false);
    await say(ada, 1);
    await second.untilRead(1);
    expect(second.messages[0]).toMatchObject({ nonce: "n1" });
    await ada.socket.request("read", { seq: 1 });
    expect(await second.socket.waitFor("read")).toEqual({ seq: 1 });
  });

  it("is visible again when it reconnects, without a gap", async () => {
    const room = uniqueRoom("passive-reconnect");
    const [ada, bob] = [await join(room, "Ada"), await join(room, "Bob")];
    await setVisible(bob, false);
    await say(ada, 1);
    await bob.untilRead(1);
    await say(ada, 2);
    bob.socket.leave();
    const { token = "" } = bob.socket.welcome.you;
    const again = await ReadingClient.join(room, { v: 2, token, lastSeq: 1, rev: 0 });
    expect(again.socket.welcome.messages.map(({ seq }) => seq)).toEqual([2]);
    await say(ada, 3);
    await again.untilRead(3);
    expect(seqs(again)).toEqual([3]);
    expect(eventsOf(again, "missed")).toBe(0);
  });

  it("may be a client of version 1, and no other is", async () => {
    const room = uniqueRoom("passive-stock");
    const ada = await join(room, "Ada");
    const [asking, stock] = [await SocketClient.join(room), await SocketClient.join(room)];
    await stock.request("presence:set", { idle: true });
    await asking.request("presence:set", { idle: true, visible: false });
    await say(ada, 1);
    await asking.waitFor("missed", ({ messages }) => messages?.[0]?.[0] === 1);
    await stock.waitFor("messages", ([message]) => message?.seq === 1);
    await asking.request("presence:set", { idle: false, visible: true });
    await say(ada, 2);
    expect(await asking.waitFor("messages")).toMatchObject([{ seq: 2, nonce: "n2", from: { name: "Ada" } }]);
    expect(asking.all("missed").at(-1)?.next).toBeUndefined();
    expect(stock.all("missed")).toEqual([]);
  });
});

describe("a room", () => {
  it("sends each message once and in order to clients that come, go, hide and show at any time", async () => {
    const room = uniqueRoom("passive-random");
    const ada = await join(room, "Ada");
    const clients = [await join(room, "Bob"), await join(room, "Cora"), await join(room, "Dan")];
    const hidden = new Set<ReadingClient>();
    const sent: Promise<unknown>[] = [];
    for (let number = 1; number <= 60; number++) {
      const client = clients[Math.floor(Math.random() * clients.length)] as ReadingClient;
      if (number % 2 === 0) {
        if (hidden.delete(client)) void setVisible(client, true);
        else {
          hidden.add(client);
          void setVisible(client, false);
        }
      }
      // Within the limit of one person.
      if (number % 5 === 0) ada.socket.emit("typing", { active: number % 10 === 0 });
      if (number % 6 === 0) await say(ada, number);
      else if (number % 6 === 3) sent.push(say(clients[0] as ReadingClient, number));
    }
    await Promise.all(sent);
    const answers = await Promise.all(
      [ada, ...clients].map((client) => client.socket.request("history:get", {})),
    );
    const expected = (answers[0] as unknown as { messages: { seq: number }[] }).messages.map(
      ({ seq }) => seq,
    );
    const last = expected.at(-1) as number;
    expect(last).toBeGreaterThan(10);
    await Promise.all(clients.map((client) => setVisible(client, true)));
    for (const client of [ada, ...clients]) {
      await client.untilRead(last);
      expect(seqs(client)).toEqual(expected);
    }
  });
});
