import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { SocketClient } from "./socket-client.ts";

/** Evicts the room while its sockets stay open. */
const evict = (room: string) => evictDurableObject(env.ROOMS.getByName(room));

describe("a room", () => {
  it("sends a new client everything needed to show it", async () => {
    const welcomeRoom = uniqueRoom("welcome");
    const ada = await SocketClient.join(welcomeRoom, { name: "  Ada " });
    await ada.request("message:send", { nonce: "1", text: "first" });
    const bob = await SocketClient.join(welcomeRoom);
    expect(bob.received[0]?.event).toBe("welcome");
    expect(bob.welcome).toMatchObject({
      v: 1,
      room: welcomeRoom,
      you: { name: expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+$/), token: expect.any(String) },
      members: [ada.welcome.members[0], { id: bob.welcome.you.id, name: bob.welcome.you.name }],
      memberCount: 2,
      messages: [{ seq: 1, text: "first", from: { name: "Ada" } }],
      changes: [],
      lastSeq: 1,
      rev: 0,
      gap: false,
    });
  });

  it("acknowledges a message first, and then sends it to everyone, the author included", async () => {
    const send = uniqueRoom("send");
    const ada = await SocketClient.join(send, { name: "Ada" });
    const bob = await SocketClient.join(send);
    const answer = await ada.request("message:send", { nonce: "mine", text: "<b>hello</b>" });
    expect(ada.all("messages")).toEqual([]);
    const message = {
      seq: 1,
      from: { id: ada.welcome.you.id, name: "Ada" },
      at: expect.any(Number),
      text: "<b>hello</b>",
      nonce: "mine",
    };
    expect(answer).toEqual({ ok: true, message });
    expect(await ada.waitFor("messages")).toEqual([message]);
    expect(await bob.waitFor("messages")).toEqual([message]);
  });

  it("sends messages to everyone in the order of arrival", async () => {
    const order = uniqueRoom("order");
    const [ada, bob] = [await SocketClient.join(order), await SocketClient.join(order)];
    const texts = Array.from({ length: 20 }, (_, i) => `m${i}`);
    await Promise.all(
      texts.map((text, i) => (i % 3 === 0 ? ada : bob).request("message:send", { nonce: text, text })),
    );
    await ada.waitFor("messages", (messages) => messages.at(-1)?.seq === 20);
    await bob.waitFor("messages", (messages) => messages.at(-1)?.seq === 20);
    const seen = ada.all("messages").flat();
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(bob.all("messages").flat()).toEqual(seen);
  });

  it("continues after a sleep: same members, no second welcome, no lost message", async () => {
    const sleep = uniqueRoom("sleep");
    const ada = await SocketClient.join(sleep, { name: "Ada" });
    const bob = await SocketClient.join(sleep, { name: "Bob" });
    await ada.request("message:send", { nonce: "1", text: "before" });
    await bob.waitFor("messages");
    await evict(sleep);
    expect(await bob.request("message:send", { nonce: "2", text: "after" })).toMatchObject({
      ok: true,
      message: { seq: 2, from: { id: bob.welcome.you.id, name: "Bob" } },
    });
    await ada.waitFor("messages", ([message]) => message?.text === "after");
    const cem = await SocketClient.join(sleep);
    expect(cem.welcome.members.map(({ name }) => name)).toEqual(expect.arrayContaining(["Ada", "Bob"]));
    expect(cem.welcome.memberCount).toBe(3);
    expect([ada, bob].map((visitor) => visitor.all("welcome").length)).toEqual([1, 1]);
  });

  it("counts correctly when several people join a sleeping room at the same time", async () => {
    const crowd = uniqueRoom("crowd");
    const ada = await SocketClient.join(crowd, { name: "Ada" });
    await evict(crowd);
    const names = ["Bob", "Cem", "Dia", "Eve"];
    await Promise.all(names.map((name) => SocketClient.join(crowd, { name })));
    await ada.waitFor("presence", ({ count }) => count === 5);
    const joined = ada.all("presence").flatMap((presence) => presence.joined.map(({ name }) => name));
    expect(joined.sort()).toEqual(names);
  });

  it("notifies of a person who leaves, also if that wakes the room", async () => {
    const leaveRoom = uniqueRoom("leave");
    const ada = await SocketClient.join(leaveRoom);
    const bob = await SocketClient.join(leaveRoom);
    await ada.waitFor("presence", ({ count }) => count === 2);
    await evict(leaveRoom);
    bob.leave();
    const presence = await ada.waitFor("presence", ({ count }) => count === 1);
    expect(presence).toEqual({ joined: [], left: [bob.welcome.you.id], count: 1 });
  });

  it("notifies of a new name, also if that wakes the room", async () => {
    const nameRoom = uniqueRoom("rename");
    const ada = await SocketClient.join(nameRoom, { name: "Ada" });
    const bob = await SocketClient.join(nameRoom, { name: "Bob" });
    await ada.waitFor("presence", ({ count }) => count === 2);
    await evict(nameRoom);
    const renamed = bob.request("profile:set", { name: "Robert" });
    const sent = bob.request("message:send", { nonce: "1", text: "hello" });
    expect(await renamed).toMatchObject({ ok: true, member: { name: "Robert" } });
    expect(await sent).toMatchObject({ message: { from: { name: "Robert" } } });
    const presence = await ada.waitFor("presence", ({ joined }) => joined[0]?.name === "Robert");
    expect(presence).toEqual({ joined: [{ id: bob.welcome.you.id, name: "Robert" }], left: [], count: 2 });
  });

  it("counts a person with two tabs once, asleep or awake", async () => {
    const tabs = uniqueRoom("tabs");
    const ada = await SocketClient.join(tabs, { name: "Ada" });
    const { token } = ada.welcome.you;
    const second = await SocketClient.join(tabs, { token });
    expect(second.welcome).toMatchObject({ you: { id: ada.welcome.you.id, name: "Ada" }, memberCount: 1 });
    await evict(tabs);
    const bob = await SocketClient.join(tabs);
    expect(bob.welcome.memberCount).toBe(2);
    second.leave();
    ada.leave();
    expect(await bob.waitFor("presence")).toEqual({ joined: [], left: [ada.welcome.you.id], count: 1 });
  });
});

describe("a name", () => {
  it("changes in every tab and for everyone, and survives a sleep", async () => {
    const namesRoom = uniqueRoom("names");
    const ada = await SocketClient.join(namesRoom, { name: "Ada" });
    const second = await SocketClient.join(namesRoom, { token: ada.welcome.you.token });
    const bob = await SocketClient.join(namesRoom);
    const member = { id: ada.welcome.you.id, name: "Augusta" };
    expect(await ada.request("profile:set", { name: " Augusta " })).toEqual({ ok: true, member });
    expect(await bob.waitFor("presence")).toEqual({ joined: [member], left: [], count: 2 });
    await evict(namesRoom);
    expect(await second.request("message:send", { nonce: "1", text: "hi" })).toMatchObject({
      message: { from: member },
    });
    expect((await SocketClient.join(namesRoom, { token: ada.welcome.you.token })).welcome.you.name).toBe(
      "Augusta",
    );
  });

  it("that is invalid changes nothing", async () => {
    const noName = uniqueRoom("no-name");
    const ada = await SocketClient.join(noName, { name: "Ada" });
    for (const name of ["", " \u200b ", 7, "x".repeat(41)]) {
      expect(await ada.request("profile:set", { name })).toMatchObject({ ok: false });
    }
    expect(await ada.request("message:send", { nonce: "1", text: "hi" })).toMatchObject({
      message: { from: { name: "Ada" } },
    });
  });
});

describe("typing", () => {
  it("is sent to everyone, new clients too, and ends with the message or when the person leaves", async () => {
    const typing = uniqueRoom("typing");
    const [ada, bob] = [await SocketClient.join(typing), await SocketClient.join(typing)];
    const { id } = ada.welcome.you;
    ada.emit("typing", { active: true });
    expect(await bob.waitFor("typing")).toEqual({ ids: [id] });
    expect(await (await SocketClient.join(typing)).waitFor("typing")).toEqual({ ids: [id] });
    await ada.request("message:send", { nonce: "1", text: "done" });
    await bob.waitFor("typing", ({ ids }) => ids.length === 0);
    bob.emit("typing", { active: true });
    await ada.waitFor("typing", ({ ids }) => ids[0] === bob.welcome.you.id);
    bob.leave();
    const told = () => ada.all("typing").at(-1)?.ids;
    await ada.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
    await ada.request("history:get", {});
    expect(told()).toEqual([]);
  });
});
