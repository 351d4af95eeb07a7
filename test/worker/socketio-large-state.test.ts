/** Large state of a socket, and data that cannot be saved. */
import { describe, expect, test } from "vitest";
import { join, keys, open, read } from "../support/fixtures/open-server.ts";
import {
  type Acknowledge,
  type Data,
  type InitialData,
  initialData,
  stateServer,
  toJson,
} from "../support/fixtures/state-server.ts";

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
    const object = stateServer((data) => (data.big = big));
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
  test.each<[string, RegExp, (data: InitialData) => unknown]>([
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
      const object = stateServer((data, socket) => {
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
      expect(await client.emitWithAck("data")).toEqual([toJson(initialData())]);
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
    const object = stateServer((data) => {
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
