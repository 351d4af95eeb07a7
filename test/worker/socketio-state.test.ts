/** Saving a socket's state: changes inside its data, large values, and values that cannot be saved. */

import type { Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { join, keys, type OpenedServer, open, read } from "../support/fixtures/open-server.ts";

type Data = Record<string, unknown>;
type Acknowledge = (...args: unknown[]) => void;

/** A server whose event "change" calls `change` on a socket's data. */
const server = (change: (data: Data, socket: Socket, io: Server) => unknown) =>
  open((io) => {
    io.on("connection", (socket) => {
      if (!socket.recovered) socket.data = fresh();
      socket.on("change", async (answer: Acknowledge) => {
        await change(socket.data as Data, socket, io);
        answer();
      });
      socket.on("data", (answer: Acknowledge) => answer(render(socket.data)));
      socket.on("error", (error: Error) => socket.emit("failed", error.message));
    });
  });

const fresh = () => ({
  list: [{ seen: 0 }],
  object: { deep: { er: 1 } } as Data,
  map: new Map<string, { seen: number }>([["a", { seen: 0 }]]),
  set: new Set<unknown>([{ seen: 0 }]),
  date: new Date(0),
});

/** A value as JSON, Maps, Sets and Dates included. */
const render = (value: unknown): string =>
  JSON.stringify(value, function (this: Data, key, plain: unknown) {
    const original = this[key];
    if (original instanceof Date) return { date: original.getTime() };
    if (original instanceof Map) return { map: [...original] };
    if (original instanceof Set) return { set: [...original] };
    return plain;
  });

/** The size of an object's only attachment as JSON, in bytes. It is a lower bound. */
const attachments = ({ inside }: OpenedServer) =>
  inside((_, state) => state.getWebSockets().map((ws) => ws.deserializeAttachment() as unknown));

type Fresh = ReturnType<typeof fresh>;

describe("a change of socket.data survives an eviction", () => {
  test.each<[string, (data: Fresh, socket: Socket, io: Server) => unknown]>([
    ["of a nested object", (data) => Object.assign(data.object.deep as Data, { er: 2 })],
    ["of an element of an array", (data) => ((data.list[0] as Data).seen = 1)],
    ["by push and sort", (data) => data.list.push({ seen: -1 }) && data.list.sort((a, b) => a.seen - b.seen)],
    ["by shortening an array", (data) => (data.list.length = 0)],
    ["by delete", (data) => delete data.object.deep],
    ["of a value in a Map", (data) => Object.assign(data.map.get("a") as object, { seen: 2 })],
    [
      "of values found by a loop over a Map",
      (data) => {
        for (const [, value] of data.map) value.seen = 3;
      },
    ],
    [
      "of values found by Map.values",
      (data) => {
        for (const value of data.map.values()) value.seen = 4;
      },
    ],
    [
      "of values found by Map.forEach",
      (data) => data.map.forEach((value) => void Object.assign(value, { seen: 5 })),
    ],
    [
      "of members found by a loop over a Set",
      (data) => {
        for (const member of data.set) (member as Data).seen = 6;
      },
    ],
    ["by Map.set", (data) => data.map.set("b", { seen: 7 })],
    ["by Set.add and Set.delete", (data) => data.set.add("x") && data.set.delete("y")],
    ["by Date.setTime", (data) => data.date.setTime(86_400_000)],
    [
      "after an await",
      async (data) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        (data.list[0] as Data).seen = 8;
      },
    ],
    [
      "by assigning a value that was read from it",
      (data) => {
        data.list = data.list.filter(() => true);
        data.object.again = { deep: data.object.deep, list: [data.map.get("a")] };
      },
    ],
    [
      "of an object that was changed after it was assigned",
      (data) => {
        const list: unknown[] = [];
        data.object.list = list;
        list.push(data.object.deep);
      },
    ],
    ["of all of it", (_, socket) => (socket.data = { whole: ["new"] })],
    [
      "of an accessor's making",
      (data) => Object.defineProperty(data.object, "made", { value: 9, enumerable: true }),
    ],
    [
      "through fetchSockets",
      async (_, __, io) => {
        for (const remote of await io.fetchSockets()) remote.data.object.deep.er = 10;
      },
    ],
  ])("%s", async (_what, change) => {
    const object = server(change as never);
    const client = await join(object);
    await client.emitWithAck("change");
    const [before] = await client.emitWithAck("data");
    await object.sleep();
    expect(await client.emitWithAck("data")).toEqual([before]);
    expect(object.log.constructions).toBe(2);
    expect(client.unread).toEqual([]);
    // The change had an effect: an unchanged socket has other data.
    expect(before).not.toBe(render(fresh()));
  });

  test("made through fetchSockets while it sleeps", async () => {
    const object = server(async (_data, socket) => {
      for (const remote of await socket.nsp.fetchSockets())
        if (remote.id !== socket.id) remote.data.list[0].seen = 11;
    });
    const [alice, bob] = [await join(object), await join(object)];
    await object.sleep();
    await alice.emitWithAck("change");
    await object.sleep();
    expect(await bob.emitWithAck("data")).toEqual([expect.stringContaining('"list":[{"seen":11}]')]);
  });

  test("made during a wake, by a listener of another namespace", async () => {
    const object = open((io) => {
      for (const name of ["/", "/other"])
        io.of(name).on("connection", (socket) => {
          if (socket.recovered) void socket.nsp.server.of("/").socketsJoin("late");
          socket.on("rooms", (answer: Acknowledge) => answer([...socket.rooms].length));
        });
    });
    const client = await join(object);
    client.send("40/other,");
    await client.next();
    await object.sleep();
    expect(await client.emitWithAck("rooms")).toEqual([2]);
    await object.sleep();
    expect(await client.emitWithAck("rooms")).toEqual([2]);
  });
});

describe("large state", () => {
  const big = "ü".repeat(20_000);

  test("data and a 20 KB handshake move to rows, are restored deep-equal, and are deleted with the session", async () => {
    const object = open((io) => {
      io.on("connection", (socket) => {
        socket.on("fill", (answer: Acknowledge) => {
          socket.data = { big, map: new Map([["a", new Uint8Array([1, 2, 3])]]) };
          answer();
        });
        socket.on("look", (answer: Acknowledge) => {
          const { data, handshake, request } = socket;
          const { headers, query, auth, issued, time } = handshake;
          answer({
            headers,
            query,
            auth,
            issued,
            time,
            url: request.url,
            big: data.big,
            bytes: [...data.map.get("a")],
          });
        });
      });
    });
    const client = await join(object, { large: big }, "&page=7", { "X-Large": "h".repeat(20_000) });
    await client.emitWithAck("fill");
    const before = await client.emitWithAck("look");
    expect(before).toMatchObject([{ auth: { large: big }, big, bytes: [1, 2, 3], query: { page: "7" } }]);
    await object.sleep();
    expect(await client.emitWithAck("look")).toEqual(before);
    await object.sleep();
    expect(await client.emitWithAck("look")).toEqual(before);
    expect(await object.inside((_, state) => keys(state, "socketio:spilled").length)).toBe(2);

    client.close();
    await expect.poll(() => object.inside((_, state) => keys(state, "socketio:spilled"))).toEqual([]);
  });

  test("rows of sessions that ended with the process are deleted at the next start", async () => {
    const object = server((data) => (data.big = big));
    const client = await join(object);
    await client.emitWithAck("change");
    expect(await object.inside((_, state) => keys(state, "socketio:spilled").length)).toBe(2);
    await object.inside((_, state) => {
      for (const ws of state.getWebSockets()) ws.serializeAttachment(null);
    });
    await object.sleep();
    client.close();
    await expect.poll(() => object.inside((_, state) => state.getWebSockets().length)).toBe(0);
    await object.sleep();
    await join(object);
    expect(await object.inside((_, state) => keys(state, "socketio:spilled"))).toEqual([]);
  });

  test("a heartbeat does not write the rows of large data again", async () => {
    const object = open(
      (io) => {
        io.on("connection", (socket) => {
          if (!socket.recovered) socket.data.big = big;
          socket.on("size", (answer: Acknowledge) => answer(socket.data.big.length));
        });
      },
      { pingInterval: 300_000 },
    );
    const client = await join(object);
    await client.emitWithAck("size");
    const total = () => object.inside((_, state) => state.storage.sql.databaseSize);
    await object.sleep();
    await object.inside((testServer, { storage }) => {
      const put = storage.kv.put.bind(storage.kv);
      storage.kv.put = (key: string, value: unknown) => {
        testServer.log.notes.push(key);
        put(key, value);
      };
    });
    await total();
    client.send("3");
    expect(await client.emitWithAck("size")).toEqual([big.length]);
    expect(object.log.notes).toEqual([]);
  });
});

describe("data that cannot be saved", () => {
  test.each<[string, RegExp, (data: Fresh) => unknown]>([
    ["a function", /^socket\.data\.bad cannot be kept/, (data) => ((data as Data).bad = () => {})],
    [
      "a symbol deep inside",
      /^socket\.data\.object cannot be kept/,
      (data) => (data.object.bad = [Symbol("s")]),
    ],
    [
      "a getter that throws",
      /^socket\.data\.bad cannot be kept/,
      (data) =>
        Object.defineProperty(data, "bad", {
          configurable: true,
          enumerable: true,
          get() {
            throw new Error("on purpose");
          },
        }),
    ],
    ["3 MB", /^socket\.data\.huge is too large/, (data) => ((data as Data).huge = "x".repeat(3_000_000))],
    [
      "a Map of 3 MB",
      /^socket\.data\.map is too large/,
      (data) => data.map.set("x", "x".repeat(3_000_000) as never),
    ],
  ])(
    "%s is reported once by its key, and rooms and the last saved data are kept",
    async (_what, message, change) => {
      const object = server((data, socket) => {
        change(data as never);
        void socket.join("lounge");
        if (data.late === undefined) void Promise.resolve().then(() => (data.late = true));
      });
      const client = await join(object);
      client.send('421["change"]');
      const frames = [await client.next(), await client.next()].toSorted();
      expect(frames[0]).toMatch(/^42\["failed"/);
      expect((JSON.parse(frames[0]?.slice(2) ?? "") as string[])[1]).toMatch(message);
      expect(frames[1]).toBe("431[]");
      await object.sleep();
      expect(await client.emitWithAck("data")).toEqual([render(fresh())]);
      expect(
        await object.inside((testServer) => [...testServer.io.sockets.adapter.rooms.keys()].length),
      ).toBe(2);
      expect(client.unread).toEqual([]);
    },
  );

  test("of one socket does not prevent another socket of its connection from being saved", async () => {
    const object = open((io) => {
      for (const name of ["/", "/bad"])
        io.of(name).on("connection", (socket) => {
          if (!socket.recovered) socket.data = { good: 1, ...(name === "/bad" && { bad: () => {} }) };
          socket.on("set", (value: number, answer: Acknowledge) => {
            socket.data.good = value;
            answer();
          });
          socket.on("data", (answer: Acknowledge) =>
            answer(Object.keys(socket.data as object), socket.data.good),
          );
        });
    });
    const client = await join(object);
    client.send("40/bad,");
    await client.next();
    await client.emitWithAck("set", 2);
    await object.sleep();
    expect(await client.emitWithAck("data")).toEqual([["good"], 2]);
    client.send('42/bad,1["data"]');
    expect(await client.next()).toBe("43/bad,1[[],null]");
  });

  test("is saved once it is repaired, and reported again if it breaks again", async () => {
    const object = server((data) => {
      if (data.bad === undefined) data.bad = () => {};
      else {
        delete data.bad;
        data.mended = true;
      }
    });
    const client = await join(object);
    const change = async (frames: number) => {
      client.send('421["change"]');
      return (await read(client, frames)).toSorted();
    };
    expect(await change(2)).toEqual([expect.stringContaining("data.bad"), "431[]"]);
    expect(await change(1)).toEqual(["431[]"]);
    await object.sleep();
    expect(await client.emitWithAck("data")).toEqual([expect.stringContaining('"mended":true')]);
    expect(await change(2)).toEqual([expect.stringContaining("data.bad"), "431[]"]);
  });

  test("does not block an error listener that changes the data", async () => {
    const object = open((io) => {
      io.on("connection", (socket) => {
        let heard = 0;
        socket.on("error", () => {
          heard += 1;
          socket.data.heard = heard;
        });
        socket.on("break", () => (socket.data.bad = () => {}));
        socket.on("heard", (answer: Acknowledge) => answer(heard));
      });
    });
    const client = await join(object);
    client.send('42["break"]');
    expect(await client.emitWithAck("heard")).toEqual([1]);
  });
});

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
    for (const attachment of await attachments(object))
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
