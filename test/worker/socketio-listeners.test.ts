/** Listeners that fail, and listeners as in stock Socket.IO. */
import type { Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { join, open, read } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;

const fail = (): never => {
  throw new Error("on purpose");
};
describe("a listener that fails", () => {
  test.each<[string, (socket: Socket, io: Server) => void, string]>([
    ["throws", (socket) => socket.on("bad", fail), "bad"],
    ["rejects", (socket) => socket.on("bad", async () => fail()), "bad"],
    ["is added by once and throws", (socket) => socket.once("bad", fail), "bad"],
    ["is added by prependListener", (socket) => socket.prependListener("bad", fail), "bad"],
    ["is a catch-all listener", (socket) => socket.onAny((event) => event === "bad" && fail()), "*"],
    [
      "is a middleware of the socket",
      (socket) => socket.use(([event], next) => (event === "bad" ? fail() : next())),
      "use",
    ],
    [
      "is a middleware that rejects",
      (socket) => socket.use(async ([event], next) => (event === "bad" ? fail() : next())),
      "use",
    ],
    [
      "is an outgoing catch-all listener",
      (socket) => {
        socket.onAnyOutgoing(fail);
        socket.on("bad", () => socket.emit("out"));
      },
      "*",
    ],
    [
      "is an acknowledgement's",
      (socket) => socket.on("bad", () => socket.emit("question", fail)),
      "question",
    ],
    [
      "is an acknowledgement's that timed out",
      (socket) => socket.on("bad", () => socket.timeout(1).emit("unanswered", fail)),
      "unanswered",
    ],
  ])(
    "%s: is reported once without its arguments, and does not affect others",
    async (_what, prepare, event) => {
      const object = open((io, { log }) => {
        io.on("connection", (socket) => {
          prepare(socket, io);
          socket.on("bad", () => log.notes.push("the other listener"));
          socket.on("error", () => log.notes.push("the other listener"));
          socket.on("sync", (answer: Acknowledge) => answer());
        });
      });
      const client = await join(object);
      const healthy = await join(object);
      client.send('42["bad","a secret"]');
      if (event === "question") {
        const question = await client.next();
        client.send(question.replace(/^42(\d+).*/, "43$1[]"));
      }
      await expect.poll(() => object.log.failures.length).toBe(1);
      client.send('421["sync"]');
      while (!(await client.next()).startsWith("431")) {}
      await healthy.emitWithAck("sync");
      expect(object.log.failures).toEqual([
        { event, namespace: "/", socketId: client.id, message: "on purpose" },
      ]);
      expect(JSON.stringify(object.log)).not.toContain("a secret");
      expect(object.log.notes).toContain("the other listener");
    },
  );

  test("of connection, also after a wake, does not affect the other listeners and the socket", async () => {
    const object = open((io) => {
      io.on("connection", fail);
      io.on("connection", (socket) => socket.on("sync", (answer: Acknowledge) => answer(socket.id)));
    });
    const client = await join(object);
    expect(await client.emitWithAck("sync")).toEqual([client.id]);
    await object.sleep();
    expect(await client.emitWithAck("sync")).toEqual([client.id]);
    expect(object.log.failures).toEqual(
      Array(2).fill({ event: "connection", namespace: "/", message: "on purpose" }),
    );
  });

  test("of a namespace's middlewares rejects the client without details", async () => {
    const object = open((io) => {
      io.of("/throws").use(fail);
      io.of("/rejects").use(async () => fail());
    });
    const client = await join(object);
    for (const name of ["throws", "rejects"]) {
      client.send(`40/${name},`);
      expect(await client.next()).toBe(`44/${name},{"message":"Internal server error"}`);
    }
    expect(object.log.failures.map(({ event, namespace }) => [event, namespace])).toEqual([
      ["use", "/throws"],
      ["use", "/rejects"],
    ]);
  });

  test("of disconnecting or disconnect does not keep the event from other sockets", async () => {
    const object = open((io, { log }) => {
      io.on("connection", (socket) => {
        socket.on("disconnecting", fail);
        socket.on("disconnect", () => log.notes.push(socket.id));
      });
    });
    const clients = [await join(object), await join(object)];
    await object.sleep();
    for (const client of clients) client.close();
    await expect.poll(() => object.log.notes.length).toBe(2);
    expect(new Set(object.log.notes)).toEqual(new Set(clients.map(({ id }) => id)));
    expect(object.log.failures.length).toBe(2);
  });

  test("of the engine or allowRequest rejects the request, and does not break the object", async () => {
    const object = open(
      (io) => {
        io.engine.on("initial_headers", fail);
        io.on("connection", (socket) => socket.on("sync", (answer: Acknowledge) => answer()));
      },
      {
        allowRequest: async (req, answer) => {
          if (req.url.includes("bad=1")) fail();
          answer(null, true);
        },
      },
    );
    const rejected = await object.stub.fetch("http://x/socket.io/?EIO=4&transport=polling&bad=1");
    expect([rejected.status, await rejected.json()]).toEqual([403, { code: 4, message: "Forbidden" }]);
    await (await join(object)).emitWithAck("sync");
    expect(object.log.failures.map(({ event }) => event)).toEqual(["allowRequest", "initial_headers"]);
  });

  test("of a socket's connection is reported, too", async () => {
    const object = open((io) => {
      io.on("connection", (socket) => {
        socket.conn.on("packet", fail);
        socket.on("sync", (answer: Acknowledge) => answer());
      });
    });
    const client = await join(object);
    await client.emitWithAck("sync");
    expect(object.log.failures).toMatchObject([{ event: "packet", message: "on purpose" }]);
  });
});

test("listeners are added, counted, listed and removed as in stock Socket.IO", async () => {
  const object = open((io, { log }) => {
    io.on("connection", (socket) => {
      const [a, b] = [() => {}, () => {}];
      const positions = (fns: unknown[]) => fns.map((fn) => [a, b].indexOf(fn as () => void));
      socket.on("x", a).once("x", b).on("x", b);
      log.notes.push(socket.listenerCount("x"), positions(socket.listeners("x")));
      socket.emit("never mind");
      socket.off("x", a).removeListener("x", b);
      log.notes.push(positions(socket.listeners("x")));
      socket.on("x", a);
      socket.removeAllListeners("x");
      log.notes.push(socket.listenerCount("x"));
      socket.onAny(a).onAny(b).prependAny(b);
      log.notes.push(positions(socket.listenersAny()));
      socket.offAny(b);
      log.notes.push(positions(socket.listenersAny()));
      socket.offAny();
      log.notes.push(socket.listenersAny().length);
      socket.onAnyOutgoing(a).offAnyOutgoing(a);
      log.notes.push(socket.listenersAnyOutgoing().length);
    });
  });
  await join(object);
  expect(object.log.notes).toEqual([3, [0, 1, 1], [1], 0, [1, 0, 1], [0, 1], 0, 0]);
});

test("an event without a name reaches no listener, and closes no connection", async () => {
  const object = open((io) => {
    io.on("connection", (socket) => socket.on("sync", (answer: Acknowledge) => answer()));
  });
  const client = await join(object);
  client.send("42", "421", "42/,");
  await client.emitWithAck("sync");
  expect(object.log.failures).toEqual([]);
});

describe("a packet from an outgoing catch-all listener", () => {
  test.each([[undefined], [{}]])(
    "to all clients reaches all clients (recovery: %o)",
    async (connectionStateRecovery) => {
      const object = open(
        (io) => {
          io.on("connection", (socket) => {
            socket.onAnyOutgoing((event) => event === "reply" && io.emit("audit"));
            socket.on("ask", () => socket.emit("reply"));
          });
        },
        { connectionStateRecovery },
      );
      const [alice, bob] = [await join(object), await join(object)];
      alice.send('42["ask"]');
      expect(await bob.next()).toMatch(/^42\["audit"/);
      expect((await read(alice, 2)).map((frame) => frame.slice(0, 7)).toSorted()).toEqual([
        '42["aud',
        '42["rep',
      ]);
    },
  );
});
