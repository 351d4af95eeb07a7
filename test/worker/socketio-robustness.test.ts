/** A server with failing listeners, misbehaving clients, and evictions in between. */
import { Namespace, type Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { join, keys, open, read } from "../support/fixtures/open-server.ts";

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

describe("a client that wakes the object", () => {
  test("with an invalid frame is disconnected, and its listeners run once", async () => {
    const object = open((io, { log }) => {
      for (const name of ["/", "/other"])
        io.of(name).on("connection", (socket) => {
          socket.on("disconnect", (reason) => log.notes.push(`${name} ${reason}`));
        });
    });
    const client = await join(object);
    client.send("40/other,");
    await client.next();
    await object.sleep();
    client.send("?");
    await expect.poll(() => object.log.notes.length).toBe(2);
    expect(object.log.notes.toSorted()).toEqual(["/ parse error", "/other parse error"]);
    await expect.poll(() => object.inside((testServer) => testServer.io.engine.clientsCount)).toBe(0);
    expect(await object.inside((testServer) => testServer.io.sockets.adapter.sids.size)).toBe(0);
  });

  test("and is disconnected by the first listener leaves all its namespaces", async () => {
    const object = open((io, { log }) => {
      for (const name of ["/", "/a", "/b"])
        io.of(name).on("connection", (socket) => {
          socket.on("disconnect", () => log.notes.push(name));
          if (socket.recovered) socket.disconnect(true);
        });
    });
    const client = await join(object);
    client.send("40/a,", "40/b,");
    await read(client, 2);
    await object.sleep();
    client.send('42["x"]');
    await expect.poll(() => client.closed).toBe(true);
    expect(object.log.notes.toSorted()).toEqual(["/", "/a", "/b"]);
    expect(
      await object.inside((testServer) =>
        [...testServer.io._nsps.values()].map(({ sockets }) => sockets.size),
      ),
    ).toEqual([0, 0, 0]);
  });

  test("does not turn recovery on: a new client gets no pid, and an emit does not use the adapter", async () => {
    const object = open((io) => {
      io.on("connection", (socket) => {
        socket.on("sync", (answer: Acknowledge) => answer());
        socket.on("both", () => socket.emit("one"));
      });
    });
    const sleepers = await Promise.all(Array.from({ length: 10 }, () => join(object)));
    for (let round = 0; round < 5; round += 1) {
      await object.sleep();
      const newClients = Array.from({ length: 5 }, () => Client.open(object.stub));
      for (const client of sleepers) client.send('42["both"]');
      for (const promise of newClients) {
        const newClient = await promise;
        newClient.send('40{"pid":"guess","offset":""}');
        expect(Object.keys(JSON.parse((await newClient.next()).slice(2)) as object)).toEqual(["sid"]);
        newClient.close();
      }
      for (const client of sleepers) expect(await client.next()).toBe('42["one"]');
    }
    for (const client of sleepers) expect(client.unread).toEqual([]);
  });
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

describe("acknowledgements", () => {
  const server = () =>
    open((io, { log }) => {
      io.on("connection", (socket) => {
        socket.on("ask me", (name: string) => {
          socket.emit("question", name, (answer: string) => log.notes.push(`${name}: ${answer}`));
        });
        socket.on("ask all", async (ms: number, answer: Acknowledge) => {
          try {
            answer(await io.timeout(ms).emitWithAck("question"));
          } catch (error) {
            answer("missing", (error as { responses: unknown[] }).responses);
          }
        });
        socket.on("sync", (answer: Acknowledge) => answer());
      });
    });
  const idOf = (frame: string) => Number(/^42(\d+)/.exec(frame)?.[1]);

  test("from before an eviction match no later emit, and ids never repeat", async () => {
    const object = server();
    const client = await join(object);
    const ids = new Set<number>();
    for (let round = 0; round < 5; round += 1) {
      client.send(`42["ask me","${round}"]`);
      const id = idOf(await client.next());
      for (const old of ids) client.send(`43${old}["late"]`);
      expect(id).toBeLessThan(2 ** 31);
      ids.add(id);
      await client.emitWithAck("sync");
      if (round < 4) await object.sleep();
    }
    expect(ids.size).toBe(5);
    expect(object.log.notes).toEqual([]);
    client.send(`43${[...ids].at(-1)}["right"]`);
    await client.emitWithAck("sync");
    expect(object.log.notes).toEqual(["4: right"]);
  });

  test("of a client for another client's event are ignored", async () => {
    const object = server();
    const [alice, mallory] = [await join(object), await join(object)];
    alice.send('42["ask me","alice"]');
    const id = idOf(await alice.next());
    mallory.send(`43${id}["mallory's"]`);
    await mallory.emitWithAck("sync");
    await alice.emitWithAck("sync");
    expect(object.log.notes).toEqual([]);
  });

  test("of several clients, some of them asleep, are collected", async () => {
    const object = server();
    const clients = [await join(object), await join(object), await join(object)];
    await object.sleep();
    clients[0]?.send('421["ask all",5000]');
    for (const [index, client] of clients.entries()) {
      const id = idOf(await client.next());
      client.send(`43${id}["${index}"]`);
    }
    expect(JSON.parse((await clients[0]?.next())?.slice(3) ?? "")[0].toSorted()).toEqual(["0", "1", "2"]);
  });

  test("that do not come are dropped, of clients awake and asleep", async () => {
    const object = server();
    const clients = [await join(object), await join(object)];
    await object.sleep();
    clients[0]?.send('421["ask all",50]');
    const frames = await read(clients[0] as Client, 2);
    expect(frames[1]).toBe('431["missing",[]]');
    const left = () =>
      object.inside(({ io }) => {
        const { acks } = io.sockets.adapter as unknown as { acks: { size: number } };
        return [
          acks.size,
          ...[...io.sockets.sockets.values()].map(
            (socket) => (socket as unknown as { acks: Map<number, unknown> }).acks.size,
          ),
        ];
      });
    await expect.poll(left).toEqual([0, 0]);
  });
});

describe("dynamic namespaces", () => {
  const server = (cleanupEmptyChildNamespaces = false) =>
    open(
      (io, { log }) => {
        const regex = io.of(/^\/room-\d+$/);
        const fn = io.of((name, _auth, next) => next(null, name.startsWith("/tenant-")));
        for (const parent of [regex, fn])
          parent.on("connection", (socket) => {
            socket.on("all", (answer: Acknowledge) => {
              parent.emit("hello", 1);
              answer();
            });
          });
        io.on("new_namespace", ({ name }) => log.notes.push(name));
        io.on("connection", (socket) => {
          socket.on("all rooms", () => regex.emit("hello", 2));
          socket.on("namespaces", (answer: Acknowledge) => answer([...io._nsps.keys()]));
        });
      },
      { cleanupEmptyChildNamespaces },
    );

  test("get what is sent to their parent right after a wake", async () => {
    const object = server();
    const client = await join(object);
    client.send("40/room-1,", "40/tenant-x,");
    await read(client, 2);
    const other = await join(object);
    await object.sleep();
    other.send('42["all rooms"]');
    expect(await client.next()).toBe('42/room-1,["hello",2]');
    await object.sleep();
    client.send('42/tenant-x,1["all"]');
    expect(await read(client, 2)).toEqual(['42/tenant-x,["hello",1]', "43/tenant-x,1[]"]);
  });

  test("are closed with their last socket if configured, asleep or awake", async () => {
    const object = server(true);
    const client = await join(object);
    client.send("40/room-1,");
    await client.next();
    const other = await join(object);
    other.send("40/room-1,", "40/room-2,");
    await read(other, 2);
    await object.sleep();
    other.send("41/room-1,", "41/room-2,");
    expect(await other.emitWithAck("namespaces")).toEqual([["/", "/room-1"]]);
    client.send("41/room-1,");
    expect(await client.emitWithAck("namespaces")).toEqual([["/"]]);
    expect(await object.inside((_, state) => keys(state, "socketio:namespaces"))).toEqual([]);
  });

  test("without sockets are deleted at the next start", async () => {
    const object = server();
    const client = await join(object);
    client.send("40/room-1,");
    await client.next();
    client.close();
    await expect.poll(() => object.inside((_, state) => state.getWebSockets().length)).toBe(0);
    await object.sleep();
    expect(await (await join(object)).emitWithAck("namespaces")).toEqual([["/"]]);
  });
});

test("room events of the adapter are emitted once for each change, also with sleeping sockets", async () => {
  const object = open((io, { log }) => {
    const { adapter } = io.of("/");
    for (const event of ["create-room", "delete-room", "join-room", "leave-room"] as const)
      adapter.on(event, (room: string) => room.length < 20 && log.notes.push(`${event} ${room}`));
    io.on("connection", (socket) => {
      if (!socket.recovered) socket.join("hall");
      socket.on("all", async (method: "socketsJoin" | "socketsLeave", room: string, answer: Acknowledge) => {
        io[method](room);
        answer();
      });
    });
  });
  const [alice, bob] = [await join(object), await join(object)];
  expect(object.log.notes.splice(0)).toEqual(["create-room hall", "join-room hall", "join-room hall"]);
  await object.sleep();
  await alice.emitWithAck("all", "socketsJoin", "yard");
  expect(object.log.notes.splice(0)).toEqual(["create-room yard", "join-room yard", "join-room yard"]);
  await object.sleep();
  await bob.emitWithAck("all", "socketsJoin", "yard");
  expect(object.log.notes.splice(0)).toEqual([]);
  await object.sleep();
  await bob.emitWithAck("all", "socketsLeave", "yard");
  expect(object.log.notes.splice(0)).toEqual(["leave-room yard", "leave-room yard", "delete-room yard"]);
  await object.sleep();
  alice.close();
  await expect.poll(() => object.log.notes.splice(0)).toEqual(["leave-room hall"]);
});

describe("a session id", () => {
  test("of a WebSocket is no use to another client, and a socket's public id is no session id", async () => {
    const object = open((io) => {
      io.on("connection", (socket) =>
        socket.on("sync", (answer: Acknowledge) => answer((socket.conn as unknown as { id: string }).id)),
      );
    });
    const client = await join(object);
    const [sid] = (await client.emitWithAck("sync")) as [string];
    expect(sid).toMatch(/^[\w-]{20}$/);
    const get = async (id: string) => {
      const response = await object.stub.fetch(`http://x/socket.io/?EIO=4&transport=polling&sid=${id}`);
      return [response.status, ((await response.json()) as { code: number }).code];
    };
    for (const asleep of [false, true]) {
      if (asleep) await object.sleep();
      expect(await get(client.id)).toEqual([400, 1]);
      expect(await get(sid)).toEqual([400, 3]);
      expect(await get(encodeURIComponent("\u0000ü".repeat(1_000)))).toEqual([400, 1]);
      await expect(Client.open(object.stub, `&sid=${sid}`)).rejects.toThrow();
    }
    expect(await client.emitWithAck("sync")).toEqual([sid]);
  });
});

describe("the stock server", () => {
  test("has every member that src/socketio/src/socketio-internals.ts declares", async () => {
    for (const name of ["ack", "onevent", "emit", "notifyOutgoingListeners", "_onclose", "onAny", "offAny"])
      expect(Socket.prototype).toHaveProperty(name, expect.any(Function));
    for (const name of ["run", "use", "_remove", "_onServerSideEmit"])
      expect(Namespace.prototype).toHaveProperty(name, expect.any(Function));
    const object = open((io) => {
      io.of(/^\/dynamic$/);
      io.on("connection", (socket) => socket.on("sync", (answer: Acknowledge) => answer()));
    });
    await (await join(object)).emitWithAck("sync");
    await object.inside(({ io }) => {
      expect(io).toHaveProperty("encoder.encode");
      expect(io).toHaveProperty("opts.path");
      expect(io._nsps.get("/")).toHaveProperty("_ids", expect.any(Number));
      const parents = (io as unknown as { parentNsps: Map<unknown, object> }).parentNsps;
      for (const parent of parents.values()) {
        expect(parent).toHaveProperty("children", expect.any(Set));
        expect(parent).toHaveProperty("createChild", expect.any(Function));
      }
      for (const socket of io.sockets.sockets.values()) {
        expect(socket).toHaveProperty("acks", expect.any(Map));
        expect(socket).toHaveProperty("conn.id");
      }
    });
  });
});
