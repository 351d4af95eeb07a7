/** Long-polling sessions: lifetime, upgrades and memory. */
import { describe, expect, test } from "vitest";
import { type OpenedServer, open } from "../support/fixtures/open-server.ts";

const URL = "http://x/socket.io/?EIO=4&transport=polling";

const server = (options = {}) =>
  open((io) => {
    io.on("connection", (socket) => {
      socket.on("count", (to: number) => {
        for (let number = 0; number < to; number += 1) socket.emit("n", number);
      });
      socket.on("echo", (value: unknown, answer: (value: unknown) => void) => answer(value));
    });
  }, options);

/** A polling session without a client library. */
async function poller(object: OpenedServer, joins = true) {
  const opened = await (await object.stub.fetch(URL)).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const session = {
    sid,
    poll: async () => (await object.stub.fetch(`${URL}&sid=${sid}`)).text(),
    post: async (body: BodyInit, headers: Record<string, string> = {}) => {
      const response = await object.stub.fetch(`${URL}&sid=${sid}`, { method: "POST", body, headers });
      return [response.status, await response.text()];
    },
  };
  if (joins) {
    await session.post("40");
    const packets = (await session.poll()).split("\x1e");
    // A busy machine takes longer than the first ping interval.
    if (packets.includes("2")) await session.post("3");
  }
  return session;
}

const sessions = (object: OpenedServer) => object.inside(({ io }) => io.engine.clientsCount);
const UNKNOWN = '{"code":1,"message":"Session ID unknown"}';

describe("a long-polling session", () => {
  test("is upgraded to a WebSocket many times, with every queued packet once and in order", async () => {
    const object = server({ upgradeTimeout: 60_000 });
    for (let round = 0; round < 25; round += 1) {
      const session = await poller(object);
      const response = await object.stub.fetch(
        `http://x/socket.io/?EIO=4&transport=websocket&sid=${session.sid}`,
        {
          headers: { Upgrade: "websocket" },
        },
      );
      const socket = response.webSocket as WebSocket;
      const numbers: number[] = [];
      const take = (text: string) => {
        for (const packet of text.split("\x1e"))
          if (packet.startsWith('42["n"')) numbers.push((JSON.parse(packet.slice(2)) as [string, number])[1]);
      };
      const probed = new Promise<void>((resolve) =>
        socket.addEventListener("message", ({ data }) => {
          if (data === "3probe") resolve();
          else take(String(data));
        }),
      );
      socket.accept();
      const poll = session.poll();
      socket.send("2probe");
      await session.post('42["count",20]');
      await probed;
      take(await poll);
      await session.post('42["count",20]');
      socket.send("5");
      await expect.poll(() => numbers.length).toBe(40);
      expect(numbers).toEqual([...Array(20).keys(), ...Array(20).keys()]);
      socket.close();
    }
    await expect.poll(() => sessions(object)).toBe(0);
  });

  test("ends when its client is silent, answers with code 1 then, and leaves nothing in memory", async () => {
    const object = server({ pingInterval: 100, pingTimeout: 100 });
    const session = await poller(object);
    await expect.poll(() => sessions(object)).toBe(0);
    expect(await session.poll()).toBe(UNKNOWN);
    expect(await session.post("3")).toEqual([400, UNKNOWN]);
    expect(await object.inside(({ io }) => [io.sockets.sockets.size, io.sockets.adapter.sids.size])).toEqual([
      0, 0,
    ]);
  });

  test("stays open as long as it is polled", async () => {
    const object = server({ pingInterval: 100, pingTimeout: 10_000 });
    const session = await poller(object);
    for (let beat = 0; beat < 10; beat += 1) {
      expect(await session.poll()).toBe("2");
      expect(await session.post("3")).toEqual([200, "ok"]);
    }
    expect(await sessions(object)).toBe(1);
  });

  test("that joins no namespace ends, also with hundreds at once", async () => {
    const object = server({ connectTimeout: 200, pingInterval: 100, pingTimeout: 200 });
    const half = await Promise.all(Array.from({ length: 500 }, () => poller(object, false)));
    expect(new Set(half.map(({ sid }) => sid)).size).toBe(500);
    await expect.poll(() => sessions(object)).toBe(0);
  });

  test("gets one packet of any size, and ends if more is sent before its next poll", async () => {
    const object = server();
    const big = "x".repeat(4_100_000);
    const alone = await poller(object);
    await object.inside(({ io }) => void io.emit("big", big));
    expect(await alone.poll()).toBe(`42["big","${big}"]`);
    await object.inside(({ io }) => {
      io.emit("big", big);
      io.emit("small");
    });
    await expect.poll(() => sessions(object)).toBe(0);
    expect(await alone.poll()).toBe(UNKNOWN);
  });

  test("accepts a body of any content type but binary, and none over the limit", async () => {
    const object = server({ maxHttpBufferSize: 100 });
    const session = await poller(object);
    expect(await session.post('420["echo",1]', { "Content-Type": "application/json" })).toEqual([200, "ok"]);
    expect(await session.poll()).toBe("430[1]");
    expect((await session.post("4".repeat(101)))[0]).toBe(413);
    expect((await session.post(new Blob(["4".repeat(101)]).stream()))[0]).toBe(413);
    expect((await session.post("40", { "Content-Type": "application/octet-stream" }))[0]).toBe(400);
    expect(await sessions(object)).toBe(0);
  });
});

describe("a rejected POST", () => {
  const chunk = new Uint8Array(10_000).fill(97);

  /** Sends a body of 200 KB in pieces, as a network does. */
  async function post(object: OpenedServer, query: string, headers: Record<string, string> = {}) {
    const { readable, writable } = new IdentityTransformStream();
    const writer = writable.getWriter();
    const sent = (async () => {
      for (let sent = 0; sent < 20; sent += 1) await writer.write(chunk);
      await writer.close();
    })().then(
      () => "all was read",
      () => "the connection was cut",
    );
    const { status } = await object.stub.fetch(URL + query, { method: "POST", body: readable, headers });
    return { status, sent, writer };
  }

  test("is read to its end, so that its client gets the answer", async () => {
    const object = server();
    const { sid } = await poller(object);
    const rejected: [query: string, headers?: Record<string, string>][] = [
      ["&sid=unknown"],
      [""],
      [`&sid=${sid}`, { "Content-Type": "application/octet-stream" }],
    ];
    for (const [query, headers] of rejected) {
      const { status, sent } = await post(object, query, headers);
      expect([status, await sent]).toEqual([400, "all was read"]);
    }
  });

  test("is read up to the limit of a body", async () => {
    const object = server({ maxHttpBufferSize: 50_000 });
    const { status, sent, writer } = await post(object, "&sid=unknown");
    expect(status).toBe(400);
    await writer.abort();
    expect(await sent).toBe("the connection was cut");
  });
});

describe("recovery over polling", () => {
  /** Opens a polling session that joins with `pid` and `offset` of an earlier one. */
  async function connect(object: OpenedServer, auth: object = {}) {
    const session = await poller(object, false);
    await session.post(`40${JSON.stringify(auth)}`);
    const packets: string[] = [];
    let joined: { sid: string; pid: string } | undefined;
    while (joined === undefined) {
      for (const packet of (await session.poll()).split("\x1e"))
        if (packet.startsWith("40")) joined = JSON.parse(packet.slice(2)) as { sid: string; pid: string };
        else packets.push(packet);
    }
    return { ...session, ...joined, packets };
  }

  test("survives an eviction: id, rooms, data, and packets missed before and after it", async () => {
    const object = open(
      (io, { log }) => {
        io.on("connection", (socket) => {
          log.notes.push(socket.recovered);
          if (socket.recovered) return;
          socket.data.name = "alice";
          void socket.join("lounge");
          socket.emit("welcome");
        });
      },
      { connectionStateRecovery: {} },
    );
    const say = (text: string) => object.inside(({ io }) => void io.to("lounge").emit("said", { text }));
    const first = await connect(object);
    // The welcome comes with the reply to CONNECT, or with the next poll.
    const welcome = first.packets[0] ?? (await first.poll());
    const [, offset] = JSON.parse(welcome.slice(2)) as [string, string];
    await first.post("1");
    await say("before");
    await object.sleep();
    await say("after");
    await object.sleep();

    const back = await connect(object, { pid: first.pid, offset });
    expect([back.sid, back.pid]).toEqual([first.sid, first.pid]);
    while (back.packets.length < 2) back.packets.push(...(await back.poll()).split("\x1e"));
    expect(back.packets.map((packet) => (JSON.parse(packet.slice(2)) as unknown[]).slice(0, 2))).toEqual([
      ["said", { text: "before" }],
      ["said", { text: "after" }],
    ]);
    expect(object.log.constructions).toBe(3);
    expect(object.log.notes).toEqual([false, true]);
    expect(
      await object.inside(({ io }) => {
        const socket = io.sockets.sockets.get(first.sid);
        return [socket?.data.name, socket?.rooms.has("lounge")];
      }),
    ).toEqual(["alice", true]);
    await back.post("1");
    await object.sleep();
  });
});
