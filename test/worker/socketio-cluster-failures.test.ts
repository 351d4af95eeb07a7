/** Many objects that are one server: nodes and owners that do not answer, crash or restart. */
import { evictDurableObject } from "cloudflare:test";
import type { Server, Socket } from "socket.io";
import { afterEach, describe, expect, test } from "vitest";
import type { Client } from "../support/fixtures/client.ts";
import { openCluster } from "../support/fixtures/open-cluster.ts";
import { join, type OpenedServer, read } from "../support/fixtures/open-server.ts";
import { clusterCallHooks } from "../support/fixtures/test-server.ts";

type Hook = NonNullable<ReturnType<(typeof clusterCallHooks)["get"]>>;

const setup = (io: Server): void => {
  io.on("connection", (socket: Socket) => {
    socket.on("say", (text: string) => {
      io.emit("said", text);
    });
  });
  io.on("which", (answer: (name: string) => void) => answer("here"));
};

const idOf = ({ stub }: OpenedServer): string => stub.id.toString();
const hook = (object: OpenedServer, to: Hook): void => void clusterCallHooks.set(idOf(object), to);
const unhook = (object: OpenedServer): void => void clusterCallHooks.delete(idOf(object));

/** Loses the answers to the first calls of a kind, after they were handled. */
function loseAnswers(object: OpenedServer, kind: string, count = 1): void {
  let left = count;
  hook(object, async (call, handle) => {
    const answer = await handle();
    if (call.kind !== kind || left === 0) return answer;
    left--;
    throw new Error("the answer was lost");
  });
}

/** Closes the WebSockets of an object and ends it. */
const crash = ({ stub }: OpenedServer): Promise<void> => evictDurableObject(stub, { webSockets: "close" });

const fetchSockets = (node: OpenedServer) =>
  node.inside(async ({ io }) => {
    try {
      return { ids: (await io.fetchSockets()).map(({ id }) => id).sort() };
    } catch (error) {
      const { message, missing, responses } = error as Error & { missing: string[]; responses: Client[] };
      return { message, missing, ids: responses.map(({ id }) => id).sort() };
    }
  });

const idsOf = (clients: Client[]): string[] => clients.map(({ id }) => id).sort();

afterEach(() => clusterCallHooks.clear());

describe("a node that does not answer", () => {
  test("costs the others nothing, and is named by requests", async () => {
    const timing = { callTimeout: 200, requestsTimeout: 500 };
    const cluster = openCluster(setup, { timing });
    const [first, , third] = cluster.nodes as [OpenedServer, OpenedServer, OpenedServer];
    const clients = (await Promise.all(cluster.nodes.map((node) => join(node)))) as [Client, Client, Client];
    const released = Promise.withResolvers<void>();
    hook(third, async (_, handle) => {
      await released.promise;
      return handle();
    });
    const others = clients.slice(0, 2);
    const fetched = fetchSockets(first);
    clients[0].send('42["say","one"]', '42["say","two"]');
    for (const client of others)
      expect(await read(client, 2)).toEqual(['42["said","one"]', '42["said","two"]']);
    expect(await fetched).toEqual({
      message: `timeout reached: missing 1 responses (${cluster.name}#2)`,
      missing: [`${cluster.name}#2`],
      ids: idsOf(others),
    });
    // Once the owner has given the node up, nothing waits for it.
    await expect.poll(() => cluster.owner.log.failures.length).toBe(1);
    expect(cluster.owner.log.failures[0]).toMatchObject({ event: "cluster" });
    for (const client of clients.slice(0, 2)) expect(client.unread).toEqual([]);
    expect((await fetchSockets(first)).missing).toEqual([`${cluster.name}#2`]);

    // It is asked again at its next sign of life.
    released.resolve();
    unhook(third);
    clients[2].send('42["say","back"]');
    for (const client of others) expect(await client.next()).toBe('42["said","back"]');
    while ((await clients[2].next()) !== '42["said","back"]');
    expect((await fetchSockets(first)).ids).toEqual(idsOf(clients));
  });

  test("does not make a broadcast reach it twice, if only its answers are lost", async () => {
    const cluster = openCluster(setup);
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    loseAnswers(cluster.nodes[1] as OpenedServer, "deliver", 2);
    for (const text of ["one", "two"]) {
      clients[0]?.send(`42["say","${text}"]`);
      for (const client of clients) expect(await client.next()).toBe(`42["said","${text}"]`);
    }
    clients[0]?.send('42["say","end"]');
    for (const client of clients) expect(await client.next()).toBe('42["said","end"]');
  });
});

describe("a node that crashed", () => {
  test("is noticed, and its sockets are gone", async () => {
    const cluster = openCluster(setup);
    const [first, second] = cluster.nodes as [OpenedServer, OpenedServer];
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    await crash(second);
    await expect.poll(() => clients[1]?.closed).toBe(true);
    expect(await fetchSockets(first)).toEqual({ ids: idsOf(clients.filter((_, index) => index !== 1)) });
    expect(await first.inside(({ io }) => io.of("/").adapter.serverCount())).toBe(2);
  });

  test("is a member again when a client connects", async () => {
    const cluster = openCluster(setup);
    const [first, second] = cluster.nodes as [OpenedServer, OpenedServer];
    const clients = await Promise.all([join(first), join(second)]);
    for (const isNoticed of [false, true]) {
      await crash(second);
      if (isNoticed) await fetchSockets(first);
      const back = await join(second);
      clients[0].send('42["say","hello"]');
      for (const client of [clients[0], back]) expect(await client.next()).toBe('42["said","hello"]');
      expect(await fetchSockets(first)).toEqual({ ids: idsOf([clients[0], back]) });
    }
  });

  test("stays away after its clients have left it while it slept", async () => {
    const cluster = openCluster(setup);
    const [first, second] = cluster.nodes as [OpenedServer, OpenedServer];
    const clients = await Promise.all([join(first), join(second)]);
    await cluster.sleep();
    clients[1].close();
    await expect.poll(() => first.inside(({ io }) => io.of("/").adapter.serverCount())).toBe(1);
    second.log.clusterCalls.length = 0;
    clients[0].send('42["say","hello"]');
    expect(await clients[0].next()).toBe('42["said","hello"]');
    expect(second.log.clusterCalls).toEqual([]);
  });
});

describe("an owner", () => {
  test("ignores what it hears late about an earlier membership", async () => {
    const cluster = openCluster(setup);
    const [first, second] = cluster.nodes as [OpenedServer, OpenedServer];
    const clients = await Promise.all([join(first), join(second)]);
    await cluster.owner.stub.socketIOCluster({ kind: "leave", from: `${cluster.name}#1`, generation: 1 });
    clients[0].send('42["say","hello"]');
    for (const client of clients) expect(await client.next()).toBe('42["said","hello"]');
  });

  test("that restarts loses no membership", async () => {
    const cluster = openCluster(setup);
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    await crash(cluster.owner);
    clients[0]?.send('42["say","hello"]');
    for (const client of clients) expect(await client.next()).toBe('42["said","hello"]');
    expect(await fetchSockets(cluster.nodes[2] as OpenedServer)).toEqual({ ids: idsOf(clients) });
  });

  test("whose answer is lost orders a broadcast once", async () => {
    const cluster = openCluster(setup);
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    loseAnswers(cluster.owner, "publish", 2);
    for (const text of ["one", "two", "end"]) clients[0]?.send(`42["say","${text}"]`);
    for (const client of clients)
      expect(await read(client, 3)).toEqual(['42["said","one"]', '42["said","two"]', '42["said","end"]']);
    await cluster.nodes[0]?.inside((server) => server.flushBroadcasts());
    for (const client of clients) expect(client.unread).toEqual([]);
  });

  test("that crashes after it has delivered a broadcast, before it answers, does not make it arrive twice", async () => {
    const cluster = openCluster(setup);
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    hook(cluster.owner, async (call, handle, state) => {
      const answer = await handle();
      if (call.kind !== "publish") return answer;
      unhook(cluster.owner);
      for (const { log } of cluster.nodes) await expect.poll(() => log.clusterCalls).toContain("deliver");
      return state.abort("a crash");
    });
    clients[0]?.send('42["say","hello"]', '42["say","end"]');
    for (const client of clients)
      expect(await read(client, 2)).toEqual(['42["said","hello"]', '42["said","end"]']);
    expect(cluster.owner.log.constructions).toBe(2);
  });

  test("that does not answer leaves a node its own clients, and refuses new nodes", async () => {
    const cluster = openCluster(setup, { timing: { callTimeout: 50, requestsTimeout: 500 } });
    const [first, second, third] = cluster.nodes as [OpenedServer, OpenedServer, OpenedServer];
    const clients = await Promise.all([join(first), join(second)]);
    const released = Promise.withResolvers<void>();
    hook(cluster.owner, async (_, handle) => {
      await released.promise;
      return handle();
    });
    clients[0].send('42["say","hello"]');
    expect(await clients[0].next()).toBe('42["said","hello"]');
    expect(first.log.failures).toMatchObject([{ event: "cluster" }]);
    expect(await fetchSockets(first)).toEqual({
      message: `timeout reached: missing 1 responses (${cluster.name})`,
      missing: [cluster.name],
      ids: [clients[0].id],
    });
    const response = await third.stub.fetch("http://x/socket.io/?EIO=4&transport=polling");
    expect(response.status).toBe(400);
    await expect(first.inside((server) => server.flushBroadcasts())).resolves.toBe(undefined);
    // What it did not answer in time it may do all the same: for the others only.
    released.resolve();
    expect(await clients[1].next()).toBe('42["said","hello"]');
    unhook(cluster.owner);
    clients[0].send('42["say","again"]');
    for (const client of clients) expect(await client.next()).toBe('42["said","again"]');
  });
});
