/**
 * Many objects that are one Socket.IO server: the cases of the suite of Socket.IO's cluster adapter, with sockets that are
 * awake, and again with every object evicted between steps.
 *
 * Source: https://github.com/socketio/socket.io/blob/main/packages/socket.io-adapter/test/cluster-adapter.ts
 */
import type { RemoteSocket, Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import type { Client } from "../support/fixtures/client.ts";
import { type OpenedCluster, openCluster } from "../support/fixtures/open-cluster.ts";
import { join, type OpenedServer, read } from "../support/fixtures/open-server.ts";
import type { TestServer } from "../support/fixtures/test-server.ts";

type Acknowledge = (...args: unknown[]) => void;
type Remote = RemoteSocket<{ test: (answer: Acknowledge) => void }, unknown>;

const setup = (io: Server, { log, state }: TestServer): void => {
  io.on("connection", (socket: Socket) => {
    socket.on("join", (rooms: string[], answer: Acknowledge) => {
      socket.join(rooms);
      answer();
    });
    socket.on("ask me", async (answer: Acknowledge) =>
      answer(await socket.timeout(20_000).emitWithAck("test")),
    );
    socket.on("set data", (data: unknown, answer: Acknowledge) => {
      socket.data = data;
      answer();
    });
  });
  io.of("/custom");
  io.on("hello", (...args: unknown[]) => {
    log.notes.push(args);
  });
  io.on("which", (answer: Acknowledge) => answer(state.id.name?.split("#")[1], "not sent"));
  io.on("which but 2", (answer: Acknowledge) => {
    if (!state.id.name?.endsWith("#2")) answer("here");
  });
};

/** A cluster with a client on each node. */
interface Scene extends OpenedCluster {
  clients: [Client, Client, Client];
  /** Ends a step. */
  step(): Promise<void>;
  on<T>(node: number, action: (io: Server) => T | Promise<T>): Promise<T>;
}

/** The rooms of each client, without that of its own id. */
const roomsOf = ({ nodes, clients }: Scene): Promise<string[][]> =>
  Promise.all(
    nodes.map((node, index) =>
      node.inside(({ io }) => {
        const id = clients[index]?.id ?? "";
        return [...(io.of("/").adapter.socketRooms(id) ?? [])].filter((room) => room !== id).sort();
      }),
    ),
  );

/** Sends an event to all clients, and returns what each got before it. */
async function framesBeforeEnd(scene: Scene, clients: Client[] = scene.clients): Promise<string[][]> {
  await scene.on(0, (io) => void io.emit("end"));
  return Promise.all(
    clients.map(async (client) => {
      const frames: string[] = [];
      for (let frame = await client.next(); frame !== '42["end"]'; frame = await client.next())
        frames.push(frame);
      return frames;
    }),
  );
}

/** Answers the next event of a client. */
async function acknowledge(client: Client, value: unknown): Promise<void> {
  const id = /^42(?:\/[^,]*,)?(\d+)\["test"/.exec(await client.next())?.[1];
  expect(id).toBeDefined();
  client.send(`43${id}${JSON.stringify([value])}`);
}

async function acknowledgeWithBytes(client: Client, bytes: number[]): Promise<void> {
  const id = /^42(\d+)/.exec(await client.next())?.[1];
  client.send(`461-${id}[{"_placeholder":true,"num":0}]`, new Uint8Array(bytes));
}

const emitWithAck = (
  io: { timeout(ms: number): { emit(event: string, ack: Acknowledge): void } },
  ms: number,
) =>
  new Promise<{ error: string | null; responses: unknown[] }>((resolve) =>
    io
      .timeout(ms)
      .emit("test", (error: unknown, responses: unknown) =>
        resolve({ error: (error as Error | null)?.message ?? null, responses: responses as unknown[] }),
      ),
  );

const serverSideEmit = (io: Server, event: string) =>
  new Promise<{ error: (Error & { missing?: string[] }) | null; responses: unknown[] }>((resolve) =>
    io.serverSideEmit(event, (error: Error | null, responses: unknown[]) => resolve({ error, responses })),
  );

describe.each([
  { how: "awake", isEvicted: false, ownerIsNode: false },
  { how: "that are evicted between steps", isEvicted: true, ownerIsNode: false },
  { how: "that are evicted between steps, one of which is the owner", isEvicted: true, ownerIsNode: true },
])("on three nodes $how", ({ isEvicted, ownerIsNode }) => {
  async function open(): Promise<Scene> {
    const cluster = openCluster(setup, { ownerIsNode });
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    const step = async (): Promise<void> => {
      if (isEvicted) await cluster.sleep();
    };
    await step();
    return {
      ...cluster,
      clients: clients as Scene["clients"],
      step,
      on: (node, action) => (cluster.nodes[node] as OpenedServer).inside(({ io }) => action(io)),
    };
  }

  describe("a broadcast", () => {
    test("reaches all clients, with binary data", async () => {
      const { clients, on } = await open();
      await on(0, (io) => void io.emit("test", 1, "2", Buffer.from([3, 4])));
      for (const client of clients)
        expect(await read(client, 2)).toEqual([
          '451-["test",1,"2",{"_placeholder":true,"num":0}]',
          "binary of 2 bytes",
        ]);
    });

    test("reaches all clients of a namespace", async () => {
      const scene = await open();
      for (const client of scene.clients) {
        client.send("40/custom,");
        expect(await client.next()).toMatch(/^40\/custom,/);
      }
      await scene.step();
      await scene.on(0, (io) => void io.of("/custom").emit("test"));
      for (const client of scene.clients) expect(await client.next()).toBe('42/custom,["test"]');
    });

    test("reaches the clients in a room", async () => {
      const scene = await open();
      await scene.clients[1].emitWithAck("join", ["room1"]);
      await scene.step();
      await scene.on(0, (io) => void io.to("room1").emit("test"));
      await scene.step();
      expect(await framesBeforeEnd(scene)).toEqual([[], ['42["test"]'], []]);
    });

    test("reaches all clients except those in a room", async () => {
      const scene = await open();
      await scene.clients[1].emitWithAck("join", ["room1"]);
      await scene.step();
      await scene.on(0, (io) => void io.of("/").except("room1").emit("test"));
      expect(await framesBeforeEnd(scene)).toEqual([['42["test"]'], [], ['42["test"]']]);
    });

    test("with the flag local reaches the clients of its node", async () => {
      const scene = await open();
      await scene.on(0, (io) => void io.local.emit("test"));
      expect(await framesBeforeEnd(scene)).toEqual([['42["test"]'], [], []]);
    });

    test("collects acknowledgements", async () => {
      const { clients, on, sleep } = await open();
      const answers = on(0, (io) => emitWithAck(io, 3_600_000));
      await Promise.all(clients.map((client, index) => acknowledge(client, index + 1)));
      const { error, responses } = await answers;
      expect(error).toBe(null);
      expect(responses.sort()).toEqual([1, 2, 3]);
      // Nothing waits any more: an object with a timer cannot be evicted.
      await sleep();
    });

    test("collects acknowledgements with binary data", async () => {
      const { clients, on } = await open();
      const answers = on(0, async (io) => {
        const { responses } = await emitWithAck(io, 20_000);
        return responses.map((response) => Buffer.isBuffer(response) && Array.from(response as Buffer));
      });
      await Promise.all(clients.map((client, index) => acknowledgeWithBytes(client, [index])));
      expect((await answers).sort()).toEqual([[0], [1], [2]]);
    });

    test("collects acknowledgements of no client", async () => {
      const { on } = await open();
      expect(await on(0, (io) => emitWithAck(io.to("nobody"), 20_000))).toEqual({
        error: null,
        responses: [],
      });
    });

    test("collects the acknowledgements that come in time", async () => {
      const { clients, on } = await open();
      const answers = on(0, (io) => emitWithAck(io, 1_000));
      await Promise.all(clients.slice(0, 2).map((client, index) => acknowledge(client, index + 1)));
      const { error, responses } = await answers;
      expect(error).toBe("operation has timed out");
      expect(responses.sort()).toEqual([1, 2]);
    });

    test("to one socket collects its acknowledgement, on its own node", async () => {
      const scene = await open();
      scene.clients[1].send('427["ask me"]');
      await acknowledge(scene.clients[1], "yes");
      expect(await scene.clients[1].next()).toBe('437["yes"]');
      expect(await framesBeforeEnd(scene)).toEqual([[], [], []]);
    });

    test("to one socket collects its acknowledgement, from another node", async () => {
      const scene = await open();
      const answer = scene.on(0, async (io) => {
        const sockets = (await io.in(scene.clients[1].id).fetchSockets()) as unknown as Remote[];
        expect(sockets.length).toBe(1);
        return sockets[0]?.timeout(20_000).emitWithAck("test");
      });
      await acknowledge(scene.clients[1], 2);
      expect(await answer).toBe(2);
      expect(await framesBeforeEnd(scene)).toEqual([[], [], []]);
    });
  });

  describe("socketsJoin", () => {
    test("makes all sockets join a room", async () => {
      const scene = await open();
      await scene.on(0, (io) => io.socketsJoin("room1"));
      await framesBeforeEnd(scene);
      await scene.step();
      expect(await roomsOf(scene)).toEqual([["room1"], ["room1"], ["room1"]]);
    });

    test("makes the sockets in a room join another", async () => {
      const scene = await open();
      await scene.clients[0].emitWithAck("join", ["room1"]);
      await scene.clients[2].emitWithAck("join", ["room1"]);
      await scene.step();
      await scene.on(0, (io) => io.in("room1").socketsJoin("room2"));
      await framesBeforeEnd(scene);
      await scene.step();
      expect(await roomsOf(scene)).toEqual([["room1", "room2"], [], ["room1", "room2"]]);
    });

    test("makes one socket join a room", async () => {
      const scene = await open();
      await scene.on(0, (io) => io.in(scene.clients[1].id).socketsJoin("room3"));
      await framesBeforeEnd(scene);
      expect(await roomsOf(scene)).toEqual([[], ["room3"], []]);
    });

    test("has happened when a broadcast that follows is sent", async () => {
      const scene = await open();
      await scene.on(0, (io) => {
        io.socketsJoin("room1");
        io.to("room1").emit("test");
      });
      expect(await framesBeforeEnd(scene)).toEqual([['42["test"]'], ['42["test"]'], ['42["test"]']]);
    });
  });

  describe("socketsLeave", () => {
    test("makes all sockets leave a room", async () => {
      const scene = await open();
      await scene.clients[0].emitWithAck("join", ["room1"]);
      await scene.clients[2].emitWithAck("join", ["room1"]);
      await scene.step();
      await scene.on(0, (io) => io.socketsLeave("room1"));
      await framesBeforeEnd(scene);
      await scene.step();
      expect(await roomsOf(scene)).toEqual([[], [], []]);
    });

    test("makes the sockets in a room leave another", async () => {
      const scene = await open();
      await scene.clients[0].emitWithAck("join", ["room1", "room2"]);
      await scene.clients[1].emitWithAck("join", ["room1", "room2"]);
      await scene.clients[2].emitWithAck("join", ["room2"]);
      await scene.step();
      await scene.on(0, (io) => io.in("room1").socketsLeave("room2"));
      await framesBeforeEnd(scene);
      expect(await roomsOf(scene)).toEqual([["room1"], ["room1"], ["room2"]]);
    });

    test("makes one socket leave a room", async () => {
      const scene = await open();
      for (const client of scene.clients) await client.emitWithAck("join", ["room3"]);
      await scene.step();
      await scene.on(0, (io) => io.in(scene.clients[1].id).socketsLeave("room3"));
      await framesBeforeEnd(scene);
      expect(await roomsOf(scene)).toEqual([["room3"], [], ["room3"]]);
    });
  });

  describe("disconnectSockets", () => {
    test("disconnects all sockets, after what was sent to them before", async () => {
      const { clients, on, nodes } = await open();
      await on(0, (io) => {
        io.emit("bye");
        io.disconnectSockets(true);
      });
      for (const client of clients) {
        expect(await client.next()).toBe('42["bye"]');
        await expect.poll(() => client.closed).toBe(true);
      }
      for (const node of nodes)
        await expect.poll(() => node.inside(({ io }) => io.engine.clientsCount)).toBe(0);
    });
  });

  describe("fetchSockets", () => {
    test("returns the sockets of all nodes", async () => {
      const { clients, on } = await open();
      const ids = await on(0, async (io) => (await io.fetchSockets()).map(({ id }) => id));
      expect(ids.sort()).toEqual(clients.map(({ id }) => id).sort());
    });

    test("returns a socket of another node with its handshake, rooms and data", async () => {
      const { clients, on, step } = await open();
      await clients[1].emitWithAck("set data", { a: { b: 1 } });
      await clients[1].emitWithAck("join", ["room1"]);
      await step();
      const describeSocket = async (io: Server): Promise<string> => {
        const [socket] = await io.in(clients[1].id).fetchSockets();
        return JSON.stringify({
          handshake: socket?.handshake,
          rooms: [...(socket?.rooms ?? [])],
          data: socket?.data as unknown,
        });
      };
      const remote = await on(0, describeSocket);
      expect(remote).toBe(await on(1, describeSocket));
      expect(JSON.parse(remote)).toMatchObject({
        handshake: { url: "/socket.io/?EIO=4&transport=websocket", auth: {} },
        rooms: [clients[1].id, "room1"],
        data: { a: { b: 1 } },
      });
    });

    test("returns a socket that is waking, which can be disconnected", async () => {
      const held: (() => void)[] = [];
      const { sleep, nodes } = openCluster((io) => {
        io.use((socket, next) => {
          socket.use((_event, pass) => pass());
          if (socket.recovered) held.push(next);
          else next();
        });
      });
      const node = nodes[1] as OpenedServer;
      const client = await join(node);
      await sleep();
      client.send('42["hello"]');
      await expect.poll(() => held).toHaveLength(1);
      await node.inside(async ({ io }) => {
        for (const socket of await io.in(client.id).fetchSockets()) socket.disconnect(true);
      });
      await node.inside(() => held[0]?.());
      await expect.poll(() => client.closed).toBe(true);
    });

    test("with the flag local returns the sockets of its node", async () => {
      const { clients, on } = await open();
      expect(await on(1, async (io) => (await io.local.fetchSockets()).map(({ id }) => id))).toEqual([
        clients[1].id,
      ]);
    });
  });

  describe("serverSideEmit", () => {
    test("sends an event to the other nodes", async () => {
      const scene = await open();
      await scene.on(0, (io) => void io.serverSideEmit("hello", "world", 1, { two: Buffer.from([2]) }));
      await framesBeforeEnd(scene);
      expect(scene.nodes.map(({ log }) => log.notes)).toEqual([
        [],
        [["world", 1, { two: Buffer.from([2]) }]],
        [["world", 1, { two: Buffer.from([2]) }]],
      ]);
    });

    test("collects a response of each other node", async () => {
      const { on, nodes } = await open();
      const names = await Promise.all(
        nodes.slice(1).map(({ inside }) => inside(({ state }) => state.id.name?.split("#")[1])),
      );
      const { error, responses } = await on(0, (io) => serverSideEmit(io, "which"));
      expect(error).toBe(null);
      expect(responses.sort()).toEqual(names);
    });

    test("does not wait for a node whose last client has left meanwhile", async () => {
      const scene = await open();
      const last = scene.clients[2];
      const waiting = scene.on(0, (io) => serverSideEmit(io, "hello"));
      for (const { log } of scene.nodes.slice(1)) await expect.poll(() => log.notes.length).toBe(1);
      // The listener of each of them has got the callback, and does not call it.
      for (const client of scene.clients.slice(1)) client.close();
      expect(await waiting).toEqual({ error: null, responses: [] });
      expect(last.id).not.toBe("");
    });
  });

  test("serverCount is the number of nodes with clients", async () => {
    const { clients, on } = await open();
    const count = (): Promise<number> => on(0, (io) => io.of("/").adapter.serverCount());
    expect(await count()).toBe(3);
    clients[2].close();
    await expect.poll(count).toBe(2);
  });
});

test("serverSideEmit collects the responses that come in time, and names the nodes that did not respond", async () => {
  const cluster = openCluster(setup, { timing: { requestsTimeout: 500 } });
  await Promise.all(cluster.nodes.map((node) => join(node)));
  const outcome = await (cluster.nodes[0] as OpenedServer).inside(async ({ io }) => {
    const { error, responses } = await serverSideEmit(io as unknown as Server, "which but 2");
    return { message: error?.message, missing: error?.missing, responses };
  });
  expect(outcome).toEqual({
    message: `timeout reached: missing 1 responses (${cluster.name}#2)`,
    missing: [`${cluster.name}#2`],
    responses: ["here"],
  });
});
