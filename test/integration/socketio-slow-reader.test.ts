/** Clients that stop reading or read slowly, and other clients of the same object. */
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createConnection, type Socket as TcpSocket } from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";

const SIZE = 10_000;

let server: RunningServer;
const open: Array<{ close(): unknown }> = [];

beforeAll(async () => {
  server = await startServer({ worker: "socketio" });
});
afterAll(async () => {
  for (const one of open) one.close();
  await server.stop();
});

async function client(name: string): Promise<Socket> {
  const socket = io(server.url, {
    path: `/test-server/${name}/socket.io`,
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
  });
  open.push(socket);
  await new Promise((resolve, reject) =>
    socket.once("connect", () => resolve(undefined)).once("connect_error", reject),
  );
  return socket;
}

/** A text frame as a client sends it: short, and masked with zeros. */
const frame = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

/** A WebSocket over a TCP socket, which can stop reading. It joins the default namespace. */
async function byHand(name: string): Promise<TcpSocket> {
  const socket = createConnection(server.port, "127.0.0.1");
  open.push({ close: () => socket.destroy() });
  socket.write(
    [
      `GET /test-server/${name}/socket.io/?EIO=4&transport=websocket&heartbeat=client HTTP/1.1`,
      "Host: x",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      "Sec-WebSocket-Version: 13\r\n\r\n",
    ].join("\r\n"),
  );
  socket.write(frame("40"));
  await until(socket, "40{");
  return socket;
}

/** Reads until `text` has come. */
async function until(socket: TcpSocket, text: string): Promise<void> {
  let seen = "";
  await new Promise<void>((resolve) => {
    const read = (data: Buffer): void => {
      seen = (seen + data.toString("latin1")).slice(-2 * SIZE);
      if (!seen.includes(text)) return;
      socket.off("data", read);
      resolve();
    };
    socket.on("data", read);
  });
}

/** The memory of the largest workerd process that this process started, in megabytes. */
async function serverMemory(): Promise<number> {
  const processes = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const sizes = await Promise.all(
    processes.map(async (pid) => {
      const [status, command] = await Promise.all([
        readFile(`/proc/${pid}/status`, "utf8"),
        readFile(`/proc/${pid}/cmdline`, "utf8"),
      ]).catch(() => ["", ""]);
      const ours = command.includes("workerd") && (await isBelow(Number(pid), process.pid));
      return ours ? Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024 : 0;
    }),
  );
  return Math.max(...sizes);
}

async function isBelow(pid: number, ancestor: number): Promise<boolean> {
  for (let one = pid; one > 1; ) {
    if (one === ancestor) return true;
    const stat = await readFile(`/proc/${one}/stat`, "utf8").catch(() => "");
    one = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
  }
  return false;
}

describe("a client that never reads", () => {
  test("is disconnected and can reconnect; memory stays limited, and other clients are not delayed", async () => {
    const name = "stalled";
    const writer = await client(name);
    const reader = await client(name);
    const stalled = await byHand(name);
    stalled.pause();
    const clients = () => writer.timeout(60_000).emitWithAck("clients") as Promise<number>;
    expect(await clients()).toBe(3);
    const before = await serverMemory();
    expect(before).toBeGreaterThan(0);

    // 300 MB for the client that does not read: far more than may be buffered.
    let received = 0;
    for (let round = 0; round < 75; round += 1) {
      const all = new Promise<void>((resolve) => {
        reader.off("flood").on("flood", (number: number) => {
          received += 1;
          if (number === 399) resolve();
        });
      });
      writer.emit("flood", 400, SIZE);
      await all;
    }
    expect(received).toBe(30_000);
    expect(await clients()).toBe(2);
    expect((await serverMemory()) - before).toBeLessThan(200);

    const back = await byHand(name);
    expect(await clients()).toBe(3);
    writer.emit("flood", 1, 10);
    await until(back, '["flood",0,"xxxxxxxxxx"]');
  });

  test("over long-polling is disconnected, too", async () => {
    const name = "polling-stalled";
    const url = `${server.url}/test-server/${name}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1)) as { sid: string };
    await fetch(`${url}&sid=${sid}`, { method: "POST", body: "40" });
    const writer = await client(name);
    writer.emit("flood", 1_000, SIZE);
    await expect.poll(() => writer.emitWithAck("clients")).toBe(1);
    const answer = await fetch(`${url}&sid=${sid}`);
    expect([answer.status, await answer.json()]).toEqual([400, { code: 1, message: "Session ID unknown" }]);
  });
});

test("a client that reads slowly loses no packet", async () => {
  const name = "slow";
  const reader = await client(name);
  const socket = (reader.io.engine.transport as unknown as { ws: { _socket: TcpSocket } }).ws._socket;
  const numbers: number[] = [];
  const all = new Promise<void>((resolve) => {
    reader.on("flood", (number: number) => {
      numbers.push(number);
      if (number === 399) resolve();
    });
  });
  // 4 MB: more than may be sent without a pong, and less than may wait for it.
  reader.emit("flood me", 400, SIZE);
  const pauses = setInterval(() => {
    socket.pause();
    setTimeout(() => socket.resume(), 30);
  }, 40);
  await all;
  clearInterval(pauses);
  socket.resume();
  expect(numbers).toEqual(Array.from({ length: 400 }, (_, index) => index));
  expect(await reader.emitWithAck("echo", "still here")).toBe("still here");
});
