/** What a cluster costs while nothing happens, and what an object without the option costs. */
import type { Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { openCluster } from "../support/fixtures/open-cluster.ts";
import { join, keys, type OpenedServer, open as openServer, read } from "../support/fixtures/open-server.ts";

const setup = (io: Server): void => {
  io.on("connection", (socket: Socket) => {
    socket.on("say", (text: string) => {
      io.emit("said", text);
    });
  });
};

describe("an idle cluster", () => {
  test("is called by no object, and a broadcast wakes each node once", async () => {
    const cluster = openCluster(setup, { nodes: 4 });
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    await cluster.sleep();
    const constructionsOf = () => cluster.all.map(({ log }) => log.constructions);
    const before = constructionsOf();
    for (const { log } of cluster.all) log.clusterCalls.length = 0;
    await cluster.nodes[0]?.inside(({ io }) => {
      for (let number = 0; number < 100; number++) io.emit("said", number);
    });
    for (const client of clients) expect((await read(client, 100)).at(-1)).toBe('42["said",99]');
    expect(constructionsOf()).toEqual(before.map((count) => count + 1));
    expect(cluster.owner.log.clusterCalls).toEqual(["publish"]);
    for (const { log } of cluster.nodes) expect(log.clusterCalls).toEqual(["deliver"]);
  });

  test("sets no alarm for the cluster, and writes a row for the first connection of a node only", async () => {
    const cluster = openCluster(setup, { pingInterval: 3_600_000 });
    const [node] = cluster.nodes as [OpenedServer];
    const rows = ({ inside }: OpenedServer) =>
      inside((_, { storage }) =>
        [...storage.kv.list({ prefix: "socketio:cluster" })].map(([key, value]) => [key, value]),
      );
    const first = await join(node, {}, "&heartbeat=client");
    const stored = [await rows(node), await rows(cluster.owner)];
    expect(stored[0]?.length).toBe(1);
    expect(stored[1]?.length).toBe(1);
    const second = await join(node, {}, "&heartbeat=client");
    second.close();
    await node.sleep();
    first.send('42["say","hello"]');
    expect(await first.next()).toBe('42["said","hello"]');
    expect([await rows(node), await rows(cluster.owner)]).toEqual(stored);
    expect(await cluster.owner.inside((_, { storage }) => storage.getAlarm())).toBe(null);
    first.close();
    await expect.poll(() => rows(node)).toEqual([]);
    await expect
      .poll(() => rows(cluster.owner))
      .toEqual([[`socketio:cluster:member:${cluster.name}#0`, { generation: 0, connections: 0 }]]);
  });

  test("wakes no object in an hour", async () => {
    const cluster = openCluster(setup);
    const clients = await Promise.all(cluster.nodes.map((node) => join(node, {}, "&heartbeat=client")));
    clients[0]?.send('42["say","hello"]');
    for (const client of clients) expect(await client.next()).toBe('42["said","hello"]');
    // An object with a timer, or with a call in progress, could not be evicted. So only alarms and other objects can wake it.
    await cluster.sleep();
    for (const { log } of cluster.all) log.clusterCalls.length = 0;
    const inAnHour = Date.now() + 3_600_000;
    for (const { inside } of cluster.all) {
      const alarm = await inside((_, { storage }) => storage.getAlarm());
      expect(alarm ?? Number.POSITIVE_INFINITY).toBeGreaterThan(inAnHour);
    }
    await cluster.sleep();
    expect(cluster.all.flatMap(({ log }) => log.clusterCalls)).toEqual([]);
  });
});

/** The name of what `call` throws or rejects with. */
async function errorOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    return error instanceof Error ? error.name : "no error";
  }
  return "nothing";
}

test("an object without the option has no row, no alarm and no adapter of a cluster, and rejects its calls", async () => {
  const server = openServer(setup);
  const client = await join(server, {}, "&heartbeat=client");
  client.send('42["say","hello"]');
  expect(await client.next()).toBe('42["said","hello"]');
  await server.sleep();
  client.send('42["say","again"]');
  expect(await client.next()).toBe('42["said","again"]');
  expect(await server.inside((_, state) => keys(state, "socketio:cluster"))).toEqual([]);
  expect(await server.inside(({ io }) => io.of("/").adapter.constructor.name)).toBe("HibernatingAdapter");
  expect(server.log.clusterCalls).toEqual([]);
  // Inside the object: an error of a remote call also counts as an unhandled rejection, sometimes.
  expect(await server.inside((object) => errorOf(() => object.socketIOCluster({ kind: "loads" })))).toBe(
    "TypeError",
  );
});
