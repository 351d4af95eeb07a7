/** Who recovers a session, and what of it. */
import type { Socket } from "socket.io";
import * as msgpack from "socket.io-msgpack-parser";
import { describe, expect, test } from "vitest";
import type { SocketIOOptions } from "../../src/socketio/index.ts";
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
    io.use((socket, next) => next(socket.handshake.auth.refuse ? new Error("refused") : undefined));
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

/** Joins with these words. */
async function come(object: OpenedServer, auth: object = {}): Promise<{ client: Client; me: Identity }> {
  const client = await Client.open(object.stub);
  client.send(`40${JSON.stringify(auth)}`);
  const frame = await client.next();
  expect(frame).toMatch(/^40/);
  return { client, me: JSON.parse(frame.slice(2)) as Identity };
}

/** The first arguments of the events that come before the answer to a question. */
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

/** Says something to all, and returns the offset with which it came. */
async function say(client: Client, text: string): Promise<string> {
  client.send(`427["all","${text}"]`);
  const frame = await client.next();
  expect(await client.next()).toBe("437[]");
  return (JSON.parse(frame.slice(2)) as string[]).at(-1) as string;
}

describe("a session", () => {
  test("is recovered by a pid without an offset, from its beginning", async () => {
    const object = server();
    const { client: bob } = await come(object);
    await say(bob, "before alice");
    const alice = await come(object);
    await leave(object, alice.client);
    await say(bob, "while she is away");
    const back = await come(object, { pid: alice.me.pid });
    expect(back.me).toEqual(alice.me);
    expect(await missedBy(back.client)).toEqual(["while she is away"]);
  });

  test("brings what was missed after the reply to CONNECT: a stock client doubles what comes before it when it is cut off", async () => {
    const object = server();
    const { client: bob } = await come(object);
    const alice = await come(object);
    const offset = await say(bob, "seen");
    await leave(object, alice.client);
    const texts = ["one", "two", "three"];
    for (const text of texts) await say(bob, text);
    /** A stock client keeps events from before the reply until it comes, over any number of connections. */
    const kept: string[] = [];
    for (let cut = 0; cut < 3; cut++) {
      const client = await Client.open(object.stub);
      client.send(`40${JSON.stringify({ pid: alice.me.pid, offset })}`);
      for (let frame = await client.next(); !frame.startsWith("40"); frame = await client.next())
        kept.push(frame);
      await leave(object, client);
    }
    const back = await come(object, { pid: alice.me.pid, offset });
    expect(back.me).toEqual(alice.me);
    expect([...kept, ...(await missedBy(back.client))]).toEqual(texts);
  });

  test("brings nothing from before it began, whatever offset its client makes up", async () => {
    const object = server();
    const { client: bob } = await come(object);
    await say(bob, "a secret from before");
    const mallory = await come(object);
    await leave(object, mallory.client);
    const back = await come(object, { pid: mallory.me.pid, offset: "~00000000000" });
    expect(back.me.sid).toBe(mallory.me.sid);
    expect(await missedBy(back.client)).toEqual([]);
  });

  test.each([["1"], ["~zzzzzzzzzzz"], ["~0"], ["a user's own"], ["x".repeat(5_000)]])(
    "is not recovered by an offset that was never given out: %s",
    async (offset) => {
      const object = server();
      const alice = await come(object);
      await leave(object, alice.client);
      expect((await come(object, { pid: alice.me.pid, offset })).me.sid).not.toBe(alice.me.sid);
    },
  );

  test("is recovered by one client only, of two that come at once", async () => {
    const object = server();
    const alice = await come(object);
    await leave(object, alice.client);
    const both = await Promise.all([Client.open(object.stub), Client.open(object.stub)]);
    for (const client of both) client.send(`40${JSON.stringify({ pid: alice.me.pid })}`);
    const sids = await Promise.all(
      both.map(async (client) => (JSON.parse((await client.next()).slice(2)) as Identity).sid),
    );
    const live = await object.inside(({ io }) => [...io.sockets.sockets.keys()]);
    expect(new Set(live).size).toBe(live.length);
    expect(new Set(live)).toEqual(new Set(sids.filter((sid) => live.includes(sid))));
    expect(live).toContain(alice.me.sid);
  });

  test("over one payload that asks twice is recovered once", async () => {
    const object = server();
    const alice = await come(object);
    await leave(object, alice.client);
    const url = "http://x/socket.io/?EIO=4&transport=polling";
    const { sid } = JSON.parse((await (await object.stub.fetch(url)).text()).slice(1)) as { sid: string };
    const connect = `40${JSON.stringify({ pid: alice.me.pid })}`;
    await object.stub.fetch(`${url}&sid=${sid}`, { method: "POST", body: `${connect}\x1e${connect}` });
    const answers = (await (await object.stub.fetch(`${url}&sid=${sid}`)).text()).split("\x1e");
    const sids = answers.map((answer) => (JSON.parse(answer.slice(2)) as Identity).sid);
    expect(new Set(sids).size).toBe(2);
    expect(sids).toContain(alice.me.sid);
    expect(await object.inside(({ io }) => io.sockets.sockets.size)).toBe(1);
  });

  test("that a live connection holds goes to its client's new one, and the old one ends", async () => {
    const object = server();
    const alice = await come(object);
    for (const asleep of [false, true]) {
      if (asleep) await object.sleep();
      const back = await come(object, { pid: alice.me.pid });
      expect(back.me).toEqual(alice.me);
      await expect.poll(() => alice.client.closed).toBe(true);
      alice.client = back.client;
    }
    expect(await object.inside(({ io }) => io.engine.clientsCount)).toBe(1);
  });

  test("of one namespace is worth nothing in another", async () => {
    const object = server();
    const alice = await come(object);
    await leave(object, alice.client);
    const client = await Client.open(object.stub);
    client.send(`40/other,${JSON.stringify({ pid: alice.me.pid, offset: "" })}`);
    expect(await client.next()).not.toContain(alice.me.sid);
  });

  test("that its client ended by itself is gone", async () => {
    const object = server();
    const alice = await come(object);
    alice.client.send("41");
    await expect.poll(() => object.inside((_, state) => keys(state, "socketio:recovery"))).toEqual([]);
    expect((await come(object, { pid: alice.me.pid })).me.sid).not.toBe(alice.me.sid);
  });
});

describe("the middlewares of a recovered client", () => {
  test("run where skipMiddlewares is false, also while another client wakes", async () => {
    const object = server({ connectionStateRecovery: { skipMiddlewares: false } });
    const alice = await come(object);
    const sleepers = await Promise.all(Array.from({ length: 5 }, () => come(object)));
    await leave(object, alice.client);
    for (let round = 0; round < 5; round += 1) {
      await object.sleep();
      const mallory = await Client.open(object.stub);
      for (const { client } of sleepers) client.send('427["who"]');
      mallory.send(`40${JSON.stringify({ pid: alice.me.pid, refuse: true })}`);
      for (const { client, me } of sleepers)
        expect(await client.next()).toBe(`437["${me.sid}",true,["${me.sid}"]]`);
      expect(await mallory.next()).toBe('44{"message":"refused"}');
      mallory.close();
    }
    // A refusal takes nothing away.
    expect((await come(object, { pid: alice.me.pid })).me.sid).toBe(alice.me.sid);
  });

  test("do not run where it is true", async () => {
    const object = server();
    const alice = await come(object);
    await leave(object, alice.client);
    expect((await come(object, { pid: alice.me.pid, refuse: true })).me.sid).toBe(alice.me.sid);
  });
});

describe("what is logged", () => {
  test("leaves out packets over 2 MB, which reach those who are here all the same", async () => {
    const object = server({ connectionStateRecovery: {} }, (socket) => {
      socket.on("huge", (size: number) => socket.nsp.emit("said", "x".repeat(size)));
    });
    const { client } = await come(object);
    client.send('42["huge",20000000]');
    expect((await client.next()).length).toBeGreaterThan(20_000_000);
    // So much is under way that the client must prove that it reads.
    expect(await client.next()).toBe("2");
    client.send("3");
    await say(client, "still here");
  });

  test("keeps rooms where data cannot be kept", async () => {
    const object = server({ connectionStateRecovery: {} }, (socket) => {
      if (!socket.recovered) socket.data.good = 1;
      socket.on("break", (answer: Acknowledge) => {
        socket.data.bad = () => {};
        socket.join("lounge");
        answer();
      });
      socket.on("data", (answer: Acknowledge) => answer(socket.data));
    });
    const alice = await come(object);
    await alice.client.ask("break");
    await leave(object, alice.client);
    const { client } = await come(object, { pid: alice.me.pid });
    expect(await client.ask("who")).toEqual([alice.me.sid, true, [alice.me.sid, "lounge"]]);
    expect(await client.ask("data")).toEqual([{ good: 1 }]);
  });

  test("comes back through a custom parser, binary included", async () => {
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
      return { socket, me: packets.find(({ type }) => type === 0)?.data as Identity };
    };
    const alice = await connect({});
    alice.socket.close();
    await expect.poll(() => object.inside(({ io }) => io.engine.clientsCount)).toBe(0);
    await object.inside(({ io }) => void io.emit("bytes", new Uint8Array([1, 2, 3])));
    const back = await connect({ pid: alice.me.pid });
    expect(back.me).toEqual(alice.me);
    const [, bytes] = (packets.find(({ type }) => type === 2)?.data ?? []) as Uint8Array[];
    expect([...new Uint8Array(bytes ?? [])]).toEqual([1, 2, 3]);
  });
});
