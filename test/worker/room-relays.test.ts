/** The relays of a room that sleep, crash or do not answer. With one connection per object: in the project `relays`, and in `npm run test:relays`. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Transmission } from "../../src/room/relay/messages.ts";
import { relayName } from "../../src/room/relay/relay-name.ts";
import { RoomRelay } from "../../src/room/relay/room-relay.ts";
import type { AccountInfo, DeviceLink } from "../../src/shared/account.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { atLength } from "../support/length.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { Browser } from "./account.ts";
import { send } from "./app.ts";
import { PushService, subscribe } from "./push-service.ts";
import { SocketClient } from "./socket-client.ts";

const relay = (room: string, number: number) => {
  if (env.RELAYS === undefined) throw new Error("there are no relays");
  return env.RELAYS.getByName(relayName(room, number));
};
const owner = (room: string) => env.ROOMS.getByName(room);

/** A room with one client on its own object, and one on each of two relays. */
async function openRoom(kind: string) {
  const room = uniqueRoom(kind);
  const ada = await SocketClient.join(room, { name: "Ada" });
  const bob = await SocketClient.join(room, { name: "Bob" });
  const cem = await SocketClient.join(room, { name: "Cem" });
  expect([ada, bob, cem].map(({ engineId }) => engineId.split(".").length)).toEqual([1, 2, 2]);
  return { room, ada, bob, cem };
}

const say = (client: SocketClient, text: string) =>
  client.request("message:send", { nonce: text.replaceAll(" ", "-"), text });

const heard = (client: SocketClient): string[] =>
  client
    .all("messages")
    .flat()
    .map(({ text }) => text);

const hears = (client: SocketClient, text: string) =>
  client.waitFor("messages", (messages) => messages.some((message) => message.text === text));

/** A transmission of another epoch, which is not handled. */
const NOTHING: Transmission = {
  epoch: "another",
  session: "",
  first: 1,
  base: { seq: 0, rev: 0 },
  stored: { seq: 0, rev: 0 },
  messages: [],
};

/** Replaces how one relay handles messages of its room. @returns ends that */
function intercept(room: string, number: number, deliver: RoomRelay["deliver"]): () => void {
  const { name } = relay(room, number);
  const original = RoomRelay.prototype.deliver;
  RoomRelay.prototype.deliver = function (this: RoomRelay, transmission) {
    const { ctx } = this as unknown as { ctx: DurableObjectState };
    return ctx.id.name === name ? deliver(transmission) : original.call(this, transmission);
  };
  return () => {
    RoomRelay.prototype.deliver = original;
  };
}

describe("a room with relays", () => {
  it("finds its relays and their people again after it slept", async () => {
    const { room, ada, bob, cem } = await openRoom("relays-room-sleeps");
    await say(bob, "before");
    await hears(cem, "before");
    await evictDurableObject(owner(room));
    await say(cem, "after");
    for (const client of [ada, bob, cem]) await hears(client, "after");
    for (const client of [ada, bob, cem]) expect(heard(client)).toEqual(["before", "after"]);
    const dan = await SocketClient.join(room, { name: "Dan" });
    expect(dan.welcome.members.map(({ name }) => name).toSorted()).toEqual(["Ada", "Bob", "Cem", "Dan"]);
    expect(dan.welcome.messages.map(({ text }) => text)).toEqual(["before", "after"]);
    bob.leave();
    await dan.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
  });

  it("finds the people on relays again when a push subscription wakes it", async () => {
    const { room, ada, bob, cem } = await openRoom("relays-push-wakes");
    await say(ada, "my room");
    for (const client of [bob, cem]) await hears(client, "my room");
    await evictDurableObject(owner(room));
    expect(await subscribe(room, bob, new PushService(room).device())).toBe(200);
    const dan = await SocketClient.join(room, { name: "Dan" });
    expect(dan.welcome.members.map(({ name }) => name).toSorted()).toEqual(["Ada", "Bob", "Cem", "Dan"]);
  });

  it("disconnects people on relays also if a request that only reads continues its deletion", async () => {
    const { room, ada, bob, cem } = await openRoom("relays-deletion-interrupted");
    await say(ada, "my room");
    ada.leave();
    for (const client of [bob, cem])
      await client.waitFor("presence", ({ left }) => left.includes(ada.welcome.you.id));
    // As stored by a room that is killed when it begins to delete itself.
    await runInDurableObject(owner(room), (_, { storage }) => storage.kv.put("room:condemned", true));
    await evictDurableObject(owner(room));
    expect((await send(`/api/rooms/${room}/messages`)).status).toBe(404);
    for (const client of [bob, cem]) {
      await client.disconnected();
      expect(client.all("goodbye")).toMatchObject([{ code: "not_found" }]);
    }
  });

  it("keeps its relays' clients when it crashes, and they get what they missed", async () => {
    const { room, ada, bob, cem } = await openRoom("relays-room-crashes");
    await say(ada, "before");
    await Promise.all([hears(bob, "before"), hears(cem, "before")]);
    await evictDurableObject(owner(room), { webSockets: "close" });
    await ada.disconnected();
    await say(bob, "after");
    await hears(cem, "after");
    expect(heard(bob)).toEqual(["before", "after"]);
    expect(heard(cem)).toEqual(["before", "after"]);
    const dan = await SocketClient.join(room, { name: "Dan" });
    expect(dan.welcome.members.map(({ name }) => name).toSorted()).toEqual(["Bob", "Cem", "Dan"]);
  });

  it("sends a relay what was stored and not sent when the room crashed", async () => {
    const { room, bob, cem } = await openRoom("relays-catch-up");
    await say(bob, "first");
    await hears(cem, "first");
    const { epoch } = await relay(room, 2).deliver(NOTHING);
    const restore = intercept(room, 2, async () => ({
      // It says that it is there, and handles nothing.
      epoch,
      connections: 1,
      received: { session: undefined, number: 0 },
    }));
    await say(bob, "second");
    await hears(bob, "second");
    await evictDurableObject(owner(room), { webSockets: "close" });
    restore();
    await say(bob, "third");
    await hears(cem, "third");
    expect(heard(cem)).toEqual(["first", "second", "third"]);
  });

  it("sends a hidden client on a relay what waited for its next frame when the room crashed", async () => {
    const { room, bob, cem } = await openRoom("relays-hidden");
    await say(bob, "first");
    await hears(cem, "first");
    expect(await cem.request("presence:set", { idle: false, visible: false })).toEqual({ ok: true });
    await say(bob, "second");
    const seen = () => cem.all("missed").flatMap(({ messages = [] }) => messages.map(([seq]) => seq));
    await cem.until(() => seen().includes(2));
    await say(bob, "waits");
    await hears(bob, "waits");
    expect(seen()).toEqual([2]);
    // An eviction would wait for the timer of the frame.
    await runInDurableObject(owner(room), (_, state) => state.abort("a crash")).catch(() => undefined);
    await say(bob, "after");
    await hears(bob, "after");
    const all = () => [...heard(cem), ...seen()];
    await cem.until(() => all().includes("waits"));
    await cem.until(() => seen().includes(4));
    expect(all()).toEqual(["first", "waits", 2, 4]);
    expect(heard(bob)).toEqual(["first", "second", "waits", "after"]);
  });

  it("does not wait for a relay that does not answer", async () => {
    const { room, ada, bob, cem } = await openRoom("relays-silent");
    const restore = intercept(room, 1, () => new Promise(() => {}));
    for (const text of ["one", "two", "three"]) await say(ada, text);
    await hears(cem, "three");
    expect(heard(cem)).toEqual(["one", "two", "three"]);
    // What it sends is answered, and the answer has what it missed.
    await say(bob, "four");
    await hears(bob, "four");
    restore();
    expect(heard(bob)).toEqual(["one", "two", "three", "four"]);
  });

  it("bans a person on a relay before it says so", async () => {
    const { room, ada, bob, cem } = await openRoom("relays-ban");
    await say(ada, "my room");
    await hears(bob, "my room");
    await evictDurableObject(owner(room));
    expect(await ada.request("member:ban", { id: bob.welcome.you.id, on: true })).toEqual({ ok: true });
    const there = await runInDurableObject(relay(room, 1), (object) => object.io.fetchSockets());
    expect(there).toEqual([]);
    await bob.disconnected();
    expect(bob.all("goodbye")).toMatchObject([{ code: "banned" }]);
    await cem.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
  });

  it("signs out a device on its relays, asleep or awake, and says so when that is done", async () => {
    const room = uniqueRoom("relays-sign-out");
    const first = await Browser.create();
    const { link } = await first.post<DeviceLink>("/links");
    const second = await Browser.create();
    await second.post("/links/redeem", { link });
    const stranger = await SocketClient.join(room, { name: "Bob" });
    const lost = [
      await SocketClient.join(room, {}, second.headers),
      await SocketClient.join(room, {}, second.headers),
    ];
    const kept = await SocketClient.join(room, {}, first.headers);
    expect([...lost, kept].map(({ engineId }) => engineId.split(".")[0])).toEqual(["1", "2", "3"]);
    await say(stranger, "everyone is here");
    for (const client of [...lost, kept]) await hears(client, "everyone is here");
    await evictDurableObject(owner(room));
    await evictDurableObject(relay(room, 2));

    const { account } = await first.get<{ account: AccountInfo }>();
    const device = account.devices.find(({ current }) => !current)?.id ?? "";
    expect(await first.delete(`/devices/${device}`)).toEqual({ ok: true });
    const { id: person } = kept.welcome.you;
    await owner(room).endSession({ person, device, isFirst: false });
    for (const number of [1, 2])
      expect(await runInDurableObject(relay(room, number), ({ io }) => io.fetchSockets())).toEqual([]);
    for (const client of lost) {
      await client.disconnected();
      expect(client.all("goodbye")).toMatchObject([{ code: "unauthorized", signedOut: true }]);
    }
    expect(await say(kept, "still here")).toMatchObject({ ok: true });
    await hears(stranger, "still here");
    expect(await SocketClient.connect(room, {}, second.headers)).toMatchObject({
      rejection: { data: { code: "unauthorized", signedOut: true } },
    });
  });

  it("knows people who say nothing by their ids alone, and finds the rest when it needs it", async () => {
    const room = uniqueRoom("relays-silent-people");
    const ada = await SocketClient.join(room, { name: "Ada" });
    const bob = await SocketClient.join(room, { name: "Bob" });
    const { token = "" } = bob.welcome.you;
    const [second, third] = [
      await SocketClient.join(room, { token }),
      await SocketClient.join(room, { token }),
    ];
    expect(await second.request("profile:set", { name: "Robert" })).toMatchObject({ ok: true });
    expect(await third.request("profile:set", { name: "Bobby" })).toMatchObject({ ok: true });
    for (const client of [bob, second, third]) {
      const text = `by ${client.engineId}`;
      expect(await say(client, text)).toMatchObject({ message: { from: { name: "Bobby" } } });
      await hears(ada, text);
    }
    await second.request("read", { seq: 3 });
    for (const client of [bob, third]) expect(await client.waitFor("read")).toEqual({ seq: 3 });
    second.leave();
    await evictDurableObject(relay(room, 1), { webSockets: "close" });
    await bob.disconnected();
    const cem = await SocketClient.join(room, { name: "Cem" });
    expect(cem.welcome.members.map(({ name }) => name).toSorted()).toEqual(["Ada", "Bobby", "Cem"]);
    third.leave();
    await cem.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
  });

  it("disconnects everyone when it is deleted, and can be made again", async () => {
    const { room, ada, bob, cem } = await openRoom("relays-deleted");
    await say(ada, "my room");
    expect(await ada.request("room:delete", {})).toEqual({ ok: true });
    for (const client of [ada, bob, cem]) {
      await client.disconnected();
      expect(client.all("goodbye")).toHaveLength(1);
    }
    await expect
      .poll(() =>
        SocketClient.join(room).then(
          ({ welcome }) => welcome.memberCount,
          () => 0,
        ),
      )
      .toBeGreaterThan(0);
  });

  it("takes connections itself again when it has space", async () => {
    const { room, ada, bob } = await openRoom("relays-shrinks");
    ada.leave();
    await bob.waitFor("presence", ({ left }) => left.includes(ada.welcome.you.id));
    const response = await owner(room).fetch(
      `https://chat.example${socketPath(room)}?EIO=4&transport=polling`,
    );
    expect(response.headers.get("X-Relay")).toBe(null);
    expect(response.status).toBe(200);
    await response.text();
  });
});

describe("a relay", () => {
  it.runIf(atLength({ short: false, long: true }))(
    "that was out of reach loses those who were banned meanwhile",
    async () => {
      const { room, ada, bob, cem } = await openRoom("relay-out-of-reach");
      await say(ada, "my room");
      await hears(bob, "my room");
      const restore = intercept(room, 1, () => Promise.reject(new Error("out of reach")));
      await say(ada, "are you there?");
      await cem.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
      expect(await ada.request("member:ban", { id: bob.welcome.you.id, on: true })).toEqual({ ok: true });
      restore();
      bob.emit("typing", { active: true });
      await bob.disconnected();
      expect(bob.all("goodbye")).toMatchObject([{ code: "banned" }]);
      const dan = await SocketClient.join(room, { name: "Dan" });
      expect(dan.welcome.members.map(({ name }) => name).toSorted()).toEqual(["Ada", "Cem", "Dan"]);
    },
  );

  it("that slept writes to its sockets, each message once", async () => {
    const { room, ada, bob } = await openRoom("relay-sleeps");
    await say(ada, "before");
    await hears(bob, "before");
    await evictDurableObject(relay(room, 1));
    await say(ada, "after");
    await hears(bob, "after");
    await evictDurableObject(relay(room, 1));
    expect(await say(bob, "an answer")).toMatchObject({ ok: true, message: { from: { name: "Bob" } } });
    await hears(bob, "an answer");
    expect(heard(bob)).toEqual(["before", "after", "an answer"]);
    const dan = await SocketClient.join(room, { name: "Dan" });
    expect(dan.welcome.messages.map(({ text }) => text)).toEqual(["before", "after", "an answer"]);
  });

  it("that crashed has no people any more", async () => {
    const { room, ada, bob, cem } = await openRoom("relay-crashes");
    await evictDurableObject(relay(room, 1), { webSockets: "close" });
    await bob.disconnected();
    await say(ada, "is anyone there");
    for (const client of [ada, cem])
      await client.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
    const back = await SocketClient.join(room, { token: bob.welcome.you.token, lastSeq: 0 });
    expect(back.welcome.messages.map(({ text }) => text)).toEqual(["is anyone there"]);
    expect(back.welcome.memberCount).toBe(3);
  });

  it("serves a client that polls, and one that upgrades", async () => {
    const { room, ada } = await openRoom("relay-polling");
    const path = `${socketPath(room)}?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await send(path)).text()).slice(1)) as { sid: string };
    expect(sid).toMatch(/^\d+\./);
    await send(`${path}&sid=${sid}`, { method: "POST", body: '40{"name":"Poll"}' });
    let received = "";
    await expect
      .poll(async () => {
        received += await (await send(`${path}&sid=${sid}`)).text();
        return received;
      })
      .toContain("welcome");
    await say(ada, "for everyone");
    await expect
      .poll(async () => {
        received += await (await send(`${path}&sid=${sid}`)).text();
        return received;
      })
      .toContain("for everyone");
    await send(`${path}&sid=${sid}`, { method: "POST", body: "41" });
    await ada.waitFor("presence", ({ left }) => left.length > 0);
  });
});
