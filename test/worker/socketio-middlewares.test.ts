/** What namespace middlewares add to a socket, before and after an eviction. */
import type { Server, Socket } from "socket.io";
import type { SocketIOOptions } from "socket.io-durable-objects";
import { describe, expect, test, vi } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { join, open, read } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;
type Next = (error?: Error) => void;
interface Marked {
  mark?: string;
}

const rejectAdmin = ([event]: unknown[], next: Next) =>
  next(event === "admin" ? new Error("not for you") : undefined);

/** A server with one middleware. */
const server = (
  middleware: (socket: Socket, next: Next, notes: unknown[]) => unknown,
  options: SocketIOOptions = {},
  namespace: string | RegExp = "/",
) =>
  open((io: Server, { log }) => {
    const nsp = io.of(namespace as string);
    nsp.use((socket, next) => {
      log.notes.push(`middleware, woken ${String(socket.conn.woken)}`);
      return middleware(socket, next, log.notes);
    });
    nsp.on("connection", (socket) => {
      socket.on("admin", () => log.notes.push("admin"));
      socket.on("look", (answer: Acknowledge) =>
        answer((socket as Marked).mark ?? (socket.request as Marked).mark),
      );
      socket.on("disconnect", (reason) => log.notes.push(reason));
    });
  }, options);

const installs: Array<[string, (socket: Socket, notes: unknown[]) => unknown]> = [
  ["a filter", (socket) => socket.use(rejectAdmin as never)],
  ["a catch-all listener", (socket, notes) => socket.onAny((event) => notes.push(`any ${event}`))],
  ["an outgoing catch-all listener", (socket, notes) => socket.onAnyOutgoing((event) => notes.push(event))],
  ["a listener", (socket, notes) => socket.on("look", () => notes.push("heard"))],
  ["a listener for errors", (socket, notes) => socket.on("error", () => notes.push("heard"))],
  ["a property of the socket", (socket) => Object.assign(socket, { mark: "yes" })],
  ["a symbol of the socket", (socket) => Object.assign(socket, { [Symbol("mark")]: "yes" })],
  ["a property that cannot be listed", (socket) => Object.defineProperty(socket, "mark", { value: "yes" })],
  ["a method in the place of another", (socket) => Object.assign(socket, { send: () => {} })],
  ["a property of the request", (socket) => Object.assign(socket.request, { mark: "yes" })],
  ["a property of the handshake", (socket) => Object.assign(socket.handshake, { address: "10.0.0.1" })],
  ["a property of the query", (socket) => Object.assign(socket.handshake.query, { mark: "yes" })],
  ["a property of the connection", (socket) => Object.assign(socket.conn, { mark: "yes" })],
  ["a listener of the connection", (socket) => socket.conn.on("packet", () => {})],
];

const ran = (notes: unknown[]) => notes.filter((note) => String(note).startsWith("middleware"));

describe("a middleware that adds to a socket", () => {
  test.each(installs)("%s runs again on each wake, with woken set", async (_what, install) => {
    const object = server(async (socket, next, notes) => {
      await Promise.resolve();
      install(socket, notes);
      next();
    });
    const client = await join(object);
    for (let wake = 0; wake < 2; wake += 1) {
      await object.sleep();
      expect(await client.emitWithAck("look")).toHaveLength(1);
    }
    expect(ran(object.log.notes)).toEqual([
      "middleware, woken false",
      "middleware, woken true",
      "middleware, woken true",
    ]);
  });

  test("only data and rooms does not run on a wake", async () => {
    const object = server((socket, next) => {
      socket.data.user = { name: "alice" };
      void socket.join("lounge");
      socket.conn.once("close", () => {});
      next();
    });
    const client = await join(object);
    await object.sleep();
    await client.emitWithAck("look");
    expect(ran(object.log.notes)).toEqual(["middleware, woken false"]);
    expect(await object.inside(({ io }) => [...io.sockets.adapter.rooms.keys()])).toContain("lounge");
  });

  test.each([
    ["the main namespace", "/", "/"],
    ["another", "/other", "/other"],
    ["a dynamic one", /^\/dynamic-\d+$/, "/dynamic-7"],
  ])("a filter rejects the same events after an eviction, in %s", async (_what, namespace, name) => {
    const object = server(
      (socket, next) => {
        socket.use(rejectAdmin as never);
        next();
      },
      {},
      namespace,
    );
    const client = await Client.open(object.stub);
    const prefix = name === "/" ? "" : `${name},`;
    client.send(`40${prefix}`);
    await client.next();
    for (const asleep of [false, true, true]) {
      if (asleep) await object.sleep();
      client.send(`42${prefix}["admin"]`, `42${prefix}1["look"]`);
      expect(await client.next()).toBe(`43${prefix}1[null]`);
    }
    expect(object.log.notes).not.toContain("admin");
  });
});

describe("a middleware that runs again", () => {
  const strict = (verdict: (next: Next) => unknown, options: SocketIOOptions = {}) =>
    server((socket, next) => {
      Object.assign(socket, { mark: "yes" });
      return socket.conn.woken ? verdict(next) : next();
    }, options);

  test.each<[string, (next: Next) => unknown]>([
    ["passes an error", (next) => next(new Error("no more"))],
    [
      "throws",
      () => {
        throw new Error("on purpose");
      },
    ],
    ["returns a promise that rejects", () => Promise.reject(new Error("on purpose"))],
    ["never calls next", () => {}],
  ])(
    "and %s disconnects the socket before its events are delivered, and disconnect runs once",
    async (_what, verdict) => {
      const object = strict(verdict, { connectTimeout: 500 });
      const client = await join(object);
      await object.sleep();
      client.send('42["admin"]', '42["admin"]');
      expect(await client.next()).toBe("41");
      await expect.poll(() => object.log.notes.at(-1)).toBe("server namespace disconnect");
      expect(object.log.notes).not.toContain("admin");
      expect(await object.inside(({ io }) => io.sockets.adapter.sids.size)).toBe(0);
    },
  );

  test("and is slow gets what was sent meanwhile, and events that arrived meanwhile are delivered in order", async () => {
    const object = strict((next) => void setTimeout(next, 200));
    const client = await join(object);
    await object.sleep();
    client.send('42["admin"]', '421["look"]', '422["look"]');
    await object.inside(({ io }) => void io.emit("news"));
    expect(await read(client, 3)).toEqual(['42["news"]', '431["yes"]', '432["yes"]']);
    expect(object.log.notes.filter((note) => note === "admin")).toHaveLength(1);
  });

  test.each<[string, (client: Client) => void, string]>([
    ["closes the connection", (client) => client.close(), "transport close"],
    ["leaves the namespace", (client) => client.send("41"), "client namespace disconnect"],
  ])("and is slow gets what a client sent before it %s", async (_what, leave, reason) => {
    const held: Next[] = [];
    const object = strict((next) => held.push(next));
    const client = await join(object);
    await object.sleep();
    client.send('42["admin"]', '42["admin"]');
    leave(client);
    await expect.poll(() => held).toHaveLength(1);
    // What was sent before has arrived by then.
    await (await join(object)).emitWithAck("look");
    await object.inside(() => held[0]?.());
    await expect.poll(() => object.log.notes.at(-1)).toBe(reason);
    expect(object.log.notes.slice(-3)).toEqual(["admin", "admin", reason]);
  });

  test.each<[string, (io: Server, id: string) => unknown]>([
    ["disconnectSockets", (io, id) => void io.in(id).disconnectSockets(true)],
    [
      "fetchSockets",
      async (io, id) => {
        for (const socket of await io.in(id).fetchSockets()) socket.disconnect(true);
      },
    ],
  ])("and is slow ends after it if the socket is disconnected by %s", async (_what, disconnect) => {
    const held: Next[] = [];
    const object = strict((next) => held.push(next));
    const client = await join(object);
    await object.sleep();
    client.send('42["admin"]');
    await expect.poll(() => held).toHaveLength(1);
    await object.inside(async ({ io }) => {
      await disconnect(io as unknown as Server, client.id);
      io.emit("news");
      held[0]?.();
    });
    await expect.poll(() => client.closed).toBe(true);
    expect(client.unread).not.toContain('42["news"]');
    expect(object.log.notes.slice(-2)).toEqual(["admin", "server namespace disconnect"]);
  });

  test("and is slow does not buffer without limit", async () => {
    const object = strict((next) => void setTimeout(next, 500));
    const client = await join(object);
    await object.sleep();
    for (let count = 0; count < 12; count += 1) client.send(`42["admin","${"x".repeat(500_000)}"]`);
    await expect.poll(() => client.closed).toBe(true);
    expect(object.log.notes.filter((note) => note === "admin").length).toBeLessThan(12);
  });
});

describe("skipMiddlewaresOnWake", () => {
  const marking = (socket: Socket, next: Next) => {
    Object.assign(socket, { mark: "yes" });
    next();
  };

  test("true: no middleware runs, and a warning names what is lost", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const object = server(marking, { skipMiddlewaresOnWake: true });
    const client = await join(object);
    await join(object);
    expect(warn.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringContaining(
        "A middleware of the namespace / uses socket.mark, which is lost on hibernation",
      ),
    ]);
    warn.mockRestore();
    await object.sleep();
    expect(await client.emitWithAck("look")).toEqual([null]);
    expect(ran(object.log.notes)).toHaveLength(2);
  });

  test("false: all middlewares run", async () => {
    const object = server((_socket, next) => next(), { skipMiddlewaresOnWake: false });
    const client = await join(object);
    await object.sleep();
    await client.emitWithAck("look");
    expect(ran(object.log.notes)).toEqual(["middleware, woken false", "middleware, woken true"]);
  });

  test("undefined: the first connection decides, also for a client that recovered its session", async () => {
    const object = server(marking, { connectionStateRecovery: {} });
    const first = await Client.open(object.stub);
    first.send("40");
    const { pid, sid } = JSON.parse((await first.next()).slice(2)) as { pid: string; sid: string };
    first.close();
    await expect.poll(() => object.inside(({ io }) => io.sockets.sockets.size)).toBe(0);
    const back = await join(object, { pid });
    expect(back.id).toBe(sid);
    await object.sleep();
    expect((await back.emitWithAck("look"))[0]).toBe("yes");
  });
});
