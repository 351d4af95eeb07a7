/** Clients that have missed more than they may be sent at once. */
import type { Socket } from "socket.io";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { SocketIOOptions } from "../../src/socketio/index.ts";
import { Client } from "../support/fixtures/client.ts";
import { keys, type OpenedServer, open } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;
interface Identity {
  sid: string;
  pid: string;
}

const SIZE = 100_000;
const URL = "http://x/socket.io/?EIO=4&transport=polling";

const server = (options: SocketIOOptions = {}, more: (socket: Socket) => void = () => {}) =>
  open(
    (io, testServer) => {
      io.use((socket, next) => {
        const { wait } = socket.handshake.auth as { wait?: boolean };
        if (!wait) return next();
        testServer.log.notes.push(socket.id);
        void gate(testServer.log.notes).then(() => next());
      });
      io.on("connection", (socket) => {
        socket.on("sync", (answer: Acknowledge) => {
          answer("in sync");
          socket.emit("said", 66);
        });
        more(socket);
      });
    },
    { connectionStateRecovery: {}, ...options },
  );

/** Settles when a test opens the gate. */
async function gate(notes: unknown[]): Promise<void> {
  while (!notes.includes("open")) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** One end of a connection over either transport, as a stock client behaves: it answers pings, and notes offsets. */
interface Visitor {
  me: Identity;
  /** The first argument of each event, in order. */
  events: unknown[];
  /** Whether a packet was an event from before the reply to CONNECT. */
  offset: string | undefined;
  send(frame: string): Promise<void> | void;
  /** Reads until the reply to CONNECT and `count` events have come, or the connection ends. */
  until(count: number): Promise<void>;
  leave(): Promise<void> | void;
  /** Other frames. */
  others: string[];
}

function note(visitor: Visitor, frame: string): void {
  if (frame.startsWith("40")) visitor.me = JSON.parse(frame.slice(2)) as Identity;
  else if (frame.startsWith("42")) {
    const args = JSON.parse(frame.slice(frame.indexOf("["))) as unknown[];
    const question = /^42(\d+)/.exec(frame)?.[1];
    if (question !== undefined) void visitor.send(`43${question}["answer"]`);
    visitor.events.push(args[1]);
    if (/^42\[/.test(frame) && typeof args.at(-1) === "string") visitor.offset = args.at(-1) as string;
  } else if (frame !== "2") visitor.others.push(frame);
}

const nobody = { sid: "", pid: "" };

async function overWebSocket(object: OpenedServer, auth: object): Promise<Visitor> {
  const client = await Client.open(object.stub);
  client.send(`40${JSON.stringify(auth)}`);
  const visitor: Visitor = {
    me: nobody,
    events: [],
    others: [],
    offset: undefined,
    send: (frame) => client.send(frame),
    leave: () => client.close(),
    async until(count) {
      while (visitor.events.length < count || visitor.me === nobody) {
        const frame = await client.next();
        if (frame === "2") client.send("3");
        note(visitor, frame);
      }
    },
  };
  return visitor;
}

async function overPolling(object: OpenedServer, auth: object): Promise<Visitor> {
  const { sid } = JSON.parse((await (await object.stub.fetch(URL)).text()).slice(1)) as Identity;
  const url = `${URL}&sid=${sid}`;
  const post = async (body: string) => void (await object.stub.fetch(url, { method: "POST", body }));
  await post(`40${JSON.stringify(auth)}`);
  const visitor: Visitor = {
    me: nobody,
    events: [],
    others: [],
    offset: undefined,
    send: post,
    leave: () => post("1"),
    async until(count) {
      while (visitor.events.length < count || visitor.me === nobody) {
        const response = await object.stub.fetch(url);
        const body = await response.text();
        expect([response.status, body.slice(0, 100)]).toEqual([200, expect.any(String)]);
        expect(body.length).toBeLessThan(30 * SIZE);
        for (const frame of body.split("\x1e")) note(visitor, frame);
      }
    },
  };
  return visitor;
}

const transports = [
  ["WebSocket", overWebSocket],
  ["long-polling", overPolling],
] as const;

const say = (object: OpenedServer, from: number, count: number, size = SIZE) =>
  object.inside(({ io }) => {
    for (let number = from; number < from + count; number += 1) io.emit("said", number, "x".repeat(size));
  });

const gone = (object: OpenedServer) =>
  expect.poll(() => object.inside(({ io }) => io.sockets.sockets.size)).toBe(0);

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each(transports)("over %s a client that comes back", (transport, come) => {
  test("gets all of 60 packets of 100 kB, and what is sent meanwhile after them", async () => {
    const object = server();
    const first = await come(object, {});
    await first.until(0);
    await first.leave();
    await gone(object);
    await say(object, 0, 60);

    const back = await come(object, { pid: first.me.pid });
    await back.until(1);
    expect(back.me).toEqual(first.me);
    expect(back.events.length).toBeLessThan(20);
    const answers = object.inside(async ({ io }) => {
      io.emit("said", 60);
      const socket = io.sockets.sockets.get(first.me.sid);
      socket?.emit("said", 61);
      io.volatile.emit("said", "too early");
      const answer = socket?.timeout(60_000).emitWithAck("said", 62);
      io.emit("said", 63);
      socket?.join("late");
      io.to("late").emit("said", 64);
      socket?.leave("late");
      io.to("late").emit("said", "for others");
      io.except(first.me.sid).emit("said", "for others");
      io.emit("said", 65, "x".repeat(2_500_000));
      return answer;
    });
    await back.until(66);
    expect(back.events).toEqual(numbers(66));
    expect(await answers).toBe("answer");
    await back.send('421["sync"]');
    await back.until(67);
    expect(back.events.at(-1)).toBe(66);
    expect(back.others).toContain('431["in sync"]');
  });

  test("gets thousands of small packets among as many for others", async () => {
    const object = server();
    const first = await come(object, {});
    await first.until(0);
    await first.leave();
    await gone(object);
    await object.inside(({ io }) => {
      for (let number = 0; number < 5_000; number += 1) {
        io.emit("said", number, "x".repeat(100));
        io.to("elsewhere").emit("said", "for others");
        io.of("/other").emit("said", "for others");
      }
    });
    const back = await come(object, { pid: first.me.pid });
    await back.until(5_000);
    expect(back.events).toEqual(numbers(5_000));
  });

  test("goes on from where it was when its connection breaks on the way, also after a sleep", async () => {
    const object = server();
    const first = await come(object, {});
    await first.until(0);
    await first.leave();
    await gone(object);
    await say(object, 0, 60);
    const events: unknown[] = [];
    let offset: string | undefined;
    for (let part = 0; events.length < 60; part += 1) {
      expect(part).toBeLessThan(20);
      const back = await come(object, { pid: first.me.pid, offset });
      await back.until(Math.min(12, 60 - events.length));
      expect(back.me).toEqual(first.me);
      events.push(...back.events);
      offset = back.offset;
      await back.leave();
      await gone(object);
      if (transport === "WebSocket") await object.sleep();
    }
    expect(events).toEqual(numbers(60));
  });

  test("gets what was sent while middlewares looked at it, each packet once, also if it breaks then", async () => {
    const object = server({ connectionStateRecovery: { skipMiddlewares: false } });
    const first = await come(object, {});
    await first.until(0);
    await first.leave();
    await gone(object);
    await say(object, 0, 1, 10);
    const broken = await come(object, { pid: first.me.pid, wait: true });
    await expect.poll(() => object.log.notes).toEqual([first.me.sid]);
    await say(object, 1, 1, 10);
    await broken.leave();
    // Where the end of a connection goes unnoticed, its client is back before the middlewares are done with it.
    const unnoticed = await come(object, { pid: first.me.pid, wait: true });
    await expect.poll(() => object.log.notes).toEqual([first.me.sid, first.me.sid]);
    const back = await come(object, { pid: first.me.pid, wait: true });
    await expect.poll(() => object.log.notes.length).toBe(3);
    await say(object, 2, 1, 10);
    object.log.notes.push("open");
    await back.until(3);
    expect(back.me).toEqual(first.me);
    expect(unnoticed.me).toBe(nobody);
    await say(object, 3, 1, 10);
    await back.until(4);
    expect(back.events).toEqual(numbers(4));
    expect([broken.events, unnoticed.events]).toEqual([[], []]);
  });

  test("comes back after a volatile event whose last argument is a text", async () => {
    const object = server();
    const first = await come(object, {});
    await object.inside(({ io }) => {
      io.emit("said", 0);
    });
    await first.until(1);
    const poll = first.until(2);
    await expect
      .poll(() =>
        object.inside(({ io }) => {
          io.volatile.emit("said", "connected");
          return first.events.length > 1;
        }),
      )
      .toBe(true);
    await poll;
    await first.leave();
    await gone(object);
    await say(object, 1, 2, 10);
    const back = await come(object, { pid: first.me.pid, offset: first.offset });
    await back.until(2);
    expect(back.me).toEqual(first.me);
    expect(back.events).toEqual([1, 2]);
  });

  test("and is disconnected by the server on the way is told so", async () => {
    const object = server();
    const first = await come(object, {});
    await first.until(0);
    await first.leave();
    await gone(object);
    await say(object, 0, 60);
    const back = await come(object, { pid: first.me.pid });
    await back.until(1);
    await object.inside(({ io }) => void io.disconnectSockets(true));
    await back.until(100).catch(() => {});
    expect(back.others).toContain("41");
    expect(back.events).toEqual(numbers(back.events.length));
    expect(back.events.length).toBeLessThan(60);
  });
});

test("a client that upgrades while it catches up gets everything once and in order", async () => {
  const object = server();
  const first = await overPolling(object, {});
  await first.until(0);
  await first.leave();
  await gone(object);
  await say(object, 0, 60);
  const { sid } = JSON.parse((await (await object.stub.fetch(URL)).text()).slice(1)) as Identity;
  const url = `${URL}&sid=${sid}`;
  await object.stub.fetch(url, { method: "POST", body: `40${JSON.stringify({ pid: first.me.pid })}` });
  const events: unknown[] = [];
  const take = (frame: string) => {
    if (frame.startsWith("42")) events.push((JSON.parse(frame.slice(2)) as unknown[])[1]);
  };
  for (const frame of (await (await object.stub.fetch(url)).text()).split("\x1e")) take(frame);
  const { webSocket } = await object.stub.fetch(url.replace("polling", "websocket"), {
    headers: { Upgrade: "websocket" },
  });
  const socket = webSocket as WebSocket;
  socket.addEventListener("message", ({ data }) => {
    if (data === "3probe") socket.send("5");
    else if (data === "2") socket.send("3");
    else take(String(data));
  });
  socket.accept();
  socket.send("2probe");
  await expect.poll(() => events.length).toBe(60);
  expect(events).toEqual(numbers(60));
});

test("an object that is to be put to sleep while a client catches up stays awake until it is done", async () => {
  const object = server();
  const first = await overWebSocket(object, {});
  await first.until(0);
  await first.leave();
  await gone(object);
  await say(object, 0, 60);
  const back = await overWebSocket(object, { pid: first.me.pid });
  await back.until(1);
  const asleep = object.sleep();
  const all = back.until(61);
  await asleep;
  await expect.poll(() => back.events.length).toBe(60);
  await say(object, 60, 1);
  await all;
  expect(object.log.constructions).toBe(2);
  expect(back.events).toEqual(numbers(61));
});

test("what is being read is not removed as old, and is when it was read", async () => {
  const object = server();
  const first = await overWebSocket(object, {});
  await first.until(0);
  await first.leave();
  await gone(object);
  await say(object, 0, 60);
  const back = await overWebSocket(object, { pid: first.me.pid });
  await back.until(1);
  const later = async () => {
    vi.setSystemTime(Date.now() + 10 * 60_000);
    await object.inside((testServer) => testServer.alarm());
  };
  onTestFinished(() => void vi.useRealTimers());
  vi.useFakeTimers({ toFake: ["Date"] });
  await later();
  const logged = () => object.inside((_, state) => keys(state, "socketio:packet:").length);
  expect(await logged()).toBeGreaterThan(30);
  void back.until(100).catch(() => {});
  await expect.poll(() => back.events.length).toBe(60);
  expect(back.events).toEqual(numbers(60));
  await later();
  expect(await logged()).toBe(0);
});
