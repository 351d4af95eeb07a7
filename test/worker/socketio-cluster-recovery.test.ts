/** Connection state recovery in a cluster: on the same node or another, after evictions and crashes. */
import { afterEach, describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import type { OpenedCluster } from "../support/fixtures/open-cluster.ts";
import { keys, type OpenedServer } from "../support/fixtures/open-server.ts";
import {
  clientOn,
  crash,
  emit,
  emitTo,
  openRecoverable,
  ReturningClient,
  untilEmpty,
} from "../support/fixtures/recoverable-cluster.ts";
import { clusterCallHooks } from "../support/fixtures/test-server.ts";

afterEach(() => clusterCallHooks.clear());

type Nodes = [OpenedServer, OpenedServer, OpenedServer];

describe.each([
  { what: "nothing else", happen: async () => {} },
  { what: "an eviction of all objects", happen: (cluster: OpenedCluster) => cluster.sleep() },
  {
    what: "a crash of the node",
    happen: (cluster: OpenedCluster) => crash(cluster.nodes[0] as OpenedServer),
  },
  { what: "a crash of the owner", happen: (cluster: OpenedCluster) => crash(cluster.owner) },
  {
    what: "a crash of all objects",
    happen: async (cluster: OpenedCluster) => void (await Promise.all(cluster.all.map(crash))),
  },
])("after $what", ({ happen }) => {
  test.each([
    { where: "on the same node", ownerIsNode: false, to: 0 },
    { where: "on another node", ownerIsNode: false, to: 1 },
    { where: "on another node than the owner", ownerIsNode: true, to: 1 },
    { where: "on the owner", ownerIsNode: true, to: 0 },
  ])(
    "a client that returns $where has its session and what it has missed, once and in order",
    async ({ to, ownerIsNode }) => {
      const cluster = openRecoverable({ ownerIsNode });
      const [home, , third] = cluster.nodes as Nodes;
      const other = await clientOn(third);
      const alice = await clientOn(home);
      await alice.ask("join", "room");
      await emit(third, "1");
      await alice.untilEvent("1");
      await emitTo(home, alice.sid, "2");
      await emit(home, "3");
      await alice.untilEvent("3");
      alice.disconnect();
      await untilEmpty(home);
      await emit(third, "4", "5");
      await third.inside(({ io }) => void io.to("room").emit("said", "6"));
      await third.inside(({ io }) => void io.to("another room").emit("said", "not for alice"));
      await emit(third, "7");
      await happen(cluster);
      expect(await alice.connect(cluster.nodes[to] as OpenedServer)).toBe(true);
      expect(await alice.ask("who")).toEqual([alice.sid, true, ["room"], 2]);
      expect(alice.texts).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
      await emit(home, "8");
      await alice.untilEvent("8");
      expect(alice.texts).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
      if (!other.isClosed) other.disconnect();
    },
  );
});

describe("a session", () => {
  test("moves from node to node and back, with what its client has missed on each", async () => {
    const cluster = openRecoverable();
    const [first, second, third] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    const expected: string[] = [];
    for (const [round, [from, to]] of [
      [first, second],
      [second, third],
      [third, second],
      [second, first],
      [first, first],
      [first, third],
    ].entries() as Iterable<[number, [OpenedServer, OpenedServer]]>) {
      await emitTo(from, alice.sid, `${round} got`);
      await emit(cluster.owner, `${round} got from all`);
      await alice.untilEvent(`${round} got from all`);
      // The client does not get these two: it is gone before they arrive.
      await from.inside(({ io }) => {
        io.sockets.sockets.get(alice.sid)?.emit("said", `${round} missed`);
      });
      await emit(cluster.owner, `${round} missed by all`);
      expected.push(`${round} got`, `${round} got from all`, `${round} missed`, `${round} missed by all`);
      expect(await alice.connect(to)).toBe(true);
      expect(await alice.ask("who")).toEqual([alice.sid, true, [], round + 2]);
      expect(alice.texts).toEqual(expected);
    }
    // It is stored on one node only.
    await expect
      .poll(() =>
        Promise.all(
          cluster.nodes.map(({ inside }) => inside((_, state) => keys(state, "socketio:recovery").length)),
        ),
      )
      .toEqual([0, 0, 1]);
  });

  test("that is open on one node is ended there when its client connects to another", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    const previous = Object.assign(new ReturningClient(), alice);
    await alice.connect(second);
    await untilEmpty(first);
    expect(await second.inside(({ io }) => [...io.sockets.sockets.keys()])).toEqual([alice.sid]);
    expect(previous.sid).toBe(alice.sid);
  });

  test("is recovered by one of two clients that connect to two nodes at once", async () => {
    const cluster = openRecoverable();
    const [first, second, third] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    alice.disconnect();
    await untilEmpty(first);
    const connect = async ({ stub }: OpenedServer): Promise<string> => {
      const client = await Client.open(stub);
      client.send(`40${JSON.stringify({ pid: alice.pid, offset: "" })}`);
      return (JSON.parse((await client.next()).slice(2)) as { sid: string }).sid;
    };
    const sids = await Promise.all([connect(second), connect(third)]);
    expect(sids.filter((sid) => sid === alice.sid).length).toBe(1);
  });

  test("that does not exist is looked for on nodes that exist only", async () => {
    const cluster = openRecoverable();
    const [first] = cluster.nodes as Nodes;
    await clientOn(first);
    const constructions = () => cluster.nodes.slice(1).map(({ log }) => log.constructions);
    for (const pid of ["unknown", "unknown.1", "unknown.o", "unknown.0", "unknown.99999", "", ".2"]) {
      const client = await Client.open(first.stub);
      client.send(`40${JSON.stringify({ pid, offset: "" })}`);
      expect(await client.next()).toMatch(/^40\{"sid":"[^"]+","pid":"[^"]+\.0"\}$/);
    }
    expect(constructions()).toEqual([0, 0]);
  });

  test.each(["~zzzzzzzzzzz", "~0", "~00000000000-", "nonsense", "~00000000000~"])(
    "is not recovered by an invalid offset: %s",
    async (offset) => {
      const cluster = openRecoverable({ timing: { callTimeout: 1_000 } });
      const [first, second] = cluster.nodes as Nodes;
      const alice = await clientOn(first);
      const client = await Client.open(second.stub);
      client.send(`40${JSON.stringify({ pid: alice.pid, offset })}`);
      expect(await client.next()).not.toContain(alice.sid);
    },
  );

  test("is not recovered by a private id or an offset that is too long, about which no object is asked", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    const long = "~".repeat(100_000);
    for (const [pid, offset] of [
      [`${long}.0`, ""],
      [alice.pid, long],
    ] as const)
      for (const node of [first, second]) {
        const client = await Client.open(node.stub);
        client.send(`40${JSON.stringify({ pid, offset })}`);
        expect(await client.next()).not.toContain(alice.sid);
      }
    expect(cluster.all.flatMap(({ log }) => log.failures)).toEqual([]);
    expect(cluster.owner.log.clusterCalls).not.toContain("takeSession");
    // The client itself can still return.
    expect(await alice.connect(second)).toBe(true);
  });

  test("of one namespace is not recovered in another, on another node", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    const client = await Client.open(second.stub);
    client.send(`40/other,${JSON.stringify({ pid: alice.pid, offset: "" })}`);
    expect(await client.next()).not.toContain(alice.sid);
  });
});

describe("a client", () => {
  test("that has missed more than it can take at once gets it in order, and then what is sent meanwhile", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    alice.disconnect();
    await untilEmpty(first);
    const texts = Array.from({ length: 40 }, (_, number) => `${number} ${"x".repeat(100_000)}`);
    for (const text of texts) await emit(first, text);
    expect(await alice.connect(second)).toBe(true);
    for (let number = 0; number < 5; number++) {
      await emitTo(second, alice.sid, `own ${number}`);
      await emit(first, `late ${number}`);
      texts.push(`own ${number}`, `late ${number}`);
    }
    await alice.untilEvent("late 4");
    expect(alice.texts.map((text) => String(text).slice(0, 10))).toEqual(
      texts.map((text) => text.slice(0, 10)),
    );
  });

  test("that returns to a node that is behind gets nothing twice", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    const bob = await clientOn(second);
    const released = Promise.withResolvers<void>();
    clusterCallHooks.set(second.stub.id.toString(), async (call, handle) => {
      if (call.kind === "deliver") await released.promise;
      return handle();
    });
    await emit(first, "1", "2");
    await alice.untilEvent("2");
    await emit(first, "3");
    const connected = alice.connect(second);
    await expect.poll(() => cluster.owner.log.clusterCalls).toContain("sessionTaken");
    released.resolve();
    expect(await connected).toBe(true);
    await emit(first, "4");
    for (const client of [alice, bob]) {
      await client.untilEvent("4");
      expect(client.texts).toEqual(["1", "2", "3", "4"]);
    }
  });

  test("of a node that did not answer for a while gets what it has missed, in order", async () => {
    const cluster = openRecoverable({ timing: { callTimeout: 50 } });
    const [first, second] = cluster.nodes as Nodes;
    const clients = [await clientOn(first), await clientOn(second)];
    const id = second.stub.id.toString();
    clusterCallHooks.set(id, () => new Promise(() => {}));
    await emit(first, "1", "2");
    await expect.poll(() => cluster.owner.log.failures.length).toBe(1);
    await emit(first, "3");
    clusterCallHooks.delete(id);
    clients[1]?.send('42["say","4"]');
    for (const client of clients) {
      await client.untilEvent("4");
      expect(client.texts).toEqual(["1", "2", "3", "4"]);
    }
  });

  test("gets offsets that grow, also from a node that has slept", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    await emit(second, "1");
    await alice.untilEvent("1");
    await cluster.sleep();
    await alice.ask("who");
    await emitTo(first, alice.sid, "2");
    await alice.untilEvent("2");
    alice.disconnect();
    await untilEmpty(first);
    expect(await alice.connect(second)).toBe(true);
    await alice.ask("who");
    expect(alice.texts).toEqual(["1", "2"]);
  });

  test.each([0, 1])(
    "gets offsets that grow after another client of its node has left while it slept: %s",
    async (leaving) => {
      const cluster = openRecoverable();
      const [first, second] = cluster.nodes as Nodes;
      const clients = [await clientOn(first), await clientOn(first)];
      await emit(second, "1");
      for (const client of clients) await client.untilEvent("1");
      await cluster.sleep();
      clients[leaving]?.disconnect();
      await expect.poll(() => first.inside(({ io }) => io.engine.clientsCount)).toBe(1);
      await cluster.sleep();
      const alice = clients[1 - leaving] as ReturningClient;
      await alice.ask("who");
      await emitTo(first, alice.sid, "2");
      await alice.untilEvent("2");
      await emit(second, "3");
      await alice.untilEvent("3");
      alice.disconnect();
      await untilEmpty(first);
      expect(await alice.connect(second)).toBe(true);
      await alice.ask("who");
      expect(alice.texts).toEqual(["1", "2", "3"]);
    },
  );

  test("returns after the owner has deleted the broadcasts that it got long ago, and restarted", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    await emit(first, "1");
    await alice.untilEvent("1");
    await cluster.owner.inside((_, { storage }) => {
      for (const [key] of [...storage.kv.list({ prefix: "socketio:cluster:packet:" })]) {
        storage.kv.put("socketio:cluster:last", Number.parseInt(key.split("~")[1] ?? "", 36));
        storage.kv.delete(key);
      }
    });
    await Promise.all(cluster.all.map(crash));
    expect(await alice.connect(second)).toBe(true);
    await emit(first, "2");
    await alice.untilEvent("2");
    expect(alice.texts).toEqual(["1", "2"]);
  });

  test("that is new on a node which has crashed gets nothing from before", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    await clientOn(second);
    await emit(first, "1");
    await alice.untilEvent("1");
    await crash(second);
    const bob = await clientOn(second);
    await emit(first, "2");
    await bob.untilEvent("2");
    expect(bob.texts).toEqual(["2"]);
  });

  test("gets volatile events without missing what is sent between them", async () => {
    const cluster = openRecoverable();
    const [first, second] = cluster.nodes as Nodes;
    const alice = await clientOn(first);
    await emit(second, "1");
    await second.inside(async (server) => {
      server.io.volatile.emit("said", "volatile");
      await server.flushBroadcasts();
    });
    await alice.untilEvent("volatile");
    alice.disconnect();
    await untilEmpty(first);
    await second.inside(async (server) => {
      server.io.volatile.emit("said", "missed for good");
      server.io.emit("said", "2");
      await server.flushBroadcasts();
    });
    expect(await alice.connect(second)).toBe(true);
    await alice.ask("who");
    expect(alice.texts).toEqual(["1", "volatile", "2"]);
  });
});

test("a broadcast that the owner has logged before it crashed arrives once, also at clients that return", async () => {
  const cluster = openRecoverable();
  const [first, second, third] = cluster.nodes as Nodes;
  const clients = [await clientOn(first), await clientOn(second)];
  const absent = await clientOn(third);
  absent.disconnect();
  await untilEmpty(third);
  const id = cluster.owner.stub.id.toString();
  clusterCallHooks.set(id, async (call, handle, state) => {
    const answer = await handle();
    if (call.kind !== "publish") return answer;
    clusterCallHooks.delete(id);
    await state.storage.sync();
    return state.abort("a crash");
  });
  await emit(first, "1", "2");
  await emit(second, "3");
  for (const client of clients) {
    await client.untilEvent("3");
    expect(client.texts).toEqual(["1", "2", "3"]);
  }
  expect(await absent.connect(second)).toBe(true);
  await absent.ask("who");
  expect(absent.texts).toEqual(["1", "2", "3"]);
});

test("a broadcast writes one row in the whole cluster, and sets one alarm", async () => {
  const cluster = openRecoverable();
  const [first] = cluster.nodes as Nodes;
  await Promise.all(cluster.nodes.map(clientOn));
  const rows = () =>
    Promise.all(
      cluster.all.map(({ inside }) =>
        inside((_, state) => keys(state).filter((key) => key.includes("packet"))),
      ),
    );
  await emit(first, "1", "2", "3");
  expect((await rows()).map(({ length }) => length)).toEqual([3, 0, 0, 0]);
});
