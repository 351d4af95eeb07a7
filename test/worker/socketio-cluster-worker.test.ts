/** The Worker's side of a cluster: placing connections on nodes, and emitting without a server. */
import { env } from "cloudflare:workers";
import type { Server, Socket } from "socket.io";
import { Emitter, type PlacementOptions, placeConnection } from "socket.io-durable-objects";
import * as msgpack from "socket.io-msgpack-parser";
import { afterEach, describe, expect, test } from "vitest";
import { resolveCluster } from "../../src/socketio/src/cluster/cluster-options.ts";
import { Client } from "../support/fixtures/client.ts";
import { type OpenedCluster, openCluster } from "../support/fixtures/open-cluster.ts";
import { join, read } from "../support/fixtures/open-server.ts";
import { clusterCallHooks, type TestServer } from "../support/fixtures/test-server.ts";

const { TEST_SERVER: objects } = env as unknown as { TEST_SERVER: DurableObjectNamespace<TestServer> };

type Acknowledge = (...args: unknown[]) => void;

const setup = (io: Server, { state, log }: TestServer): void => {
  io.of("/custom").on("connection", () => {});
  io.on("connection", (socket: Socket) => {
    socket.on("which", (answer: Acknowledge) => answer(state.id.name));
    socket.on("join", (room: string, answer: Acknowledge) => {
      socket.join(room);
      answer();
    });
    socket.on("rooms", (answer: Acknowledge) =>
      answer([...socket.rooms].filter((room) => room !== socket.id)),
    );
  });
  io.on("hello", (...args: unknown[]) => log.notes.push(args));
};

/** A server that places all requests of its clients. */
const placed = ({ name }: OpenedCluster, options: PlacementOptions, cf?: object) => ({
  fetch: (url: string, init?: RequestInit) => {
    const request = new Request(url, init);
    // In tests requests say nothing about where they come from.
    if (cf !== undefined) Object.defineProperty(request, "cf", { value: cf });
    return placeConnection(request, objects, name, options);
  },
});

type Placed = ReturnType<typeof placed>;

const from = (address: string): Record<string, string> => ({ "CF-Connecting-IP": address });

/** The node that a new connection is placed on. */
async function nodeFor(server: Placed, headers: Record<string, string> = {}): Promise<string> {
  const client = await join({ stub: server as unknown as DurableObjectStub<TestServer> }, {}, "", headers);
  const [name] = (await client.emitWithAck("which")) as [string];
  client.close();
  return name;
}

afterEach(() => clusterCallHooks.clear());

describe("placeConnection", () => {
  test("places connections from the same address, or with the same key, on the same node, and spreads others", async () => {
    const cluster = openCluster(setup, { nodes: 4 });
    const server = placed(cluster, { nodes: 4 });
    const nodes = new Set<string>();
    for (let number = 0; number < 24; number++) nodes.add(await nodeFor(server, from(`192.0.2.${number}`)));
    expect([...nodes].sort()).toEqual([0, 1, 2, 3].map((index) => `${cluster.name}#${index}`));
    const node = await nodeFor(server, from("192.0.2.1"));
    for (let round = 0; round < 3; round++) expect(await nodeFor(server, from("192.0.2.1"))).toBe(node);
    const byKey = placed(cluster, { nodes: 4, key: "alice" });
    const ofAlice = await nodeFor(byKey, from("192.0.2.1"));
    for (let number = 0; number < 3; number++)
      expect(await nodeFor(byKey, from(`192.0.2.${number}`))).toBe(ofAlice);
  });

  test("moves few connections when the number of nodes changes", async () => {
    const cluster = openCluster(setup, { nodes: 5 });
    const four = placed(cluster, { nodes: 4 });
    const five = placed(cluster, { nodes: 5 });
    for (let number = 0; number < 16; number++) {
      const before = await nodeFor(four, from(`192.0.2.${number}`));
      expect([before, `${cluster.name}#4`]).toContain(await nodeFor(five, from(`192.0.2.${number}`)));
    }
  });

  test("keeps a long-polling session, and its upgrade, on one node", async () => {
    const cluster = openCluster(setup, { nodes: 8 });
    // Without an address each request would go to a random node.
    const server = placed(cluster, { nodes: 8 });
    const url = "http://x/socket.io/?EIO=4&transport=polling";
    for (let round = 0; round < 5; round++) {
      const { sid } = JSON.parse((await (await server.fetch(url)).text()).slice(1)) as { sid: string };
      const post = (body: string) => server.fetch(`${url}&sid=${sid}`, { method: "POST", body });
      const poll = async () => (await server.fetch(`${url}&sid=${sid}`)).text();
      expect(await (await post("40")).text()).toBe("ok");
      expect(await poll()).toMatch(/^40/);
      expect(await (await post('420["which"]')).text()).toBe("ok");
      const [name] = JSON.parse((await poll()).slice(3)) as [string];
      expect(name.startsWith(`${cluster.name}#`)).toBe(true);
      const upgrade = await server.fetch(`http://x/socket.io/?EIO=4&transport=websocket&sid=${sid}`, {
        headers: { Upgrade: "websocket" },
      });
      const frames: string[] = [];
      const socket = upgrade.webSocket as WebSocket;
      socket.addEventListener("message", ({ data }) => frames.push(data as string));
      socket.accept();
      socket.send("2probe");
      await expect.poll(() => frames).toEqual(["3probe"]);
      socket.send("5");
      socket.send('421["which"]');
      await expect.poll(() => frames.at(-1)).toBe(`431["${name}"]`);
      socket.close();
    }
  });

  test("answers like a server to a session id that it did not make", async () => {
    const cluster = openCluster(setup);
    const server = placed(cluster, { nodes: 3 });
    for (const sid of ["unknown", "unknown.1", "unknown.o", "unknown.99999999", ".", "a.01"]) {
      const response = await server.fetch(`http://x/socket.io/?EIO=4&transport=polling&sid=${sid}`);
      expect([response.status, await response.json()]).toEqual([
        400,
        { code: 1, message: "Session ID unknown" },
      ]);
    }
    // It has made no node a member.
    expect(await cluster.owner.inside(({ io }) => io.of("/").adapter.serverCount())).toBe(1);
  });

  test("passes over nodes with many more connections than others, if asked to", async () => {
    const cluster = openCluster(setup, { nodes: 2 });
    const [first, second] = cluster.nodes as [OpenedCluster["owner"], OpenedCluster["owner"]];
    // All of them have one key, so the hash alone would place them on one node.
    const options: PlacementOptions = { nodes: 2, key: "everybody", balance: "load" };
    const clients: Client[] = [];
    for (let number = 0; number < 160; number++)
      clients.push(await Client.open(placed(cluster, options) as unknown as DurableObjectStub));
    const countOf = ({ inside }: OpenedCluster["owner"]) => inside(({ io }) => io.engine.clientsCount);
    const counts = [await countOf(first), await countOf(second)] as const;
    expect(counts[0] + counts[1]).toBe(160);
    expect(Math.min(...counts)).toBeGreaterThan(16);
    // The owner knows it, also after it has restarted.
    await cluster.owner.sleep();
    const loads = (await cluster.owner.stub.socketIOCluster({ kind: "loads" })) as Record<string, number>;
    expect(Math.max(...Object.values(loads))).toBeGreaterThanOrEqual(64);
  });

  test("places by the hash if the owner does not report loads", async () => {
    const cluster = openCluster(setup, { nodes: 2 });
    const name = await nodeFor(placed(cluster, { nodes: 2, key: "alice" }));
    clusterCallHooks.set(cluster.owner.stub.id.toString(), async (call, handle) => {
      if (call.kind !== "loads") return handle();
      return new Promise(() => {});
    });
    expect(await nodeFor(placed(cluster, { nodes: 2, key: "alice", balance: "load" }))).toBe(name);
  });

  test("places clients on the nodes of their region", async () => {
    const cluster = openCluster(setup, { nodes: 18 });
    const options: PlacementOptions = { nodes: 2, nearby: true };
    const regions: Array<[object, number]> = [
      [{ continent: "NA", longitude: "-122.4" }, 0],
      [{ continent: "NA", longitude: "-74.0" }, 1],
      [{ continent: "EU", longitude: "2.3" }, 3],
      [{ continent: "EU", longitude: "21.0" }, 4],
      [{ continent: "AS", country: "JP" }, 5],
      [{ continent: "AS", country: "AE" }, 8],
      [{}, 1],
    ];
    for (const [cf, region] of regions) {
      const name = await nodeFor(placed(cluster, options, cf));
      expect([2 * region, 2 * region + 1]).toContain(Number(name.split("#")[1]));
    }
  });

  test.each([0, 1.5, -1, 1_001])("rejects %s nodes", async (nodes) => {
    const cluster = openCluster(setup);
    await expect(placed(cluster, { nodes }).fetch("http://x/socket.io/")).rejects.toThrow(RangeError);
  });
});

describe("an emitter", () => {
  async function open(options: Parameters<typeof openCluster>[1] = {}) {
    const cluster = openCluster(setup, options);
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    return {
      cluster,
      clients: clients as [Client, Client, Client],
      emitter: new Emitter(objects, cluster.name),
    };
  }

  test("emits to all clients, awake or asleep, with binary data", async () => {
    const { cluster, clients, emitter } = await open();
    for (const isEvicted of [false, true]) {
      if (isEvicted) await cluster.sleep();
      await emitter.emit("news", { n: 1 }, Buffer.from([1, 2]));
      for (const client of clients)
        expect(await read(client, 2)).toEqual([
          '451-["news",{"n":1},{"_placeholder":true,"num":0}]',
          "binary of 2 bytes",
        ]);
    }
  });

  test("emits to rooms, except rooms, and to a namespace", async () => {
    const { clients, emitter } = await open();
    await clients[0].emitWithAck("join", "a");
    await clients[1].emitWithAck("join", "b");
    clients[2].send("40/custom,");
    expect(await clients[2].next()).toMatch(/^40\/custom,/);
    await emitter.to("a").emit("to a");
    await emitter.in(["a", "b"]).emit("to both");
    await emitter.except("a").volatile.compress(true).emit("not to a");
    await emitter.to("a").to("b").except(["b"]).emit("to a only");
    await emitter.of("/custom").emit("in custom");
    await emitter.emit("end");
    expect(await read(clients[0], 4)).toEqual([
      '42["to a"]',
      '42["to both"]',
      '42["to a only"]',
      '42["end"]',
    ]);
    expect(await read(clients[1], 3)).toEqual(['42["to both"]', '42["not to a"]', '42["end"]']);
    expect(await read(clients[2], 3)).toEqual(['42["not to a"]', '42/custom,["in custom"]', '42["end"]']);
  });

  test("makes sockets join, leave and disconnect", async () => {
    const { clients, emitter } = await open();
    await emitter.socketsJoin(["a", "b"]);
    await emitter.in(clients[1].id).socketsLeave("a");
    await emitter.to("a").emit("end");
    expect(await clients[0].next()).toBe('42["end"]');
    expect(await clients[0].emitWithAck("rooms")).toEqual([["a", "b"]]);
    await emitter.to("b").emit("last");
    expect(await clients[1].next()).toBe('42["last"]');
    expect(await clients[1].emitWithAck("rooms")).toEqual([["b"]]);
    await emitter.in(clients[2].id).disconnectSockets(true);
    await expect.poll(() => clients[2].closed).toBe(true);
    expect([clients[0].closed, clients[1].closed]).toEqual([false, false]);
  });

  test("emits to the servers", async () => {
    const { cluster, emitter } = await open();
    await emitter.serverSideEmit("hello", "world", { n: 1 });
    for (const { log } of cluster.nodes) await expect.poll(() => log.notes).toEqual([["world", { n: 1 }]]);
  });

  test("sends what is emitted in a turn together, in order", async () => {
    const { cluster, clients, emitter } = await open();
    cluster.owner.log.clusterCalls.length = 0;
    await Promise.all(Array.from({ length: 20 }, (_, number) => emitter.emit("news", number)));
    for (const client of clients)
      expect(await read(client, 20)).toEqual(
        Array.from({ length: 20 }, (_, number) => `42["news",${number}]`),
      );
    expect(cluster.owner.log.clusterCalls).toEqual(["publish"]);
  });

  test("emits once, if the answer of the owner is lost, and rejects if the owner does not answer", async () => {
    const { cluster, clients, emitter } = await open();
    const id = cluster.owner.stub.id.toString();
    clusterCallHooks.set(id, async (_, handle) => {
      clusterCallHooks.delete(id);
      await handle();
      throw new Error("the answer was lost");
    });
    await emitter.emit("news", 1);
    await emitter.emit("news", 2);
    for (const client of clients) expect(await read(client, 2)).toEqual(['42["news",1]', '42["news",2]']);
    clusterCallHooks.set(id, () => new Promise(() => {}));
    const impatient = new Emitter(objects, cluster.name, { callTimeout: 20 });
    await expect(impatient.emit("news", 3)).rejects.toThrow("has not answered in 20 ms");
  });

  test("encodes by a custom parser", async () => {
    const { cluster, clients } = await open({ parser: msgpack, nodes: 0 });
    expect(clients).toEqual([]);
    const response = await cluster.owner.stub.fetch("http://x/socket.io/?EIO=4&transport=websocket", {
      headers: { Upgrade: "websocket" },
    });
    const socket = response.webSocket as WebSocket;
    const decoder = new msgpack.Decoder();
    const packets: Array<{ data: unknown }> = [];
    decoder.on("decoded", (packet: { data: unknown }) => packets.push(packet));
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") decoder.add(Buffer.from(data as ArrayBuffer));
    });
    socket.accept();
    const [frame] = new msgpack.Encoder().encode({ type: 0, nsp: "/" }) as unknown as [Uint8Array];
    socket.send(frame);
    await expect.poll(() => packets.length).toBe(1);
    await new Emitter(objects, cluster.name, { parser: msgpack }).emit("news", [1, { two: 2 }]);
    await expect.poll(() => packets.at(-1)?.data).toEqual(["news", [1, { two: 2 }]]);
  });

  test("rejects reserved names, and acknowledgements", async () => {
    const { emitter } = await open();
    await expect(emitter.emit("disconnect")).rejects.toThrow(TypeError);
    await expect(emitter.emit("news", () => {})).rejects.toThrow(TypeError);
    await expect(emitter.serverSideEmit("connection")).rejects.toThrow(TypeError);
  });

  test("rejects for objects that have no cluster", async () => {
    await expect(new Emitter(objects, "no-cluster").emit("news")).rejects.toThrow(
      "the option cluster is not set",
    );
  });
});

test("a name of a node, or a missing binding, is no cluster", async () => {
  const { name } = openCluster(setup);
  const missing = undefined as unknown as typeof objects;
  const request = new Request("http://x/socket.io/?EIO=4&transport=polling");
  for (const [binding, cluster] of [
    [objects, `${name}#1`],
    [missing, name],
  ] as const) {
    await expect(placeConnection(request, binding, cluster, { nodes: 2 })).rejects.toThrow(TypeError);
    expect(() => new Emitter(binding, cluster)).toThrow(TypeError);
  }
  expect(() => resolveCluster({ objects: missing }, name)).toThrow("such as env.CHAT");
});

test("a cluster takes names of rooms and namespaces as they are, and ignores a namespace that it does not have", async () => {
  const cluster = openCluster(setup);
  const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
  const names = [
    `${cluster.name}#1`,
    cluster.name,
    "#",
    "a#9999999999",
    "__proto__",
    "",
    "\0",
    "x".repeat(5_000),
  ];
  for (const name of names) {
    await clients[1]?.emitWithAck("join", name);
    const emitter = new Emitter(objects, cluster.name);
    await emitter.of(`/missing ${name}`).emit("nowhere");
    await emitter.to(name).emit("news", name.length);
    expect(await clients[1]?.next()).toBe(`42["news",${name.length}]`);
  }
  await new Emitter(objects, cluster.name).emit("end");
  for (const client of clients) expect(await client.next()).toBe('42["end"]');
  expect(cluster.all.flatMap(({ log }) => log.failures)).toEqual([]);
});
