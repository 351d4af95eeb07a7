/** Rooms of a socket: how many, and how they are saved. */
import { describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { join, type OpenedServer, open, read } from "../support/fixtures/open-server.ts";
import type { Acknowledge } from "../support/fixtures/state-server.ts";

/** The attachments of an object's WebSockets. */
const attachmentsOf = ({ inside }: OpenedServer) =>
  inside((_, state) => state.getWebSockets().map((ws) => ws.deserializeAttachment() as unknown));

describe("rooms", () => {
  const rooms = () =>
    open((io) => {
      io.use((socket, next) => {
        try {
          socket.join((socket.handshake.auth.early as string[] | undefined) ?? []);
          next();
        } catch (error) {
          next(error as Error);
        }
      });
      io.on("connection", (socket) => {
        socket.on("join", async (names: string[], answer: Acknowledge) => {
          try {
            await socket.join(names);
            answer("joined");
          } catch (error) {
            answer((error as Error).name);
          }
        });
        socket.on("rooms", (answer: Acknowledge) => answer(socket.rooms.size));
      });
      io.of(/^\/\d+$/);
    });

  test("a join beyond the limit throws a RangeError and changes nothing", async () => {
    const object = rooms();
    const client = await join(object);
    const names = Array.from({ length: 100 }, (_, index) => `${index}${"r".repeat(100)}`);
    expect(await client.emitWithAck("join", names)).toEqual(["RangeError"]);
    expect(await client.emitWithAck("rooms")).toEqual([1]);
    expect(await client.emitWithAck("join", names.slice(0, 50))).toEqual(["joined"]);
    expect(await client.emitWithAck("join", names)).toEqual(["RangeError"]);
    await object.sleep();
    expect(await client.emitWithAck("rooms")).toEqual([51]);
  });

  test.each<[string, (index: number) => unknown, string, number]>([
    ["numbers", (index) => index, "RangeError", 1],
    ["fractions and infinities", (index) => index / 3, "RangeError", 1],
    ["big integers", (index) => 2n ** 500n + BigInt(index), "RangeError", 1],
    ["objects", (index) => ({ index }), "TypeError", 1],
    ["symbols", (index) => Symbol(index), "TypeError", 1],
    [
      "a mixture that fits",
      (index) => [null, undefined, true, index % 500, `${index % 50}`][index % 5],
      "joined",
      114,
    ],
  ])("room names of %s count by their size in bytes", async (_what, name, outcome, size) => {
    const object = open((io) => {
      io.on("connection", (socket) => {
        if (!socket.recovered) socket.data.k = "v";
        socket.on("fill", async (answer: Acknowledge) => {
          try {
            await socket.join(Array.from({ length: 6_000 }, (_, index) => name(index)) as string[]);
            answer("joined");
          } catch (error) {
            answer((error as Error).name);
          }
        });
        socket.on("look", (answer: Acknowledge) => answer(socket.rooms.size, socket.data.k));
      });
    });
    const client = await join(object);
    expect(await client.emitWithAck("fill")).toEqual([outcome]);
    await object.sleep();
    expect(await client.emitWithAck("look")).toEqual([size, "v"]);
    expect(object.log.failures).toEqual([]);
  });

  test("a connection with the maximum of rooms, large headers and uncloneable data is saved", async () => {
    const object = open((io) => {
      io.on("connection", (socket) => {
        if (!socket.recovered) socket.data.good = "g".repeat(3_000);
        socket.on("fill", async (answer: Acknowledge) => {
          for (let index = 0; index < 50; index += 1) await socket.join(`${index}${"r".repeat(100)}`);
          socket.data.bad = () => {};
          await Promise.resolve();
          answer();
        });
        socket.on("look", (answer: Acknowledge) =>
          answer(socket.rooms.size, Object.keys(socket.data as object)),
        );
      });
    });
    const client = await join(object, {}, "", { "X-Large": "h".repeat(2_000) });
    await client.emitWithAck("fill");
    await object.sleep();
    expect(await client.emitWithAck("look")).toEqual([51, ["good"]]);
  });

  test("joined in a middleware count towards the limit", async () => {
    const object = rooms();
    const client = await join(object, {});
    client.send(`40/7,${JSON.stringify({})}`);
    await client.next();
    const rejected = await join(object, {
      early: Array.from({ length: 200 }, (_, index) => `${index}${"r".repeat(50)}`),
    });
    expect(rejected.id).toBeUndefined();
    expect(await client.emitWithAck("rooms")).toEqual([1]);
  });

  test("too many namespaces on one connection are rejected, also at once", async () => {
    const object = open((io) => {
      const dynamic = io.of(/^\/\d+$/);
      dynamic.use((_socket, next) => void setTimeout(next, 50));
      dynamic.on("connection", (socket) => {
        socket.on("echo", (answer: Acknowledge) => answer("here"));
      });
    });
    const client = await join(object);
    client.send(...Array.from({ length: 100 }, (_, index) => `40/${index},`));
    const answers = await read(client, 100);
    const joined = answers.filter((answer) => answer.startsWith("40"));
    const rejected = answers.filter((answer) => answer.startsWith("44"));
    expect(joined.length).toBeGreaterThan(20);
    expect(rejected.length).toBe(100 - joined.length);
    expect(rejected[0]).toContain("12000 bytes");
    await object.sleep();
    const last = joined.at(-1)?.split(",")[0]?.slice(2);
    client.send(`42${last},1["echo"]`);
    expect(await client.next()).toBe(`43${last},1["here"]`);
    for (const attachment of await attachmentsOf(object))
      expect(JSON.stringify(attachment).length).toBeLessThan(16_384);
  });

  test("a connection that joins a namespace twice has one socket in it, the last", async () => {
    const object = open((io, { log }) => {
      io.use((_socket, next) => void setTimeout(next, 20));
      io.on("connection", (socket) => {
        socket.on("id", (answer: Acknowledge) => answer(socket.id, io.engine.clientsCount));
        socket.on("disconnect", (reason) => log.notes.push(reason));
      });
    });
    const client = await Client.open(object.stub);
    client.send("40", "40");
    const [, answer = ""] = await read(client, 2);
    const second = JSON.parse(answer.slice(2)) as { sid: string };
    expect(object.log.notes).toEqual(["client namespace disconnect"]);
    expect(await client.emitWithAck("id")).toEqual([second.sid, 1]);
    expect(await object.inside((testServer) => testServer.io.sockets.sockets.size)).toBe(1);
    await object.sleep();
    expect(await client.emitWithAck("id")).toEqual([second.sid, 1]);
  });
});
