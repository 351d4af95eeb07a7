/** Code for Socket.IO on Node that runs unchanged. */
import type { Server, Socket } from "socket.io";
import * as msgpack from "socket.io-msgpack-parser";
import { expect, vi } from "vitest";
import { openCluster } from "../../support/fixtures/open-cluster.ts";
import { open } from "../../support/fixtures/open-server.ts";
import { type Answer, ask, enter, next, serverThat, type Trial } from "./trial.ts";

export const unchanged: Record<string, Trial> = {
  '`io.on("connection", ...)`, `socket.on`, `socket.once`, `socket.off`, `socket.onAny`': async () => {
    const seen: unknown[] = [];
    const server = open((io) => {
      io.on("connection", (socket) => {
        const removed = () => seen.push("removed");
        socket.on("a", removed).off("a", removed);
        socket.on("a", (text, answer: Answer) => answer(text));
        socket.onAny((event) => seen.push(event));
      });
    });
    const client = await enter(server);
    expect(await ask(client, "a", 1)).toBe(1);
    await server.sleep();
    expect(await ask(client, "a", 2)).toBe(2);
    expect(seen).toEqual(["a", "a"]);
  },
  "`socket.emit`, `io.emit`, `socket.broadcast.emit`": async () => {
    const server = serverThat((socket, io) => {
      socket.emit("self");
      socket.broadcast.emit("others");
      io.emit("all");
    });
    const [ada, bob] = [await enter(server), await enter(server)];
    await server.sleep();
    const got = Promise.all([next(ada, "self"), next(ada, "all"), next(bob, "others"), next(bob, "all")]);
    await ask(ada, "call");
    await got;
    expect(server.log.constructions).toBe(2);
  },
  "acknowledgements: callbacks, `emitWithAck`, `timeout`": async () => {
    const server = serverThat(async (socket, io) => [
      await new Promise((resolve) => socket.emit("question", resolve)),
      await socket.timeout(20_000).emitWithAck("question"),
      await io.timeout(20_000).emitWithAck("question"),
    ]);
    const client = await enter(server);
    client.on("question", (answer: Answer) => answer("yes"));
    await server.sleep();
    expect(await ask(client, "call")).toEqual(["yes", "yes", ["yes"]]);
  },
  "`socket.join`, `socket.leave`, `io.to`, `io.in`, `io.except`": async () => {
    const server = serverThat(async (socket, io) => {
      await socket.join("room");
      await socket.join("left");
      await socket.leave("left");
      io.to("room").emit("to");
      io.in("room").emit("in");
      io.except("room").emit("except");
      io.to("left").emit("nobody");
    });
    const [ada, bob] = [await enter(server), await enter(server)];
    const seen: string[] = [];
    ada.onAny((event) => seen.push(`ada ${event}`));
    bob.onAny((event) => seen.push(`bob ${event}`));
    await ask(ada, "call");
    await server.sleep();
    await ask(ada, "call");
    await expect.poll(() => seen.filter((line) => line === "bob except").length).toBe(2);
    expect(seen.filter((line) => line.startsWith("ada"))).toEqual(["ada to", "ada in", "ada to", "ada in"]);
  },
  '`io.of("/admin")`, `io.of(/^\\/dynamic-/)`': async () => {
    for (const [pattern, name] of [
      ["/admin", "/admin"],
      [/^\/dynamic-/, "/dynamic-7"],
    ] as const) {
      const server = serverThat((socket) => socket.nsp.name, {}, pattern);
      const client = await enter(server, name);
      await server.sleep();
      expect(await ask(client, "call")).toBe(name);
      await expect(enter(server, "/other")).rejects.toThrow("Invalid namespace");
    }
  },
  "`io.use`, `socket.use`": async () => {
    const server = open((io) => {
      io.use((socket, done) => {
        socket.use(([event], pass) => pass(event === "secret" ? new Error("not for you") : undefined));
        done(socket.handshake.auth.token === "right" ? undefined : new Error("who are you?"));
      });
      io.on("connection", (socket) => {
        socket.on("error", ({ message }) => socket.emit("rejected", message));
        socket.on("secret", () => socket.emit("rejected", "nothing"));
      });
    });
    await expect(enter(server)).rejects.toThrow("who are you?");
    const client = await enter(server, "/", { auth: { token: "right" } });
    await server.sleep();
    const rejected = next(client, "rejected");
    client.emit("secret");
    expect(await rejected).toEqual(["not for you"]);
  },
  "`io.engine.use(helmet())`": async () => {
    const { default: helmet } = await import("helmet");
    const server = open((io) => void io.engine.use(helmet()));
    const response = await server.stub.fetch("http://x/socket.io/?EIO=4&transport=polling");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  },
  "`fetchSockets`, `socketsJoin`, `socketsLeave`, `disconnectSockets`": async () => {
    const server = serverThat(async (socket, io) => {
      io.socketsJoin(["one", "two"]);
      io.socketsLeave("two");
      const ids = async (room: string) => (await io.in(room).fetchSockets()).length;
      const counts = [await ids("one"), await ids("two")];
      io.except(socket.id).disconnectSockets();
      return counts;
    });
    const [ada, bob] = [await enter(server), await enter(server)];
    await server.sleep();
    const left = next(bob, "disconnect");
    expect(await ask(ada, "call")).toEqual([2, 0]);
    expect(await left).toContain("io server disconnect");
  },
  "`fetchSockets` and `socketsJoin` for the sockets of other servers, `RemoteSocket`": async () => {
    const cluster = openCluster();
    const clients = await Promise.all(cluster.nodes.map((node) => enter(node)));
    await cluster.sleep();
    const rooms = cluster.nodes[0]?.inside(async ({ io }) => {
      io.socketsJoin("room");
      const sockets = await io.in("room").fetchSockets();
      return sockets.map(({ id, rooms }) => [id, rooms.has("room")]);
    });
    expect(new Map((await rooms) as Array<[string, boolean]>)).toEqual(
      new Map(clients.map(({ id = "" }) => [id, true])),
    );
  },
  "`io.serverSideEmit`, `io.serverSideEmitWithAck`": async () => {
    const cluster = openCluster((io) => io.on("which", (answer: Answer) => answer("here")));
    await Promise.all(cluster.nodes.map((node) => enter(node)));
    await cluster.sleep();
    const responses = cluster.nodes[0]?.inside(({ io }) => io.serverSideEmitWithAck("which"));
    expect(await responses).toEqual(["here", "here"]);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    await open(() => {}).inside(({ io }) => io.serverSideEmit("which"));
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("does not support the serverSideEmit()"));
    warn.mockRestore();
  },
  "`socket.id`, `socket.rooms`, `socket.data`, `socket.handshake`, `socket.request`": async () => {
    const server = open((io) => {
      io.on("connection", (socket) => {
        socket.on("set", (value, answer: Answer) => {
          socket.data.value = value;
          socket.join("room");
          answer();
        });
        socket.on("get", (answer: Answer) =>
          answer(
            socket.id,
            [...socket.rooms],
            socket.data,
            socket.handshake.auth,
            socket.request.headers["x-test"],
          ),
        );
      });
    });
    const client = await enter(server, "/", { auth: { token: 1 }, extraHeaders: { "X-Test": "yes" } });
    await ask(client, "set", { deep: [1] });
    await server.sleep();
    const answer = await new Promise((resolve) => client.emit("get", (...args: unknown[]) => resolve(args)));
    expect(answer).toEqual([client.id, [client.id, "room"], { value: { deep: [1] } }, { token: 1 }, "yes"]);
  },
  "`disconnecting`, `disconnect` and its reason": async () => {
    const server = open((io, { log }) => {
      io.on("connection", (socket) => {
        socket.on("disconnecting", (reason) => log.notes.push(["disconnecting", reason, socket.rooms.size]));
        socket.on("disconnect", (reason) => log.notes.push(["disconnect", reason, socket.rooms.size]));
      });
    });
    const client = await enter(server);
    await server.sleep();
    client.disconnect();
    await expect.poll(() => server.log.notes.length).toBe(2);
    expect(server.log.notes).toEqual([
      ["disconnecting", "client namespace disconnect", 1],
      ["disconnect", "client namespace disconnect", 0],
    ]);
  },
  "`Buffer`, `Uint8Array` and `ArrayBuffer` in events": async () => {
    const server = open((io) => {
      io.on("connection", (socket) => {
        socket.on("bytes", (bytes, answer: Answer) =>
          answer(Buffer.isBuffer(bytes), [bytes, bytes.buffer.slice(0, 1)]),
        );
      });
    });
    const client = await enter(server);
    await server.sleep();
    const [isBuffer, [same]] = await new Promise<[boolean, [ArrayBuffer]]>((resolve) =>
      client.emit("bytes", new Uint8Array([1, 2]), (...args: [boolean, [ArrayBuffer]]) => resolve(args)),
    );
    expect([isBuffer, [...new Uint8Array(same)]]).toEqual([true, [1, 2]]);
  },
  "`socket.volatile`, `io.local`": async () => {
    const server = serverThat((socket, io) => {
      socket.volatile.emit("volatile");
      io.local.emit("local");
    });
    const client = await enter(server);
    await server.sleep();
    const got = Promise.all([next(client, "volatile"), next(client, "local")]);
    await ask(client, "call");
    await got;
  },
  "`adapter.rooms`, `adapter.sids`, `create-room`, `join-room`, `leave-room`, `delete-room`": async () => {
    const events: string[] = [];
    const server = serverThat((socket, io) => {
      const { adapter } = io.of("/");
      for (const name of ["create-room", "join-room", "leave-room", "delete-room"])
        adapter.on(name, (room) => room === "room" && events.push(name));
      socket.join("room");
      const sizes = [adapter.sids.size, adapter.rooms.get("room")?.size];
      socket.leave("room");
      return sizes;
    });
    const [ada] = [await enter(server), await enter(server)];
    await server.sleep();
    expect(await ask(ada, "call")).toEqual([2, 1]);
    expect(events).toEqual(["create-room", "join-room", "leave-room", "delete-room"]);
  },
  "`connectionStateRecovery`": async () => {
    const server = serverThat((socket) => socket.id, { connectionStateRecovery: {} });
    const client = await enter(server);
    const { id } = client;
    await ask(client, "call");
    client.io.engine.close();
    await server.sleep();
    client.connect();
    await next(client, "connect");
    expect([client.recovered, client.id]).toEqual([true, id]);
  },
  '`parser: require("socket.io-msgpack-parser")`': async () => {
    const server = serverThat(() => new Map([["a", 1]]).size, { parser: msgpack });
    // In the runtime this parser is the one for Node, which reads Buffers.
    class Decoder extends msgpack.Decoder {
      override add(data: unknown): unknown {
        return super.add(data instanceof ArrayBuffer ? Buffer.from(data) : data);
      }
    }
    const client = await enter(server, "/", { parser: { ...msgpack, Decoder } });
    await server.sleep();
    expect(await ask(client, "call")).toBe(1);
  },
  "`cors`, `cookie`, `allowRequest`, `path` and the other [options](../README.md#options)": async () => {
    const server = open(() => {}, {
      path: "/custom/",
      cors: { origin: "https://example.com" },
      cookie: true,
      allowRequest: (req, done) => done(null, req.headers["x-secret"] === "yes"),
    });
    const request = (headers: Record<string, string>) =>
      server.stub.fetch("http://x/custom/?EIO=4&transport=polling", { headers });
    expect((await request({})).status).toBe(403);
    const { headers } = await request({ "X-Secret": "yes", Origin: "https://example.com" });
    expect(headers.get("access-control-allow-origin")).toBe("https://example.com");
    expect(headers.get("set-cookie")).toMatch(/^io=/);
  },
  '`io.engine.clientsCount`, `io.engine.on("initial_headers", ...)`, `"headers"`, `"connection_error"`':
    async () => {
      const errors: number[] = [];
      const server = open((io) => {
        io.engine.on("initial_headers", (headers: Record<string, string>) => {
          headers["x-initial"] = String(io.engine.clientsCount);
        });
        io.engine.on("headers", (headers: Record<string, string>) => {
          headers["x-each"] = "yes";
        });
        io.engine.on("connection_error", ({ code }: { code: number }) => errors.push(code));
      });
      await enter(server);
      await server.sleep();
      const { headers } = await server.stub.fetch("http://x/socket.io/?EIO=4&transport=polling");
      expect([headers.get("x-initial"), headers.get("x-each")]).toEqual(["2", "yes"]);
      await server.stub.fetch("http://x/socket.io/?EIO=4&transport=carrier-pigeon");
      expect(errors).toEqual([0]);
    },
  "`io.engine.generateId = ...`": async () => {
    const server = open((io) => {
      io.engine.generateId = () => "my-id";
      io.on("connection", (socket) =>
        socket.on("call", (answer: Answer) => answer((socket.conn as unknown as { id: string }).id)),
      );
    });
    const client = await enter(server);
    await server.sleep();
    expect(await ask(client, "call")).toBe("my-id");
  },
  "`socket.disconnect(true)`, `io.close()`": async () => {
    for (const end of [
      (socket: Socket) => socket.disconnect(true),
      (_: Socket, io: Server) => void io.close(),
    ]) {
      const server = open((io) => io.on("connection", (socket) => socket.on("end", () => end(socket, io))));
      const client = await enter(server);
      await server.sleep();
      const gone = next(client, "disconnect");
      client.emit("end");
      await gone;
      await enter(server);
    }
  },
};
