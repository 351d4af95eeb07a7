/** Clients that have missed more packets than they may be sent at once. */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { keys } from "../support/fixtures/open-server.ts";
import {
  broadcast,
  type Identity,
  noSession,
  numbers,
  overPolling,
  overWebSocket,
  recoveryServer,
  transports,
  URL,
  waitUntilDisconnected,
} from "../support/fixtures/recovering-client.ts";

describe.each(transports)("over %s a client that reconnects", (transport, connect) => {
  test("gets 60 missed packets of 100 kB, and then the packets that were sent meanwhile", async () => {
    const object = recoveryServer();
    const first = await connect(object, {});
    await first.readUntil(0);
    await first.disconnect();
    await waitUntilDisconnected(object);
    await broadcast(object, 0, 60);

    const back = await connect(object, { pid: first.session.pid });
    await back.readUntil(1);
    expect(back.session).toEqual(first.session);
    expect(back.events.length).toBeLessThan(20);
    const answers = object.inside(async ({ io }) => {
      io.emit("said", 60);
      const socket = io.sockets.sockets.get(first.session.sid);
      socket?.emit("said", 61);
      io.volatile.emit("said", "too early");
      const answer = socket?.timeout(60_000).emitWithAck("said", 62);
      io.emit("said", 63);
      socket?.join("late");
      io.to("late").emit("said", 64);
      socket?.leave("late");
      io.to("late").emit("said", "for others");
      io.except(first.session.sid).emit("said", "for others");
      io.emit("said", 65, "x".repeat(2_500_000));
      return answer;
    });
    await back.readUntil(66);
    expect(back.events).toEqual(numbers(66));
    expect(await answers).toBe("answer");
    await back.send('421["sync"]');
    await back.readUntil(67);
    expect(back.events.at(-1)).toBe(66);
    expect(back.others).toContain('431["in sync"]');
  });

  test("gets thousands of small packets among as many for other clients", async () => {
    const object = recoveryServer();
    const first = await connect(object, {});
    await first.readUntil(0);
    await first.disconnect();
    await waitUntilDisconnected(object);
    await object.inside(({ io }) => {
      for (let number = 0; number < 5_000; number += 1) {
        io.emit("said", number, "x".repeat(100));
        io.to("elsewhere").emit("said", "for others");
        io.of("/other").emit("said", "for others");
      }
    });
    const back = await connect(object, { pid: first.session.pid });
    await back.readUntil(5_000);
    expect(back.events).toEqual(numbers(5_000));
  });

  test("resumes after another disconnection while it catches up, also after an eviction", async () => {
    const object = recoveryServer();
    const first = await connect(object, {});
    await first.readUntil(0);
    await first.disconnect();
    await waitUntilDisconnected(object);
    await broadcast(object, 0, 60);
    const events: unknown[] = [];
    let offset: string | undefined;
    for (let part = 0; events.length < 60; part += 1) {
      expect(part).toBeLessThan(20);
      const back = await connect(object, { pid: first.session.pid, offset });
      await back.readUntil(Math.min(12, 60 - events.length));
      expect(back.session).toEqual(first.session);
      events.push(...back.events);
      offset = back.offset;
      await back.disconnect();
      await waitUntilDisconnected(object);
      if (transport === "WebSocket") await object.sleep();
    }
    expect(events).toEqual(numbers(60));
  });

  test("gets packets from while its middlewares ran exactly once, also if its connection breaks then", async () => {
    const object = recoveryServer({ connectionStateRecovery: { skipMiddlewares: false } });
    const first = await connect(object, {});
    await first.readUntil(0);
    await first.disconnect();
    await waitUntilDisconnected(object);
    await broadcast(object, 0, 1, 10);
    const broken = await connect(object, { pid: first.session.pid, wait: true });
    await expect.poll(() => object.log.notes).toEqual([first.session.sid]);
    await broadcast(object, 1, 1, 10);
    await broken.disconnect();
    // If the end of a connection is not detected, its client is back before the middlewares have finished.
    const unnoticed = await connect(object, { pid: first.session.pid, wait: true });
    await expect.poll(() => object.log.notes).toEqual([first.session.sid, first.session.sid]);
    const back = await connect(object, { pid: first.session.pid, wait: true });
    await expect.poll(() => object.log.notes.length).toBe(3);
    await broadcast(object, 2, 1, 10);
    object.log.notes.push("open");
    await back.readUntil(3);
    expect(back.session).toEqual(first.session);
    expect(unnoticed.session).toBe(noSession);
    await broadcast(object, 3, 1, 10);
    await back.readUntil(4);
    expect(back.events).toEqual(numbers(4));
    expect([broken.events, unnoticed.events]).toEqual([[], []]);
  });

  test("recovers its session after a volatile event whose last argument is a string", async () => {
    const object = recoveryServer();
    const first = await connect(object, {});
    await object.inside(({ io }) => {
      io.emit("said", 0);
    });
    await first.readUntil(1);
    const poll = first.readUntil(2);
    await expect
      .poll(() =>
        object.inside(({ io }) => {
          io.volatile.emit("said", "connected");
          return first.events.length > 1;
        }),
      )
      .toBe(true);
    await poll;
    await first.disconnect();
    await waitUntilDisconnected(object);
    await broadcast(object, 1, 2, 10);
    const back = await connect(object, { pid: first.session.pid, offset: first.offset });
    await back.readUntil(2);
    expect(back.session).toEqual(first.session);
    expect(back.events).toEqual([1, 2]);
  });

  test("gets the server's disconnect while it catches up", async () => {
    const object = recoveryServer();
    const first = await connect(object, {});
    await first.readUntil(0);
    await first.disconnect();
    await waitUntilDisconnected(object);
    await broadcast(object, 0, 60);
    const back = await connect(object, { pid: first.session.pid });
    await back.readUntil(1);
    await object.inside(({ io }) => void io.disconnectSockets(true));
    await back.readUntil(100).catch(() => {});
    expect(back.others).toContain("41");
    expect(back.events).toEqual(numbers(back.events.length));
    expect(back.events.length).toBeLessThan(60);
  });
});

test("a client that upgrades while it catches up gets every packet once and in order", async () => {
  const object = recoveryServer();
  const first = await overPolling(object, {});
  await first.readUntil(0);
  await first.disconnect();
  await waitUntilDisconnected(object);
  await broadcast(object, 0, 60);
  const { sid } = JSON.parse((await (await object.stub.fetch(URL)).text()).slice(1)) as Identity;
  const url = `${URL}&sid=${sid}`;
  await object.stub.fetch(url, { method: "POST", body: `40${JSON.stringify({ pid: first.session.pid })}` });
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

test("an object stays awake until a client has caught up", async () => {
  const object = recoveryServer();
  const first = await overWebSocket(object, {});
  await first.readUntil(0);
  await first.disconnect();
  await waitUntilDisconnected(object);
  await broadcast(object, 0, 60);
  const back = await overWebSocket(object, { pid: first.session.pid });
  await back.readUntil(1);
  const asleep = object.sleep();
  const all = back.readUntil(61);
  await asleep;
  await expect.poll(() => back.events.length).toBe(60);
  await broadcast(object, 60, 1);
  await all;
  expect(object.log.constructions).toBe(2);
  expect(back.events).toEqual(numbers(61));
});

test("old packets are deleted only after a client that catches up has read them", async () => {
  const object = recoveryServer();
  const first = await overWebSocket(object, {});
  await first.readUntil(0);
  await first.disconnect();
  await waitUntilDisconnected(object);
  await broadcast(object, 0, 60);
  const back = await overWebSocket(object, { pid: first.session.pid });
  await back.readUntil(1);
  const later = async () => {
    vi.setSystemTime(Date.now() + 10 * 60_000);
    await object.inside((testServer) => testServer.alarm());
  };
  onTestFinished(() => void vi.useRealTimers());
  vi.useFakeTimers({ toFake: ["Date"] });
  await later();
  const logged = () => object.inside((_, state) => keys(state, "socketio:packet:").length);
  expect(await logged()).toBeGreaterThan(30);
  void back.readUntil(100).catch(() => {});
  await expect.poll(() => back.events.length).toBe(60);
  expect(back.events).toEqual(numbers(60));
  await later();
  expect(await logged()).toBe(0);
});
