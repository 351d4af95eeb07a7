/**
 * What keeps an idle object awake, over real sockets. Each case has an object of its own, and all of them idle together.
 * The number of constructions shows whether an object has slept.
 */
import { createConnection } from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RunningServer, startServer } from "../support/server.ts";

/** Longer than workerd keeps an idle object in memory, also on a busy machine. */
const IDLE = 16_000;

let server: RunningServer;
const open: Array<{ close(): unknown }> = [];

beforeAll(async () => {
  server = await startServer({ worker: "socketio" });
});
afterAll(async () => {
  for (const one of open) one.close();
  await server.stop();
});

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const constructions = async (name: string): Promise<number> => {
  const response = await fetch(`${server.url}/test-server/${name}/log`);
  return ((await response.json()) as { constructions: number }).constructions;
};

/** A client of the object `name`. It never pings, and is not pinged while the test lasts. */
async function client(name: string, transports = ["websocket"]): Promise<Socket> {
  const socket = io(server.url, {
    path: `/test-server/${name}/socket.io`,
    transports,
    forceNew: true,
    reconnection: false,
  });
  open.push(socket);
  await new Promise((resolve, reject) =>
    socket.once("connect", () => resolve(undefined)).once("connect_error", reject),
  );
  return socket;
}

/** A WebSocket without a client library to the object `name`, after it sent `frames`. */
async function webSocket(name: string, query: string, ...frames: string[]): Promise<WebSocket> {
  const url = `${server.url.replace("http", "ws")}/test-server/${name}/socket.io/?EIO=4&transport=websocket${query}`;
  const socket = new WebSocket(url);
  open.push(socket);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  for (const frame of frames) socket.send(frame);
  return socket;
}

/** Emits an event, for which a sleeping object is constructed again. */
const wake = (socket: Socket) => socket.timeout(60_000).emitWithAck("echo", 1);

type Case = [what: string, name: string, prepare: () => Promise<() => Promise<unknown>>];

const sleeps: Case[] = [
  [
    "no pending work",
    "quiet",
    async () => {
      const socket = await client("quiet");
      return () => wake(socket);
    },
  ],
  [
    "an event with an acknowledgement and without a listener",
    "unheard",
    async () => {
      const socket = await client("unheard");
      socket.emit("no listener", () => {});
      return () => wake(socket);
    },
  ],
  [
    "an acknowledgement that was sent",
    "answered",
    async () => {
      const socket = await client("answered");
      await socket.emitWithAck("answer after", 100);
      return () => wake(socket);
    },
  ],
  [
    "a broadcast to sleeping sockets",
    "broadcast",
    async () => {
      const [alice, bob] = [await client("broadcast"), await client("broadcast")];
      alice.emit("to others", 1);
      await new Promise((resolve) => bob.once("others", resolve));
      return () => wake(alice);
    },
  ],
  [
    "a connection that closed before CONNECT",
    "gone",
    async () => {
      const socket = await client("gone");
      (await webSocket("gone", "")).close();
      return () => wake(socket);
    },
  ],
];

const stays: Case[] = [
  [
    "an acknowledgement that a listener has not sent yet",
    "owing",
    async () => {
      const socket = await client("owing");
      const answer = socket.timeout(60_000).emitWithAck("answer after", IDLE + 4_000);
      return () => answer;
    },
  ],
  [
    "an acknowledgement that a listener never sends",
    "never",
    async () => {
      const socket = await client("never");
      socket.emit("never answer", () => {});
      return () => wake(socket);
    },
  ],
  [
    "half a binary packet",
    "half",
    async () => {
      const socket = await webSocket("half", "", "40");
      // It may stay incomplete for 20 seconds. It begins later than the others, so that a busy machine completes it in time.
      const begun = pass(IDLE - 12_000).then(() =>
        socket.send('451-7["bytes",{"_placeholder":true,"num":0}]'),
      );
      return async () => {
        await begun;
        const answer = new Promise((resolve) =>
          socket.on("message", (data) => String(data).startsWith("437") && resolve(String(data))),
        );
        socket.send(Buffer.from([1, 2, 3]));
        expect(await answer).toBe("437[3]");
      };
    },
  ],
  [
    "a connection before CONNECT",
    "longTimeouts-connection",
    async () => {
      const socket = await webSocket("longTimeouts-connection", "");
      return async () => {
        const answer = new Promise((resolve) => socket.once("message", resolve));
        socket.send("40");
        expect(String(await answer)).toMatch(/^40/);
      };
    },
  ],
  [
    "an upgrade in progress",
    "longTimeouts-probe",
    async () => {
      const url = `${server.url}/test-server/longTimeouts-probe/socket.io/?EIO=4&transport=polling`;
      const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1)) as { sid: string };
      await fetch(`${url}&sid=${sid}`, { method: "POST", body: "40" });
      const probe = await webSocket("longTimeouts-probe", `&sid=${sid}`, "2probe");
      return async () => {
        await fetch(`${url}&sid=${sid}`);
        probe.send("5");
        const answer = new Promise((resolve) =>
          probe.on("message", (data) => String(data) === "430[1]" && resolve(1)),
        );
        probe.send('420["echo",1]');
        await answer;
      };
    },
  ],
  [
    "a long-polling session",
    "polling",
    async () => {
      const socket = await client("polling", ["polling"]);
      return () => wake(socket);
    },
  ],
];

describe.concurrent("an idle object", () => {
  test("sleeps unless work is pending, and stays awake while it is", async () => {
    const cases = [...sleeps, ...stays];
    const wakes = await Promise.all(cases.map(([, , prepare]) => prepare()));
    await pass(IDLE);
    await Promise.all(wakes.map((wake) => wake()));
    const lived = await Promise.all(cases.map(async ([what, name]) => [what, await constructions(name)]));
    expect(lived).toEqual([...sleeps.map(([what]) => [what, 2]), ...stays.map(([what]) => [what, 1])]);
  });

  test("sleeps after a time limit if the pending work does not finish", async () => {
    const never = await client("bound-never");
    never.emit("never answer", () => {});
    const half = await webSocket("bound-half", "", "40", '451-7["bytes",{"_placeholder":true,"num":0}]');
    const halfClosed = new Promise((resolve) => half.once("close", resolve));
    // A request body that stays incomplete, of a polling client that sends no further request.
    const path = "/test-server/fastHeartbeat-body/socket.io/?EIO=4&transport=polling";
    const { sid } = JSON.parse((await (await fetch(server.url + path)).text()).slice(1)) as { sid: string };
    const body = createConnection(server.port, "127.0.0.1");
    open.push({ close: () => body.destroy() });
    body.write(`POST ${path}&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n40`);
    const bodyAnswered = new Promise((resolve) =>
      body.once("data", (data) => resolve(String(data).split("\r\n")[0])),
    );

    expect(await bodyAnswered).toBe("HTTP/1.1 400 Bad Request");
    await halfClosed;
    await pass(30_000 + IDLE - 20_000);
    await wake(never);
    await wake(await client("bound-half"));
    await wake(await client("fastHeartbeat-body"));
    expect(await Promise.all(["bound-never", "bound-half", "fastHeartbeat-body"].map(constructions))).toEqual(
      [2, 2, 2],
    );
  });
});
