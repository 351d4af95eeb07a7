/** A Socket.IO server that is evicted while its sockets are open, inside workerd. */
import { evictDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import type { Activity } from "../support/fixtures/control.ts";
import type { Variant } from "../support/fixtures/variants.ts";

interface Description {
  id: string;
  rooms: { unordered: string[] };
  data: Record<string, unknown>;
  handshake: { auth: unknown; query: unknown; header: string; issued: string };
  request: { url: string; header: string };
}

let objects = 0;

/** An object of its own for a test. */
function freshObject(variant: Variant = "STANDARD") {
  objects += 1;
  const name = `object-${objects}`;
  const namespace = (env as unknown as Record<Variant, DurableObjectNamespace>)[variant];
  return { variant, name, stub: namespace.getByName(name) };
}

/** Evicts an object while its WebSockets stay open. */
const sleep = (stub: DurableObjectStub) => evictDurableObject(stub, { webSockets: "hibernate" });

/** What an object has done. Reading it does not wake the object. */
async function activity({ variant, name }: { variant: Variant; name: string }) {
  const { default: worker } = exports as unknown as { default: Fetcher };
  await worker.fetch("http://fixture/fixture/select", {
    method: "POST",
    body: JSON.stringify({ variant, object: name }),
  });
  const response = await worker.fetch("http://fixture/fixture/activity");
  return response.json<Activity>();
}

const describeSocket = async (client: Client) => (await client.emitWithAck("describe"))[0] as Description;

describe("after an eviction", () => {
  test("a socket has its id, rooms, data, handshake and request, and gets no second welcome", async () => {
    const object = freshObject();
    const alice = await Client.join(
      object.stub,
      { name: "alice", rooms: ["lounge"], list: [1] },
      "/",
      "&page=7",
    );
    await alice.emitWithAck("set data", { mood: { now: "fine" } });
    await alice.emitWithAck("socket", [["join", "cellar"]]);
    const before = await describeSocket(alice);
    await sleep(object.stub);
    const after = await describeSocket(alice);

    expect(after).toEqual(before);
    expect(after.id).toBe(alice.id);
    expect(after.rooms.unordered.toSorted()).toEqual([alice.id, "cellar", "lounge"].toSorted());
    expect(after.data).toEqual({ admitted: 1, name: "alice", mood: { now: "fine" } });
    expect(after.handshake.query).toMatchObject({ page: "7" });
    expect(alice.unread).toEqual([]);
    expect((await activity(object)).constructions).toBe(2);
  });

  test("broadcasts reach sleeping sockets, and wake none of them", async () => {
    const object = freshObject();
    const alice = await Client.join(object.stub, { name: "alice", rooms: ["lounge"] });
    const bob = await Client.join(object.stub, { name: "bob" });
    await sleep(object.stub);
    await bob.emitWithAck("server", [
      ["to", "lounge"],
      ["emit", "hello", 1],
    ]);
    expect(await alice.next()).toBe('42["hello",1]');
    expect(bob.unread).toEqual([]);
  });

  test("events that arrive while a socket is rebuilt are neither lost nor reordered", async () => {
    const object = freshObject();
    const alice = await Client.join(object.stub, { name: "alice" });
    for (let round = 0; round < 5; round += 1) {
      await sleep(object.stub);
      const numbers = Array.from({ length: 20 }, (_, index) => 100 * round + index);
      alice.send(...numbers.map((number) => `42["repeat",${number}]`));
      for (const number of numbers) expect(await alice.next()).toBe(`42["repeated",${number}]`);
    }
    expect(alice.unread).toEqual([]);
    expect((await activity(object)).constructions).toBe(6);
  });

  test("events of two clients at once are delivered in each client's order", async () => {
    const object = freshObject();
    const clients = [await Client.join(object.stub), await Client.join(object.stub, {}, "/")];
    await sleep(object.stub);
    for (let number = 0; number < 10; number += 1)
      for (const client of clients) client.send(`42["repeat",${number}]`);
    for (let number = 0; number < 10; number += 1)
      for (const client of clients) expect(await client.next()).toBe(`42["repeated",${number}]`);
  });

  test("every namespace of a connection is rebuilt", async () => {
    const object = freshObject();
    const alice = await Client.join(object.stub, { name: "alice" });
    alice.send('40/other,{"name":"other","rooms":["cellar"]}');
    await alice.next();
    await alice.next();
    alice.send('40/dynamic-3,{"name":"dynamic"}');
    await alice.next();
    await alice.next();
    await sleep(object.stub);
    alice.send('42/dynamic-3,["repeat",1]', '42/other,["repeat",2]', '42["repeat",3]');
    expect(await alice.next()).toBe('42/dynamic-3,["repeated",1]');
    expect(await alice.next()).toBe('42/other,["repeated",2]');
    expect(await alice.next()).toBe('42["repeated",3]');
  });

  test("disconnecting and disconnect run once for a socket that closes while asleep, with its rooms", async () => {
    const object = freshObject();
    const watcher = await Client.join(object.stub, { name: "watcher", observe: true });
    const alice = await Client.join(object.stub, { name: "alice", rooms: ["lounge"] });
    await sleep(object.stub);
    alice.close();
    expect(JSON.parse((await watcher.next()).slice(2))).toEqual([
      "saw",
      "disconnecting",
      "/",
      "alice",
      "transport close",
      { unordered: expect.arrayContaining([alice.id, "lounge"]) },
    ]);
    expect(await watcher.next()).toContain('["saw","disconnect","/","alice","transport close"');
    await sleep(object.stub);
    expect(await watcher.emitWithAck("echo", "nothing more")).toEqual(["nothing more"]);
    expect(watcher.unread).toEqual([]);
  });

  test("a sleeping socket is in the adapter, in fetchSockets and in the count", async () => {
    const object = freshObject();
    const watcher = await Client.join(object.stub, { name: "watcher" });
    const alice = await Client.join(object.stub, { name: "alice", rooms: ["lounge"] });
    await sleep(object.stub);
    expect(await watcher.emitWithAck("clients")).toEqual([2]);
    const [listed] = await watcher.emitWithAck("server", [["in", "lounge"], ["fetchSockets"]]);
    expect(listed).toMatchObject({ unordered: [{ id: alice.id, data: { name: "alice" } }] });
    const [adapter] = await watcher.emitWithAck("adapter");
    expect(adapter).toMatchObject({
      rooms: { unordered: expect.arrayContaining([["lounge", { unordered: [alice.id] }]]) },
    });
  });

  test("a wake writes nothing to storage", async () => {
    const object = freshObject();
    const alice = await Client.join(
      object.stub,
      { name: "alice", rooms: ["lounge"] },
      "/",
      "&heartbeat=client",
    );
    await sleep(object.stub);
    const before = await activity(object);
    expect(await alice.emitWithAck("echo", 1)).toEqual([1]);
    await sleep(object.stub);
    expect(await alice.emitWithAck("echo", 2)).toEqual([2]);
    const after = await activity(object);
    expect(after.constructions).toBe(before.constructions + 2);
    expect(after.writes).toEqual(before.writes);
  });

  test("the ping of a client is answered without a wake", async () => {
    const object = freshObject();
    const alice = await Client.join(object.stub, {}, "/", "&heartbeat=client");
    await sleep(object.stub);
    const { constructions } = await activity(object);
    for (let beat = 0; beat < 10; beat += 1) {
      alice.send("2");
      expect(await alice.next()).toBe("3");
    }
    expect((await activity(object)).constructions).toBe(constructions);
    await alice.emitWithAck("echo", 1);
    expect((await activity(object)).constructions).toBe(constructions + 1);
  });
});

describe("a socket's identity", () => {
  test.each([
    ["the id", (id: string) => ({ pid: id })],
    ["the id and an offset", (id: string) => ({ pid: id, offset: "x" })],
    ["an unknown id", () => ({ pid: "unknown", offset: "" })],
  ])("cannot be taken by a client that sends %s as its pid", async (_what, authFor) => {
    const object = freshObject();
    const alice = await Client.join(object.stub, { name: "alice", rooms: ["lounge"] });
    await alice.emitWithAck("set data", { secret: "alice's" });
    for (const asleep of [false, true]) {
      if (asleep) await sleep(object.stub);
      const mallory = await Client.join(object.stub, { name: "mallory", ...authFor(alice.id) });
      const seen = await describeSocket(mallory);
      expect(seen.id).toBe(mallory.id);
      expect(seen.id).not.toBe(alice.id);
      expect(seen.rooms.unordered).toEqual([mallory.id]);
      expect(seen.data).toEqual({ admitted: 1, name: "mallory" });
    }
    expect((await describeSocket(alice)).data).toMatchObject({ secret: "alice's" });
  });

  test("no pid is sent if recovery is off", async () => {
    const object = freshObject();
    const alice = await Client.open(object.stub);
    alice.send("40");
    const answer = await alice.next();
    expect(Object.keys(JSON.parse(answer.slice(2)))).toEqual(["sid"]);
    await alice.next();
    await sleep(object.stub);
    alice.send('42["repeat","after an eviction"]');
    expect(await alice.next()).toBe('42["repeated","after an eviction"]');
  });
});
