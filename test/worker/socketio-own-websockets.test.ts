/** WebSockets that a subclass accepts, beside those of Socket.IO. */
import { describe, expect, test } from "vitest";
import { join, type OpenedServer, open } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;

const server = () =>
  open((io) => {
    io.on("connection", (socket) => {
      socket.on("all", async (answer: Acknowledge) => {
        io.emit("hello");
        answer((await io.fetchSockets()).length, io.engine.clientsCount, io.of("/").adapter.sids.size);
      });
    });
  });

/** Opens a WebSocket that is not Socket.IO's, and returns it with the messages that come. */
async function openOwn(
  { stub }: OpenedServer,
  query: string,
): Promise<{ ws: WebSocket; messages: string[] }> {
  const response = await stub.fetch(`http://x/own?${query}`, { headers: { Upgrade: "websocket" } });
  const ws = response.webSocket as WebSocket;
  const messages: string[] = [];
  ws.addEventListener("message", ({ data }) => {
    messages.push(String(data));
  });
  ws.accept();
  return { ws, messages };
}

const attachments = [
  ["none", "tag=metrics", null],
  ["an object", `tag=metrics&attachment=${encodeURIComponent('{"user":1}')}`, { user: 1 }],
  ["text", `attachment=${encodeURIComponent('"text"')}`, "text"],
  ["a number", "attachment=7", 7],
  ["what looks like a session", `attachment=${encodeURIComponent('["id",1,0,0,[]]')}`, ["id", 1, 0, 0, []]],
  ["tags that this library once used", "tag=pinged&tag=sid:x&attachment=1", 1],
] as const;

describe("a WebSocket that a subclass accepted", () => {
  test.each(attachments)(
    "is not handled by Socket.IO, with this attachment: %s",
    async (_what, query, attachment) => {
      const object = server();
      const own = await openOwn(object, query);
      const client = await join(object);
      for (const asleep of [false, true]) {
        if (asleep) await object.sleep();
        client.send('427["all"]');
        expect(await client.next()).toBe('42["hello"]');
        expect(await client.next()).toBe("437[1,1,1]");
        own.ws.send("hello");
        await expect.poll(() => own.messages.length).toBe(asleep ? 2 : 1);
        expect(JSON.parse(own.messages.at(-1) ?? "")).toEqual([
          "hello",
          new URLSearchParams(query).getAll("tag"),
          attachment,
        ]);
      }
      expect(own.messages).toHaveLength(2);
    },
  );

  test("is not counted, and gets no broadcast, ping or close", async () => {
    const object = server();
    const own = await openOwn(object, "tag=pinged&attachment=1");
    const client = await join(object);
    await object.sleep();
    client.send('427["all"]');
    expect(await client.next()).toBe('42["hello"]');
    expect(await client.next()).toBe("437[1,1,1]");
    await object.sleep();
    await object.inside((testServer) => testServer.alarm());
    await object.inside(({ io }) => void io.engine.close());
    await expect.poll(() => client.closed).toBe(true);
    expect(object.log.failures).toEqual([]);
    own.ws.send("still here");
    await expect.poll(() => own.messages.length).toBe(1);
  });

  test("reports its close to the subclass, also after an eviction", async () => {
    for (const asleep of [false, true]) {
      const object = server();
      const own = await openOwn(object, "tag=metrics");
      if (asleep) await object.sleep();
      own.ws.close(4001, "bye");
      await expect.poll(() => object.log.notes).toEqual([["closed", 4001, "bye", ["metrics"]]]);
    }
  });
});
