/** Clients that join without a `Socket`: the option `lazySockets`. */
import type { Server } from "socket.io";
import type { LazySocket, LazySockets, SocketIOOptions } from "socket.io-durable-objects";
import { describe, expect, test } from "vitest";
import { resolveOptions } from "../../src/socketio/src/options.ts";
import { Client } from "../support/fixtures/client.ts";
import { join, type OpenedServer, open, read } from "../support/fixtures/open-server.ts";

/** An object that notes what happens to its sockets. */
function openLazy(
  hooks: Partial<LazySockets> = {},
  options: SocketIOOptions = {},
  later: (() => void)[] = [],
): OpenedServer {
  const notes: unknown[] = [];
  const server = open(
    (io: Server, { log }) => {
      log.notes.push(...notes.splice(0));
      io.use((_, next) => {
        log.notes.push("middleware");
        next();
      });
      io.on("connection", (socket) => {
        const { recovered, data, handshake, rooms } = socket;
        const { woken } = socket.conn as unknown as { woken: boolean };
        log.notes.push([
          "connection",
          { recovered, woken, data: { ...data }, auth: handshake.auth, rooms: [...rooms] },
        ]);
        socket.on("ask", (answer) => answer(socket.id, socket.data));
        socket.on("set", (value, answer) => {
          socket.data.value = value;
          answer();
        });
        socket.on("later", (answer) => {
          later.push(answer);
        });
        socket.on("binary", (value, answer) => answer(value.byteLength));
        socket.on("disconnect", (reason) => log.notes.push(["disconnect", reason]));
      });
    },
    {
      ...options,
      lazySockets: {
        admit: (socket) => {
          server.log.notes.push(["admit", socket.handshake.auth]);
          socket.data.name = socket.handshake.auth.name;
          socket.handshake.auth = {};
        },
        connected: (socket) => {
          server.log.notes.push("connected");
          socket.emit("hello", socket.data.name);
        },
        ...hooks,
      },
    },
  );
  return server;
}

const idOf = (reply: string): string => (JSON.parse(reply.slice(2)) as { sid: string }).sid;

/** Joins, and reads the greeting. */
async function enter(server: OpenedServer, auth: object = { name: "ada" }, query = ""): Promise<Client> {
  const client = await join(server, auth, query);
  await client.next();
  return client;
}

describe("a client that joins", () => {
  test("gets the reply to CONNECT, then what the hook emits, and neither middlewares nor listeners run", async () => {
    const server = openLazy();
    const client = await Client.open(server.stub);
    client.send('40{"name":"ada"}');
    const [reply = "", greeting] = await read(client, 2);
    expect(idOf(reply)).toHaveLength(20);
    expect(greeting).toBe('42["hello","ada"]');
    expect(server.log.notes).toEqual([["admit", { name: "ada" }], "connected"]);
  });

  test("may join with its handshake: it gets all of that in one frame, and sends no CONNECT", async () => {
    const server = openLazy({ handshakeAuth: ({ name }) => (name === undefined ? undefined : { name }) });
    const client = await Client.open(server.stub, "&name=ada");
    const [opened = "", reply = "", ...events] = client.opening.split("\x1e");
    expect(JSON.parse(opened.slice(1))).toMatchObject({ upgrades: [] });
    client.id = idOf(reply);
    expect(events).toEqual(['42["hello","ada"]']);
    expect(server.log.notes).toEqual([["admit", { name: "ada" }], "connected"]);
    await server.inside(({ io }) => void (io as unknown as Server).to(client.id).emit("one"));
    expect(await client.next()).toBe('42["one"]');
    await server.sleep();
    expect(await client.emitWithAck("ask")).toEqual([client.id, { name: "ada" }]);
    const other = await Client.open(server.stub);
    expect(other.opening).not.toContain("\x1e");
  });

  test("with its handshake may send packets before it has joined, and is rejected in the first frame", async () => {
    const server = openLazy({
      handshakeAuth: (query) => query,
      admit: async ({ handshake }) => {
        await Promise.resolve();
        if (handshake.auth.key !== "1") throw Object.assign(new Error("wrong key"), { data: { code: 7 } });
      },
    });
    const rejected = await Client.open(server.stub, "&key=0");
    expect(rejected.opening.split("\x1e")[1]).toBe('44{"message":"wrong key","data":{"code":7}}');
    expect(await server.inside(({ io }) => (io as unknown as Server).of("/").adapter.sids.size)).toBe(0);
    rejected.send('40{"key":"1"}');
    expect(idOf(await rejected.next())).toHaveLength(20);
    const admitted = await Client.open(server.stub, "&key=1");
    expect(admitted.opening.split("\x1e")).toHaveLength(3);
  });

  test("with its handshake gets bytes in a frame of their own", async () => {
    const server = openLazy({
      handshakeAuth: () => ({}),
      connected: (socket) => void socket.emit("bytes", new Uint8Array(3)),
    });
    const client = await Client.open(server.stub);
    expect(client.opening.split("\x1e").at(-1)).toBe('451-["bytes",{"_placeholder":true,"num":0}]');
    expect(await client.next()).toBe("binary of 3 bytes");
  });

  test("with its handshake is closed if that takes too long", async () => {
    const server = openLazy(
      { handshakeAuth: () => ({}), admit: () => new Promise(() => {}) },
      { connectTimeout: 50 },
    );
    const client = await Client.open(server.stub);
    expect(client.opening).not.toContain("\x1e");
    await expect.poll(() => client.closed).toBe(true);
  });

  test("has no Socket, but is in its room, gets broadcasts, and is found", async () => {
    const server = openLazy();
    const client = await enter(server);
    const found = await server.inside(async (object) => {
      const io = object.io as unknown as Server;
      io.emit("all");
      io.to(client.id).emit("one");
      const sockets = await io.fetchSockets();
      return {
        awake: io.sockets.sockets.size,
        ids: [...io.of("/").adapter.sids.keys()],
        data: sockets.map(({ data }) => data.name),
        address: sockets.map(({ handshake }) => handshake.query.transport),
      };
    });
    expect(found).toEqual({ awake: 0, ids: [client.id], data: ["ada"], address: ["websocket"] });
    expect(await read(client, 2)).toEqual(['42["all"]', '42["one"]']);
  });

  test("gets a Socket with its first packet, as after hibernation, and no second reply", async () => {
    const server = openLazy();
    const client = await enter(server);
    expect(await client.emitWithAck("ask")).toEqual([client.id, { name: "ada" }]);
    const state = { recovered: true, woken: true, data: { name: "ada" }, auth: {}, rooms: [client.id] };
    expect(server.log.notes.slice(2)).toEqual([["connection", state]]);
    await client.emitWithAck("set", 7);
    await server.sleep();
    expect(await client.emitWithAck("ask")).toEqual([client.id, { name: "ada", value: 7 }]);
    expect(server.log.constructions).toBe(2);
    client.close();
    await expect.poll(() => server.log.notes.at(-1)).toEqual(["disconnect", "transport close"]);
  });

  test("keeps what the hooks did across hibernation, also changes that come later", async () => {
    let joined: LazySocket | undefined;
    const server = openLazy({
      connected: (socket) => {
        socket.data.early = [1];
        socket.join(["lounge", "cellar"]);
        socket.leave("cellar");
        socket.emit("hello");
        joined = socket;
      },
    });
    const client = await enter(server);
    await server.inside(() => {
      if (joined !== undefined) joined.data.late = 2;
    });
    await server.sleep();
    await server.inside(({ io }) => void (io as unknown as Server).to("lounge").emit("to the lounge"));
    expect(await client.next()).toBe('42["to the lounge"]');
    expect(await client.emitWithAck("ask")).toEqual([client.id, { name: "ada", early: [1], late: 2 }]);
    expect(server.log.notes.at(-1)).toMatchObject(["connection", { rooms: [client.id, "lounge"] }]);
  });

  test("may send packets before it has joined: they wait, in order", async () => {
    const admitted = Promise.withResolvers<void>();
    const server = openLazy({ admit: () => admitted.promise });
    const client = await Client.open(server.stub);
    client.send("40", '421["set",1]', '422["ask"]', "2");
    // The heartbeat is answered at once.
    expect(await client.next()).toBe("3");
    await server.inside(() => admitted.resolve());
    const [reply = "", greeting, first, second] = await read(client, 4);
    expect([greeting, first, second]).toEqual([
      '42["hello",null]',
      "431[]",
      `432["${idOf(reply)}",{"value":1}]`,
    ]);
  });

  test("is rejected with the message and data of the hook's error, and may try again", async () => {
    const server = openLazy({
      admit: async ({ handshake }) => {
        if (handshake.auth.key !== 1) throw Object.assign(new Error("wrong key"), { data: { code: 7 } });
      },
    });
    const client = await Client.open(server.stub);
    client.send('40{"key":0}');
    expect(await client.next()).toBe('44{"message":"wrong key","data":{"code":7}}');
    expect(await server.inside(({ io }) => (io as unknown as Server).of("/").adapter.sids.size)).toBe(0);
    client.send('40{"key":1}');
    expect(idOf(await client.next())).toHaveLength(20);
  });

  test("is rejected also if the hook throws nothing in particular", async () => {
    const server = openLazy({ admit: () => Promise.reject() });
    const client = await Client.open(server.stub);
    client.send("40");
    expect(await client.next()).toBe("44{}");
  });

  test("takes no place if it leaves while the hook decides", async () => {
    const admitted = Promise.withResolvers<void>();
    let hasLeft = false;
    const server = openLazy({
      admit: ({ conn }) => {
        conn.once("close", () => {
          hasLeft = true;
        });
        return admitted.promise;
      },
    });
    const client = await Client.open(server.stub);
    client.send("40");
    client.close();
    await expect.poll(() => hasLeft).toBe(true);
    await server.inside(() => admitted.resolve());
    const look = await server.inside(({ io }) => [io.engine.clientsCount, io.of("/").adapter.sids.size]);
    expect(look).toEqual([0, 0]);
    expect(server.log.notes).toEqual([]);
  });

  test("is closed if it does not join in time", async () => {
    const server = openLazy({}, { connectTimeout: 50 });
    const client = await Client.open(server.stub);
    await expect.poll(() => client.closed).toBe(true);
  });

  test("twice on one connection is closed, as one that has a Socket", async () => {
    const server = openLazy();
    const client = await enter(server);
    client.send("40");
    await expect.poll(() => client.closed).toBe(true);
  });

  test("can be disconnected by the hook, after what it emits", async () => {
    const server = openLazy({
      connected: (socket) => {
        socket.emit("goodbye");
        socket.disconnect(true);
      },
    });
    const client = await join(server);
    expect(await client.next()).toBe('42["goodbye"]');
    await expect.poll(() => client.closed).toBe(true);
    expect(server.log.notes.at(-1)).toEqual(["disconnect", "server namespace disconnect"]);
  });

  test("gets nothing more once the server has disconnected it, although it has to wake for that", async () => {
    const later: LazySocket[] = [];
    const server = openLazy({ connected: (socket) => void later.push(socket) });
    const clients = [await join(server), await join(server), await join(server)];
    await clients[2]?.emitWithAck("ask");
    await server.inside(async ({ io }) => {
      later[0]?.disconnect(true);
      io.emit("to the rest");
      io.emit("goodbye");
      io.disconnectSockets(true);
      io.emit("goodbye");
      expect(await io.fetchSockets()).toEqual([]);
    });
    for (const client of clients) await expect.poll(() => client.closed).toBe(true);
    const both = ['42["to the rest"]', '42["goodbye"]', "41"];
    expect(clients.map(({ unread }) => unread)).toEqual([["41"], both, both]);
  });

  test("whose hook fails has joined, and the error is reported", async () => {
    const server = openLazy({
      connected: () => {
        throw new Error("no greeting");
      },
    });
    const client = await join(server);
    await client.emitWithAck("ask");
    expect(server.log.failures).toEqual([
      { event: "connection", namespace: "/", socketId: client.id, message: "no greeting" },
    ]);
  });
});

describe("a client that needs a Socket at once", () => {
  test("of another namespace runs middlewares and listeners", async () => {
    const server = openLazy();
    await server.inside(({ io }) => {
      (io as unknown as Server).of("/other").on("connection", (socket) => socket.emit("hello", "other"));
    });
    const client = await Client.open(server.stub);
    client.send("40/other,");
    const [reply, greeting] = await read(client, 2);
    expect(reply).toMatch(/^40\/other,/);
    expect(greeting).toBe('42/other,["hello","other"]');
    client.send("40");
    await client.next();
    expect(server.log.notes.slice(0, 1)).toEqual(["middleware"]);
  });

  test("over long-polling runs middlewares and listeners", async () => {
    const server = openLazy();
    const url = "http://fixture/socket.io/?EIO=4&transport=polling";
    const opened = await (await server.stub.fetch(url)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    await server.stub.fetch(`${url}&sid=${sid}`, { method: "POST", body: "40" });
    await (await server.stub.fetch(`${url}&sid=${sid}`)).text();
    expect(server.log.notes).toMatchObject([
      "middleware",
      ["connection", { recovered: false, woken: false }],
    ]);
  });

  test.each(['42["ask"]', "40/unknown,", "451-[", "nonsense", "4x"])(
    "that begins with %s is treated as by the stock server",
    async (frame) => {
      const [lazy, stock] = [openLazy(), open(() => {})];
      const [first, second] = [await Client.open(lazy.stub), await Client.open(stock.stub)];
      first.send(frame);
      second.send(frame);
      if (frame.startsWith("40")) expect(await first.next()).toBe(await second.next());
      else if (frame === "451-[") await enter(lazy);
      else {
        await expect.poll(() => second.closed).toBe(true);
        await expect.poll(() => first.closed).toBe(true);
      }
    },
  );
});

describe("a client that leaves asleep", () => {
  test("wakes for its listeners without the hook for that", async () => {
    const server = openLazy();
    const client = await enter(server);
    client.close();
    await expect.poll(() => server.log.notes.at(-1)).toEqual(["disconnect", "transport close"]);
    expect(await server.inside(({ io }) => io.of("/").adapter.sids.size)).toBe(0);
  });

  test("does not wake with the hook, after hibernation neither", async () => {
    const left: unknown[] = [];
    const server = openLazy({
      disconnected: ({ id, data, handshake, conn }, reason) => {
        left.push([id, data.name, handshake.query.EIO, conn.readyState, reason]);
      },
    });
    const [first, second] = [await enter(server), await enter(server, { name: "bob" })];
    first.close();
    await expect.poll(() => left).toEqual([[first.id, "ada", "4", "closed", "transport close"]]);
    await server.sleep();
    second.close();
    await expect.poll(() => left).toHaveLength(2);
    expect(left[1]).toEqual([second.id, "bob", "4", "closed", "transport close"]);
    expect(await server.inside(({ io }) => [io.engine.clientsCount, io.of("/").adapter.sids.size])).toEqual([
      0, 0,
    ]);
    expect(server.log.notes.filter((note) => Array.isArray(note) && note[0] === "connection")).toEqual([]);
  });

  test("runs its listeners if it is awake, and not the hook", async () => {
    const left: string[] = [];
    const server = openLazy({ disconnected: ({ id }) => void left.push(id) });
    const client = await enter(server);
    await client.emitWithAck("ask");
    client.close();
    await expect.poll(() => server.log.notes.at(-1)).toEqual(["disconnect", "transport close"]);
    expect(left).toEqual([]);
  });
});

describe("a client that does not read what the hook emits", () => {
  test.each<[string, string[], unknown]>([
    ["said nothing", [], ["left", "ping timeout"]],
    ["sent a packet while it joined", ['421["ask"]'], ["disconnect", "ping timeout"]],
  ])("leaves nothing behind if it %s", async (_what, packets, last) => {
    const held: (() => void)[] = [];
    let count = 0;
    const server = openLazy(
      {
        admit: () => new Promise<void>((resolve) => held.push(resolve)),
        connected: (socket) => {
          for (let index = 0; index < 7; index++) socket.emit("big", "x".repeat(1_000_000));
        },
        disconnected: (_socket, reason) => void server.log.notes.push(["left", reason]),
      },
      { allowPacket: () => ++count > 0 },
    );
    const client = await Client.open(server.stub);
    client.send("40", ...packets);
    await expect.poll(() => count).toBe(1 + packets.length);
    await server.inside(() => held[0]?.());
    await expect.poll(() => client.closed).toBe(true);
    await expect.poll(() => server.log.notes.at(-1)).toEqual(last);
    const counts = await server.inside(({ io }) => [io.engine.clientsCount, io.of("/").adapter.sids.size]);
    expect(counts).toEqual([0, 0]);
  });
});

describe("a client that says nothing for a while", () => {
  const awake = (server: OpenedServer): Promise<string[]> =>
    server.inside(({ io }) => [...io.sockets.sockets.keys()]);

  /** The other client talks until this one sleeps, or for a number of events. */
  async function talk(
    server: OpenedServer,
    talker: Client,
    until: string[],
    most = Number.POSITIVE_INFINITY,
  ) {
    for (let events = 0; events < most; events++) {
      await talker.emitWithAck("ask");
      if ((await awake(server)).join() === until.join()) return;
      await scheduler.wait(1);
    }
  }

  test("sleeps again while its object is awake, gets broadcasts, and wakes with its data", async () => {
    const server = openLazy({ sleepAfter: 5 });
    const [ada, bob] = [
      await enter(server, { name: "ada" }, "&heartbeat=client"),
      await enter(server, { name: "bob" }, "&heartbeat=client"),
    ];
    await ada.emitWithAck("set", 7);
    await talk(server, bob, [bob.id]);
    expect(await awake(server)).toEqual([bob.id]);
    await server.inside(({ io }) => void (io as unknown as Server).to(ada.id).emit("one"));
    expect(await ada.next()).toBe('42["one"]');
    expect(await ada.emitWithAck("ask")).toEqual([ada.id, { name: "ada", value: 7 }]);
    expect(server.log.notes.at(-1)).toMatchObject(["connection", { recovered: true, woken: true }]);
    await talk(server, bob, [bob.id]);
    await server.sleep();
    expect(await ada.emitWithAck("ask")).toEqual([ada.id, { name: "ada", value: 7 }]);
    ada.close();
    await expect.poll(() => server.log.notes.at(-1)).toEqual(["disconnect", "transport close"]);
  });

  test("may sleep at once, unless it is in use", async () => {
    const later: (() => void)[] = [];
    const server = openLazy({ sleepAfter: 0 }, {}, later);
    const enterQuietly = () => enter(server, {}, "&heartbeat=client");
    const [ada, bob] = [await enterQuietly(), await enterQuietly()];
    ada.send('425["later"]');
    await expect.poll(() => later).toHaveLength(1);
    await talk(server, bob, [], 5);
    expect((await awake(server)).toSorted()).toEqual([ada.id, bob.id].toSorted());
    await server.inside(() => later[0]?.());
    expect(await ada.next()).toBe("435[]");
    await talk(server, bob, [bob.id]);
    expect(await awake(server)).toEqual([bob.id]);
  });

  test("leaves as one that never woke", async () => {
    const left: string[] = [];
    const server = openLazy({ sleepAfter: 5, disconnected: ({ id }) => void left.push(id) });
    const [ada, bob] = [
      await enter(server, { name: "ada" }, "&heartbeat=client"),
      await enter(server, { name: "bob" }, "&heartbeat=client"),
    ];
    await ada.emitWithAck("ask");
    await talk(server, bob, [bob.id]);
    ada.close();
    await expect.poll(() => left).toEqual([ada.id]);
    const counts = await server.inside(({ io }) => [io.engine.clientsCount, io.of("/").adapter.sids.size]);
    expect(counts).toEqual([1, 1]);
  });

  test("stays awake while a listener has not answered, the server waits for an answer, or half a packet has come", async () => {
    const later: (() => void)[] = [];
    const server = openLazy({ sleepAfter: 1 }, {}, later);
    // No ping comes between the answers, however long they take.
    const enterQuietly = () => enter(server, {}, "&heartbeat=client");
    const [ada, bob] = [await enterQuietly(), await enterQuietly()];
    const [cem, dan] = [await enterQuietly(), await enterQuietly()];
    ada.send('425["later"]');
    const answered = server.inside(async ({ io }) => {
      const socket = io as unknown as Server;
      return socket.to(bob.id).timeout(60_000).emitWithAck("question");
    });
    const question = await bob.next();
    await bob.emitWithAck("ask");
    const second = server.inside(({ io }) => {
      const socket = io.sockets.sockets.get(bob.id);
      return socket?.timeout(60_000).emitWithAck("another");
    });
    const another = await bob.next();
    cem.send('451-9["binary",{"_placeholder":true,"num":0}]');
    await expect.poll(() => later).toHaveLength(1);
    await talk(server, dan, [], 20);
    expect((await awake(server)).toSorted()).toEqual([ada, bob, cem, dan].map(({ id }) => id).toSorted());

    await server.inside(() => later[0]?.());
    expect(await ada.next()).toBe("435[]");
    const answerTo = (frame: string, answer: string) =>
      bob.send(`43${/^42(\d+)/.exec(frame)?.[1]}["${answer}"]`);
    answerTo(question, "yes");
    answerTo(another, "no");
    expect(await answered).toEqual(["yes"]);
    expect(await second).toBe("no");
    cem.send(new Uint8Array(3));
    expect(await cem.next()).toBe("439[3]");
    await talk(server, dan, [dan.id]);
    expect(await awake(server)).toEqual([dan.id]);
  });
});

test("the option does not work with recovery or a cluster", () => {
  const lazySockets: LazySockets = { admit: () => {}, connected: () => {} };
  const resolve = (options: SocketIOOptions) => resolveOptions({ lazySockets, ...options }, {} as never);
  expect(() => resolve({ connectionStateRecovery: {} })).toThrow("lazySockets");
  expect(() => resolve({ cluster: { objects: {} as never } })).toThrow("lazySockets");
});
