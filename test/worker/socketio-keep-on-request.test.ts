/** `keepOnRequest`: properties that middlewares add to a request, and that `socket.request` has after an eviction. */
import session from "express-session";
import type { SocketIOOptions } from "socket.io-durable-objects";
import { describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { join, keys, type OpenedServer, open } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;
type Properties = Record<string, unknown>;

/** A server whose engine has `middleware`, and that acknowledges with properties of `socket.request`. */
const server = (
  middleware: (req: Properties, res: never, next: () => void) => void,
  keepOnRequest: string[] = ["user", "session"],
  options: SocketIOOptions = {},
) =>
  open(
    (io, { log }) => {
      io.engine.use(middleware as never);
      const others = io.of(/.*/);
      others.use((socket, next) => {
        log.notes.push("namespace middleware");
        const request = socket.request as unknown as Properties;
        if (socket.nsp.name !== "/plain") request.role = "editor";
        next();
      });
      const listen = (socket: import("socket.io").Socket) => {
        socket.on("look", (answer: Acknowledge) => {
          const { user, session: kept, role } = socket.request as unknown as Properties;
          answer(user ?? null, kept ?? null, role ?? null);
        });
      };
      io.on("connection", listen);
      others.on("connection", listen);
    },
    { keepOnRequest, ...options },
  );

const asUser =
  (user: unknown) =>
  (req: Properties, _res: never, next: () => void): void => {
    req.user = user;
    next();
  };

const rows = (object: OpenedServer) =>
  object.inside((_, state) => keys(state, "socketio:spilled:").filter((key) => key.endsWith(":request")));

describe("keepOnRequest", () => {
  test("keeps properties from engine middlewares across evictions, and no other properties", async () => {
    const user = { name: "alice", since: new Date(0), groups: new Set(["a"]) };
    const object = server((req, _res, next) => {
      req.other = "gone";
      asUser(user)(req, _res, next);
    });
    const client = await join(object);
    for (let sleep = 0; sleep < 3; sleep += 1) {
      await object.sleep();
      expect((await client.emitWithAck("look"))[0]).toMatchObject({
        name: "alice",
        since: new Date(0).toJSON(),
      });
    }
    const request = await object.inside(
      ({ io }) => [...io.sockets.sockets.values()][0]?.request as unknown as Properties,
    );
    expect(request.user).toEqual(user);
    expect(request.other).toBeUndefined();
    expect(await rows(object)).toEqual([]);
    expect(object.log.failures).toEqual([]);
  });

  test("keeps the session of express-session", async () => {
    const remember = session({ secret: "secret", resave: false, saveUninitialized: true }) as (
      req: Properties,
      res: never,
      next: () => void,
    ) => void;
    const object = server((req, res, next) =>
      remember(req, res, () => {
        (req.session as Properties).visits = 7;
        next();
      }),
    );
    const client = await join(object);
    await object.sleep();
    expect((await client.emitWithAck("look"))[1]).toMatchObject({ visits: 7, cookie: { path: "/" } });
    expect(object.log.failures).toEqual([]);
  });

  test("keeps a large property in a row, which is written once and deleted with the session", async () => {
    const object = server(asUser({ name: "x".repeat(50_000) }));
    const client = await join(object);
    await object.sleep();
    expect((await client.emitWithAck("look"))[0]).toEqual({ name: "x".repeat(50_000) });
    expect(await rows(object)).toHaveLength(1);
    client.close();
    await expect.poll(() => rows(object)).toEqual([]);
  });

  test("keeps properties from namespace middlewares, and does not run these again", async () => {
    const object = server(asUser({ name: "x".repeat(50_000) }), ["user", "role"]);
    const client = await Client.open(object.stub);
    const look = async (namespace: string) => {
      client.send(`42${namespace},1["look"]`);
      return JSON.parse((await client.next()).slice(`43${namespace},1`.length)) as unknown[];
    };
    client.send("40/plain,");
    await client.next();
    await object.sleep();
    expect((await look("/plain"))[2]).toBeNull();
    client.send("40/more,");
    await client.next();
    await object.sleep();
    expect((await look("/more"))[2]).toBe("editor");
    expect(object.log.notes).toHaveLength(2);
  });

  test.each([
    ["cannot be cloned", { save: () => {} }, "request.user cannot be kept"],
    ["is over 100,000 bytes", { text: "x".repeat(100_001) }, "more than 100000 bytes"],
  ])("reports what %s, and keeps the rest", async (_what, user, message) => {
    const object = server((req, res, next) => {
      req.session = { id: 7 };
      asUser(user)(req, res, next);
    });
    const client = await join(object);
    await object.sleep();
    expect((await client.emitWithAck("look")).slice(0, 2)).toEqual([null, { id: 7 }]);
    expect(object.log.failures).toEqual([
      expect.objectContaining({ event: "keepOnRequest", message: expect.stringContaining(message) }),
    ]);
  });

  test("keeps a copy, so that later changes of the original cannot prevent saving", async () => {
    const object = server(asUser({ name: "alice" }));
    const client = await join(object);
    for (let round = 0; round < 2; round += 1) {
      await object.inside(({ io }) => {
        for (const socket of io.sockets.sockets.values()) {
          const { user } = socket.request as unknown as { user: Properties };
          user.save = () => {};
          void socket.join(`room ${round}`);
        }
      });
      await object.sleep();
      expect((await client.emitWithAck("look"))[0]).toEqual({ name: "alice" });
    }
    expect(await object.inside(({ io }) => io.sockets.adapter.rooms.has("room 1"))).toBe(true);
    expect(object.log.failures).toEqual([]);
  });

  test.each(["headers", "url", "socket", "on", "constructor", "__proto__"])(
    "rejects the name %s",
    async (name) => {
      const object = server(asUser({}), [name]);
      await expect(join(object)).rejects.toThrow("is a property of every request");
    },
  );
});
