import { connect, type Socket as TcpSocket } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Ack, Message, Welcome, WireError } from "../../src/shared/contract/index.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { createClient, once } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({
    vars: {
      LIMIT_EVENTS_PER_SECOND: "20",
      LIMIT_EVENT_BURST: "20",
      LIMIT_PERSON_EVENT_BURST: "20",
      LIMIT_FLOOD_REFUSALS: "50",
      LIMIT_HALF_OPEN_PER_ADDRESS: "20",
    },
  });
});
afterAll(() => server.stop());

async function enter(room: string, transport: string, extraHeaders: Record<string, string> = {}) {
  const socket = createClient(server.url, { path: socketPath(room), transports: [transport], extraHeaders });
  const [welcome] = await once<[Welcome]>(socket, "welcome");
  return { socket, welcome };
}

const say = (socket: Awaited<ReturnType<typeof enter>>["socket"], text: string) =>
  socket.timeout(60_000).emitWithAck("message:send", { nonce: text.replaceAll(" ", "-"), text }) as Promise<
    Ack<{ message: Message }>
  >;

describe("a stock client", () => {
  it.each(["websocket", "polling"])(
    "that floods over %s hears why before it is disconnected",
    async (transport) => {
      const room = uniqueRoom(`flood-${transport}`);
      const [ada, bob] = [await enter(room, transport), await enter(room, "websocket")];
      const goodbye = once<[WireError]>(ada.socket, "goodbye");
      const disconnected = once<[string]>(ada.socket, "disconnect");
      for (let i = 0; i < 200; i++) ada.socket.emit("typing", { active: true });
      expect((await goodbye)[0]).toEqual({
        code: "rate_limited",
        message: expect.any(String),
        retryAfter: expect.any(Number),
      });
      expect((await disconnected)[0]).toMatch(/io server disconnect|transport close/);
      expect(await say(bob.socket, "undisturbed")).toMatchObject({ ok: true });
    },
  );

  it.each(["websocket", "polling"])("is told why when its room is deleted, over %s", async (transport) => {
    const room = uniqueRoom(`deleted-${transport}`);
    const [owner, guest] = [await enter(room, transport), await enter(room, transport)];
    await say(owner.socket, "mine");
    const goodbyes = [owner, guest].map(({ socket }) => once<[WireError]>(socket, "goodbye"));
    expect(await owner.socket.timeout(60_000).emitWithAck("room:delete", {})).toEqual({ ok: true });
    for (const goodbye of goodbyes) expect((await goodbye)[0].code).toBe("not_found");
    const { welcome } = await enter(room, "websocket");
    expect(welcome).toMatchObject({ messages: [], memberCount: 1, lastSeq: 0 });
  });
});

/** A TCP connection that sends only the beginning of a request. */
async function half(request: string): Promise<TcpSocket> {
  const socket = connect(server.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve, reject) =>
    socket.once("connect", () => resolve(undefined)).once("error", reject),
  );
  socket.on("error", () => {});
  socket.write(request);
  return socket;
}

describe("requests that never end", () => {
  it("do not keep others from chatting", async () => {
    const room = uniqueRoom("slow-loris");
    const { socket } = await enter(room, "websocket");
    const path = `${socketPath(room)}?EIO=4&transport=polling`;
    const opened = await (await fetch(server.url + path)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const head = `Host: 127.0.0.1:${server.port}\r\n`;
    for (let i = 0; i < 50; i++) {
      await half(`GET ${path} HTTP/1.1\r\n${head}X-Slow: `);
      await half(`POST ${path}&sid=${sid} HTTP/1.1\r\n${head}Content-Length: 1000\r\n\r\n4`);
      await half(
        `POST /api/rooms HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
      );
    }
    expect(await say(socket, "still here")).toMatchObject({ ok: true });
    const newcomer = await enter(room, "polling");
    expect(newcomer.welcome.messages.map(({ text }) => text)).toEqual(["still here"]);
  });
});

describe("sessions that never join", () => {
  // Each object counts its own: in `npm run test:relays` it has one.
  it.skipIf(process.env.TEST_RELAYS)(
    "are limited per address, and others can connect meanwhile",
    async () => {
      const room = uniqueRoom("pending");
      const url = `${server.url}${socketPath(room)}?EIO=4&transport=polling`;
      const headers = { "CF-Connecting-IP": "203.0.113.60" };
      const statuses = new Map<number, number>();
      const tryToConnect = async () => {
        const { status } = await fetch(url, { headers });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      };
      for (let i = 0; i < 4; i++) await Promise.all(Array.from({ length: 50 }, tryToConnect));
      // Rejected by the room, and after many rejections by the Worker.
      const refusals = (statuses.get(403) ?? 0) + (statuses.get(429) ?? 0);
      expect([statuses.get(200), refusals]).toEqual([20, 180]);
      const { socket } = await enter(room, "websocket", { "CF-Connecting-IP": "203.0.113.61" });
      expect(await say(socket, "in")).toMatchObject({ ok: true });
    },
  );
});
