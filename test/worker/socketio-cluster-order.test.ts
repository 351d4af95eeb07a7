/** Many objects that are one server: one order of broadcasts, whatever kind they are of. */
import type { Server, Socket } from "socket.io";
import * as msgpack from "socket.io-msgpack-parser";
import { describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { openCluster } from "../support/fixtures/open-cluster.ts";
import { join, type OpenedServer, read } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;

const setup = (io: Server): void => {
  const serve = (socket: Socket): void => {
    socket.on("say", (text: string) => {
      socket.nsp.emit("said", text);
    });
    socket.on("to others", (text: string, answer: Acknowledge) => {
      socket.broadcast.emit("said", text);
      answer();
    });
    socket.on("volatile", (text: string) => {
      io.volatile.emit("said", text);
    });
  };
  io.on("connection", serve);
  io.of(/^\/dynamic-\d+$/).on("connection", serve);
};

const joinNamespace = async (node: OpenedServer, namespace: string): Promise<Client> => {
  const client = await Client.open(node.stub);
  client.send(`40${namespace},`);
  expect(await client.next()).toMatch(`40${namespace},`);
  return client;
};

test.each([{ ownerIsNode: false }, { ownerIsNode: true }])(
  "clients of all nodes get the broadcasts of all nodes in one order, also those of their own node ($ownerIsNode)",
  async ({ ownerIsNode }) => {
    const cluster = openCluster(setup, { nodes: 4, ownerIsNode });
    const clients = await Promise.all([...cluster.nodes, ...cluster.nodes].map((node) => join(node)));
    const count = 25;
    const texts = clients.flatMap((client, index) =>
      Array.from({ length: count }, (_, number) => {
        const text = `${index}-${number}`;
        client.send(`42["say","${text}"]`);
        return `42["said","${text}"]`;
      }),
    );
    const [first = [], ...others] = await Promise.all(clients.map((client) => read(client, texts.length)));
    expect(first.toSorted()).toEqual(texts.toSorted());
    for (const other of others) expect(other).toEqual(first);
    // What a client says is said in its order.
    for (let index = 0; index < clients.length; index++) {
      const own = first.filter((frame) => frame.startsWith(`42["said","${index}-`));
      expect(own).toEqual(texts.slice(index * count, (index + 1) * count));
    }
  },
);

describe("a broadcast", () => {
  test("of a socket does not reach the socket itself, and reaches others on all nodes", async () => {
    const cluster = openCluster(setup);
    const [alice, bob, carol] = (await Promise.all(cluster.nodes.map((node) => join(node)))) as [
      Client,
      Client,
      Client,
    ];
    await alice.emitWithAck("to others", "hello");
    bob.send('42["say","end"]');
    expect(await alice.next()).toBe('42["said","end"]');
    for (const client of [bob, carol])
      expect(await read(client, 2)).toEqual(['42["said","hello"]', '42["said","end"]']);
  });

  test("with the flag volatile reaches clients of all nodes", async () => {
    const cluster = openCluster(setup);
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    clients[0]?.send('42["volatile","now"]');
    for (const client of clients) expect(await client.next()).toBe('42["said","now"]');
  });

  test("of a dynamic namespace reaches its clients on all nodes that have it, also after they slept", async () => {
    const cluster = openCluster(setup);
    const [first, , third] = cluster.nodes as [OpenedServer, OpenedServer, OpenedServer];
    const clients = [await joinNamespace(first, "/dynamic-1"), await joinNamespace(third, "/dynamic-1")];
    const outsiders = [
      await joinNamespace(first, "/dynamic-2"),
      await join(cluster.nodes[1] as OpenedServer),
    ];
    for (const isEvicted of [false, true]) {
      if (isEvicted) await cluster.sleep();
      clients[0]?.send('42/dynamic-1,["say","hello"]');
      for (const client of clients) expect(await client.next()).toBe('42/dynamic-1,["said","hello"]');
    }
    // A node without a client in the namespace can send to it, too.
    await cluster.nodes[1]?.inside(({ io }) => void io.of("/dynamic-1").emit("said", "from outside"));
    for (const client of clients) expect(await client.next()).toBe('42/dynamic-1,["said","from outside"]');
    expect(outsiders.map(({ unread }) => unread)).toEqual([[], []]);
  });

  test("is encoded by the server's own parser", async () => {
    const cluster = openCluster(setup, { parser: msgpack, nodes: 2 });
    const packets = await Promise.all(
      cluster.nodes.map(async (node) => {
        const response = await node.stub.fetch("http://x/socket.io/?EIO=4&transport=websocket", {
          headers: { Upgrade: "websocket" },
        });
        const socket = response.webSocket as WebSocket;
        const decoder = new msgpack.Decoder();
        const received: Array<{ type: number; data: unknown }> = [];
        decoder.on("decoded", (packet: (typeof received)[number]) => received.push(packet));
        socket.binaryType = "arraybuffer";
        socket.addEventListener("message", ({ data }) => {
          if (typeof data !== "string") decoder.add(Buffer.from(data as ArrayBuffer));
        });
        socket.accept();
        const [frame] = new msgpack.Encoder().encode({ type: 0, nsp: "/" }) as unknown as [Uint8Array];
        socket.send(frame);
        await expect.poll(() => received.length).toBe(1);
        return received;
      }),
    );
    await cluster.nodes[0]?.inside(({ io }) => void io.emit("bytes", new Uint8Array([1, 2]), { n: 1 }));
    for (const received of packets) {
      await expect.poll(() => received.length).toBe(2);
      const [event, bytes, object] = (received[1] as { data: unknown }).data as [string, Uint8Array, object];
      expect([event, [...new Uint8Array(bytes)], object]).toEqual(["bytes", [1, 2], { n: 1 }]);
    }
  });

  test("reaches listeners of outgoing packets of sockets on other nodes", async () => {
    const cluster = openCluster((io, { log }) => {
      io.on("connection", (socket) => {
        socket.onAnyOutgoing((...args: unknown[]) => log.notes.push(args));
      });
    });
    const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
    await cluster.nodes[0]?.inside(({ io }) => void io.emit("seen", { by: "all" }, Buffer.from([1])));
    for (const client of clients) await read(client, 2);
    for (const { log } of cluster.nodes)
      expect(log.notes).toEqual([["seen", { by: "all" }, Buffer.from([1])]]);
  });
});

test("a broadcast with binary data collects the acknowledgements of all nodes", async () => {
  const cluster = openCluster(setup);
  const clients = await Promise.all(cluster.nodes.map((node) => join(node)));
  const responses = cluster.nodes[0]?.inside(({ io }) =>
    io.timeout(20_000).emitWithAck("bytes", Buffer.from([1, 2])),
  );
  for (const [index, client] of clients.entries()) {
    const [text = "", bytes] = await read(client, 2);
    expect(bytes).toBe("binary of 2 bytes");
    const id = /^451-(\d+)\["bytes",/.exec(text)?.[1];
    client.send(`43${id}[${index}]`);
  }
  expect((await responses)?.sort()).toEqual([0, 1, 2]);
});
