/** The page's WebSocket transport, with the stock client of Socket.IO on top and a scripted server. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { JoiningWebSocket } from "../../../src/web/core/connection/room-socket.ts";

const OPEN = '0{"sid":"e1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that sends one frame to each client, and what it gets from them. */
async function scriptedServer(frame: string) {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const received: string[] = [];
  const queries: URLSearchParams[] = [];
  const answers = new Map<string, string>();
  server.on("connection", (client: WebSocket, { url = "" }) => {
    queries.push(new URL(url, "http://localhost").searchParams);
    client.on("message", (data) => {
      const packet = String(data);
      received.push(packet);
      const answer = answers.get(packet);
      if (answer !== undefined) client.send(answer);
    });
    client.send(frame);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    http.close();
  });
  return { port: (http.address() as AddressInfo).port, received, queries, answers };
}

function connect(port: number, auth: object): Socket {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: [JoiningWebSocket],
    forceNew: true,
    reconnection: false,
    auth: (send) => send(auth),
  });
  closing.push(() => socket.disconnect());
  return socket;
}

const once = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => socket.once(event, resolve));

test("it says in the address where the page resumes, and the client joins by one frame without CONNECT", async () => {
  const frame = `${OPEN}\x1e40{"sid":"s1"}\x1e42["welcome",{"text":"a\\u001eb"}]`;
  const { port, received, queries, answers } = await scriptedServer(frame);
  const socket = connect(port, { v: 2, lastSeq: 17, lastAt: 1_764_410_000_000, rev: 0 });
  expect(await once(socket, "welcome")).toEqual({ text: "a\x1eb" });
  expect(socket.id).toBe("s1");
  expect(Object.fromEntries(queries[0] ?? [])).toEqual({
    EIO: "4",
    transport: "websocket",
    join: "1",
    v: "2",
    lastSeq: "17",
    lastAt: "1764410000000",
    rev: "0",
  });
  answers.set('420["ask"]', '430["answer"]');
  answers.set('421["again"]', '431["answer"]');
  expect(await socket.emitWithAck("ask")).toBe("answer");
  expect(await socket.emitWithAck("again")).toBe("answer");
  expect(received).toEqual(['420["ask"]', '421["again"]']);
});

test("a rejection in that frame is a connect_error with its data, and the next attempt is whole", async () => {
  const rejection = '44{"message":"full","data":{"code":"room_full"}}';
  const { port, received, queries } = await scriptedServer(`${OPEN}\x1e${rejection}`);
  const socket = connect(port, { v: 2 });
  expect(await once(socket, "connect_error")).toMatchObject({ message: "full", data: { code: "room_full" } });
  const again = once(socket, "connect_error");
  socket.connect();
  expect(await again).toMatchObject({ message: "full" });
  expect(received.filter((packet) => packet.startsWith("40"))).toEqual([]);
  expect(queries.map((query) => query.get("join"))).toEqual(["1", "1"]);
});

test("CONNECT is sent to a server that answers with `open` alone", async () => {
  const { port, received, answers } = await scriptedServer(OPEN);
  answers.set('40{"v":2}', '40{"sid":"s1"}');
  const socket = connect(port, { v: 2 });
  await once(socket, "connect");
  expect(received).toEqual(['40{"v":2}']);
});

test.each(["name", "token", "jwt", "invite", "passphrase"])("no %s is in the address", async (secret) => {
  const { port, received, queries } = await scriptedServer(OPEN);
  const auth = { v: 2, [secret]: "a-secret", lastSeq: 17 };
  const socket = connect(port, auth);
  await expect.poll(() => received).toEqual([`40${JSON.stringify(auth)}`]);
  expect([...(queries[0]?.keys() ?? [])].sort()).toEqual(["EIO", "transport"]);
  socket.disconnect();
});
