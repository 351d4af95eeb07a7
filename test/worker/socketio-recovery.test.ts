/** Connection state recovery: which client gets a session, and what it gets. */
import type { Socket } from "socket.io";
import type { SocketIOOptions } from "socket.io-durable-objects";
import * as msgpack from "socket.io-msgpack-parser";
import { describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { keys, type OpenedServer, open } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;
interface Identity {
  sid: string;
  pid: string;
}

const server = (
  options: SocketIOOptions = { connectionStateRecovery: {} },
  more: (socket: Socket) => void = () => {},
) =>
  open((io) => {
    io.use((socket, next) => next(socket.handshake.auth.reject ? new Error("rejected") : undefined));
    io.of("/other");
    io.on("connection", (socket) => {
      socket.on("join", (room: string, answer: Acknowledge) => {
        socket.join(room);
        answer();
      });
      socket.on("to", (room: string, text: string, answer: Acknowledge) => {
        io.to(room).emit("said", text);
        answer();
      });
      socket.on("all", (text: string, answer: Acknowledge) => {
        io.emit("said", text);
        answer();
      });
      socket.on("who", (answer: Acknowledge) => answer(socket.id, socket.recovered, [...socket.rooms]));
      more(socket);
    });
  }, options);

/** Joins with `auth`. */
async function connect(
  object: OpenedServer,
  auth: object = {},
): Promise<{ client: Client; session: Identity }> {
  const client = await Client.open(object.stub);
  client.send(`40${JSON.stringify(auth)}`);
  const frame = await client.next();
  expect(frame).toMatch(/^40/);
  return { client, session: JSON.parse(frame.slice(2)) as Identity };
}

/** The first arguments of the events before an acknowledgement. */
async function missedBy(client: Client): Promise<unknown[]> {
  client.send('429["who"]');
  const missed: unknown[] = [];
  for (let frame = await client.next(); !frame.startsWith("439"); frame = await client.next())
    missed.push((JSON.parse(frame.slice(2)) as unknown[])[1]);
  return missed;
}

async function leave(object: OpenedServer, client: Client): Promise<void> {
  const before = await object.inside(({ io }) => io.engine.clientsCount);
  client.close();
  await expect.poll(() => object.inside(({ io }) => io.engine.clientsCount)).toBeLessThan(before);
}

/** Broadcasts a text, and returns its offset. */
async function broadcast(client: Client, text: string): Promise<string> {
  client.send(`427["all","${text}"]`);
  const frame = await client.next();
  expect(await client.next()).toBe("437[]");
  return (JSON.parse(frame.slice(2)) as string[]).at(-1) as string;
}

describe("a session", () => {
  test("is recovered from its start by a pid without an offset", async () => {
    const object = server();
    const { client: bob } = await connect(object);
    await broadcast(bob, "before alice");
    const alice = await connect(object);
    await leave(object, alice.client);
    await broadcast(bob, "while she is away");
    const back = await connect(object, { pid: alice.session.pid });
    expect(back.session).toEqual(alice.session);
    expect(await missedBy(back.client)).toEqual(["while she is away"]);
  });

  test("brings missed packets after the reply to CONNECT, so that a stock client never delivers them twice", async () => {
    const object = server();
    const { client: bob } = await connect(object);
    const alice = await connect(object);
    const offset = await broadcast(bob, "seen");
    await leave(object, alice.client);
    const texts = ["one", "two", "three"];
    for (const text of texts) await broadcast(bob, text);
    /** Like a stock client, delivers events from before the reply to CONNECT once the reply has come. */
    const kept: string[] = [];
    for (let cut = 0; cut < 3; cut++) {
      const client = await Client.open(object.stub);
      client.send(`40${JSON.stringify({ pid: alice.session.pid, offset })}`);
      for (let frame = await client.next(); !frame.startsWith("40"); frame = await client.next())
        kept.push(frame);
      await leave(object, client);
    }
    const back = await connect(object, { pid: alice.session.pid, offset });
    expect(back.session).toEqual(alice.session);
    expect([...kept, ...(await missedBy(back.client))]).toEqual(texts);
  });

  test("brings no packet from before its start, with any offset", async () => {
    const object = server();
    const { client: bob } = await connect(object);
    await broadcast(bob, "a secret from before");
    const mallory = await connect(object);
    await leave(object, mallory.client);
    const back = await connect(object, { pid: mallory.session.pid, offset: "~00000000000" });
    expect(back.session.sid).toBe(mallory.session.sid);
    expect(await missedBy(back.client)).toEqual([]);
  });

  test.each([["1"], ["~zzzzzzzzzzz"], ["~0"], ["a user's own"], ["x".repeat(5_000)]])(
    "is not recovered by an invalid offset: %s",
    async (offset) => {
      const object = server();
      const alice = await connect(object);
      await leave(object, alice.client);
      expect((await connect(object, { pid: alice.session.pid, offset })).session.sid).not.toBe(
        alice.session.sid,
      );
    },
  );

  test("is recovered by only one of two clients at once", async () => {
    const object = server();
    const alice = await connect(object);
    await leave(object, alice.client);
    const both = await Promise.all([Client.open(object.stub), Client.open(object.stub)]);
    for (const client of both) client.send(`40${JSON.stringify({ pid: alice.session.pid })}`);
    const sids = await Promise.all(
      both.map(async (client) => (JSON.parse((await client.next()).slice(2)) as Identity).sid),
    );
    const live = await object.inside(({ io }) => [...io.sockets.sockets.keys()]);
    expect(new Set(live).size).toBe(live.length);
    expect(new Set(live)).toEqual(new Set(sids.filter((sid) => live.includes(sid))));
    expect(live).toContain(alice.session.sid);
  });

  test("is recovered once by a payload with two CONNECT packets", async () => {
    const object = server();
    const alice = await connect(object);
    await leave(object, alice.client);
    const url = "http://x/socket.io/?EIO=4&transport=polling";
    const { sid } = JSON.parse((await (await object.stub.fetch(url)).text()).slice(1)) as { sid: string };
    const packet = `40${JSON.stringify({ pid: alice.session.pid })}`;
    await object.stub.fetch(`${url}&sid=${sid}`, { method: "POST", body: `${packet}\x1e${packet}` });
    const answers = (await (await object.stub.fetch(`${url}&sid=${sid}`)).text()).split("\x1e");
    const sids = answers.map((answer) => (JSON.parse(answer.slice(2)) as Identity).sid);
    expect(new Set(sids).size).toBe(2);
    expect(sids).toContain(alice.session.sid);
    expect(await object.inside(({ io }) => io.sockets.sockets.size)).toBe(1);
  });

  test("with an open connection moves to the client's new connection, and the old one is closed", async () => {
    const object = server();
    const alice = await connect(object);
    for (const asleep of [false, true]) {
      if (asleep) await object.sleep();
      const back = await connect(object, { pid: alice.session.pid });
      expect(back.session).toEqual(alice.session);
      await expect.poll(() => alice.client.closed).toBe(true);
      alice.client = back.client;
    }
    expect(await object.inside(({ io }) => io.engine.clientsCount)).toBe(1);
  });

  test("of one namespace cannot be recovered in another", async () => {
    const object = server();
    const alice = await connect(object);
    await leave(object, alice.client);
    const client = await Client.open(object.stub);
    client.send(`40/other,${JSON.stringify({ pid: alice.session.pid, offset: "" })}`);
    expect(await client.next()).not.toContain(alice.session.sid);
  });

  test("that its client ended cannot be recovered", async () => {
    const object = server();
    const alice = await connect(object);
    alice.client.send("41");
    await expect.poll(() => object.inside((_, state) => keys(state, "socketio:recovery"))).toEqual([]);
    expect((await connect(object, { pid: alice.session.pid })).session.sid).not.toBe(alice.session.sid);
  });
});

describe("the middlewares of a recovered client", () => {
  test("run if skipMiddlewares is false, also while another client wakes", async () => {
    const object = server({ connectionStateRecovery: { skipMiddlewares: false } });
    const alice = await connect(object);
    const sleepers = await Promise.all(Array.from({ length: 5 }, () => connect(object)));
    await leave(object, alice.client);
    for (let round = 0; round < 5; round += 1) {
      await object.sleep();
      const mallory = await Client.open(object.stub);
      for (const { client } of sleepers) client.send('427["who"]');
      mallory.send(`40${JSON.stringify({ pid: alice.session.pid, reject: true })}`);
      for (const { client, session } of sleepers)
        expect(await client.next()).toBe(`437["${session.sid}",true,["${session.sid}"]]`);
      expect(await mallory.next()).toBe('44{"message":"rejected"}');
      mallory.close();
    }
    // A rejection deletes no session.
    expect((await connect(object, { pid: alice.session.pid })).session.sid).toBe(alice.session.sid);
  });

  test("do not run if it is true", async () => {
    const object = server();
    const alice = await connect(object);
    await leave(object, alice.client);
    expect((await connect(object, { pid: alice.session.pid, reject: true })).session.sid).toBe(
      alice.session.sid,
    );
  });
});

describe("the packet log", () => {
  test("has no packets over 2 MB, which reach connected clients all the same", async () => {
    const object = server({ connectionStateRecovery: {} }, (socket) => {
      socket.on("huge", (size: number) => socket.nsp.emit("said", "x".repeat(size)));
    });
    const { client } = await connect(object);
    client.send('42["huge",20000000]');
    expect((await client.next()).length).toBeGreaterThan(20_000_000);
    // After this much the client must answer a ping.
    expect(await client.next()).toBe("2");
    client.send("3");
    await broadcast(client, "still here");
  });

  test("a session whose data cannot be stored keeps its rooms", async () => {
    const object = server({ connectionStateRecovery: {} }, (socket) => {
      if (!socket.recovered) socket.data.good = 1;
      socket.on("break", (answer: Acknowledge) => {
        socket.data.bad = () => {};
        socket.join("lounge");
        answer();
      });
      socket.on("data", (answer: Acknowledge) => answer(socket.data));
    });
    const alice = await connect(object);
    await alice.client.emitWithAck("break");
    await leave(object, alice.client);
    const { client } = await connect(object, { pid: alice.session.pid });
    expect(await client.emitWithAck("who")).toEqual([alice.session.sid, true, [alice.session.sid, "lounge"]]);
    expect(await client.emitWithAck("data")).toEqual([{ good: 1 }]);
  });

  test("is read through a custom parser, binary packets included", async () => {
    const object = server({ connectionStateRecovery: {}, parser: msgpack });
    const packets: Array<{ type: number; data: unknown }> = [];
    const connect = async (auth: object) => {
      const response = await object.stub.fetch("http://x/socket.io/?EIO=4&transport=websocket", {
        headers: { Upgrade: "websocket" },
      });
      const socket = response.webSocket as WebSocket;
      const decoder = new msgpack.Decoder();
      packets.length = 0;
      decoder.on("decoded", (packet: (typeof packets)[number]) => packets.push(packet));
      socket.binaryType = "arraybuffer";
      socket.addEventListener(
        "message",
        ({ data }) => typeof data !== "string" && decoder.add(Buffer.from(data as ArrayBuffer)),
      );
      socket.accept();
      const [frame] = new msgpack.Encoder().encode({ type: 0, nsp: "/", data: auth }) as unknown as [
        Uint8Array,
      ];
      socket.send(frame);
      await expect.poll(() => packets.some(({ type }) => type === 0)).toBe(true);
      return { socket, session: packets.find(({ type }) => type === 0)?.data as Identity };
    };
    const alice = await connect({});
    alice.socket.close();
    await expect.poll(() => object.inside(({ io }) => io.engine.clientsCount)).toBe(0);
    await object.inside(({ io }) => void io.emit("bytes", new Uint8Array([1, 2, 3])));
    const back = await connect({ pid: alice.session.pid });
    expect(back.session).toEqual(alice.session);
    const [, bytes] = (packets.find(({ type }) => type === 2)?.data ?? []) as Uint8Array[];
    expect([...new Uint8Array(bytes ?? [])]).toEqual([1, 2, 3]);
  });
});
