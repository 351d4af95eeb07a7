/** Code for Socket.IO on Node that needs a line. */
import { SELF } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Socket } from "socket.io";
import { Emitter, placeConnection, whileConnected } from "socket.io-durable-objects";
import { expect } from "vitest";
import { openCluster } from "../../support/fixtures/open-cluster.ts";
import { open } from "../../support/fixtures/open-server.ts";
import type { TestServer } from "../../support/fixtures/test-server.ts";
import { type Answer, ask, connect, enter, next, serverThat, type Trial } from "./trial.ts";

const { TEST_SERVER: objects } = env as unknown as { TEST_SERVER: DurableObjectNamespace<TestServer> };

/** Calls `call` on a socket before and after an eviction. */
async function callTwice(call: (socket: Socket) => unknown): Promise<unknown[]> {
  const server = serverThat(call);
  const client = await enter(server);
  const first = await ask(client, "call");
  await server.sleep();
  return [first, await ask(client, "call")];
}

export const adapted: Record<string, Trial> = {
  "`const io = new Server(httpServer, options)`": async () => {
    const server = serverThat((_, io) => io.path(), { path: "/socket.io", pingInterval: 7_000 });
    expect(await ask(await enter(server), "call")).toBe("/socket.io");
    const response = await server.stub.fetch("http://x/socket.io/?EIO=4&transport=polling");
    expect(await response.text()).toContain('"pingInterval":7000');
  },
  "`httpServer.listen(3000)`": async () => {
    const response = await SELF.fetch("http://x/socket.io/?EIO=4&transport=polling");
    expect(await response.text()).toMatch(/^0\{"sid":/);
  },
  '`app.get("/status", ...)`': async () => {
    // `onRequest` of the test server answers with a WebSocket of its own.
    const { webSocket } = await open(() => {}).stub.fetch("http://x/status", {
      headers: { Upgrade: "websocket" },
    });
    webSocket?.accept();
    expect(webSocket).not.toBeNull();
    webSocket?.close();
  },
  "`let count = 0` in the `connection` listener": async () => {
    const counts = await callTwice(({ data }) => {
      data.count ??= 0;
      data.count += 1;
      return data.count;
    });
    expect(counts).toEqual([1, 2]);
  },
  "`socket.username = name`": async () => {
    const names = await callTwice(({ data }) => {
      data.username ??= "Ada";
      return data.username;
    });
    expect(names).toEqual(["Ada", "Ada"]);
    const lost = await callTwice((socket) => {
      const named = socket as Socket & { username?: string };
      const before = named.username ?? "nobody";
      named.username = "Ada";
      return before;
    });
    expect(lost).toEqual(["nobody", "nobody"]);
  },
  '`socket.emit("welcome")` in the `connection` listener': async () => {
    const server = open((io) => {
      io.on("connection", (socket) => {
        socket.emit("each time");
        if (!socket.recovered) socket.emit("welcome");
        socket.on("call", (answer: Answer) => answer());
      });
    });
    const seen: string[] = [];
    const client = connect(server);
    client.onAny((event) => seen.push(event));
    await ask(client, "call");
    await server.sleep();
    await ask(client, "call");
    expect(seen).toEqual(["each time", "welcome", "each time"]);
  },
  "`socket.request.user`, set by a middleware": async () => {
    const server = open(
      (io) => {
        io.engine.use((req: { user?: object }, _res: unknown, done: () => void) => {
          req.user = { name: "Ada" };
          done();
        });
        io.on("connection", (socket) => {
          socket.on("call", (answer: Answer) => answer((socket.request as { user?: object }).user));
        });
      },
      { keepOnRequest: ["user"] },
    );
    const client = await enter(server);
    await server.sleep();
    expect(await ask(client, "call")).toEqual({ name: "Ada" });
  },
  "`const history = []`": async () => {
    const server = serverThat((_socket, _io, { state: { storage } }) => {
      const history = [...(storage.kv.get<string[]>("history") ?? []), "entry"];
      storage.kv.put("history", history);
      return history.length;
    });
    const client = await enter(server);
    await ask(client, "call");
    await server.sleep();
    expect(await ask(client, "call")).toBe(2);
  },
  "`io.sockets.sockets.get(id)`": async () => {
    const server = serverThat(async (_socket, io) => {
      const ids = [...io.of("/").adapter.sids.keys()];
      const found = await Promise.all(ids.map((id) => io.in(id).fetchSockets()));
      return [io.sockets.sockets.size, found.flat().length];
    });
    const [ada] = [await enter(server), await enter(server)];
    await server.sleep();
    expect(await ask(ada, "call")).toEqual([1, 2]);
  },
  "`io.sockets.sockets.size`": async () => {
    const server = serverThat((_socket, io) => io.of("/").adapter.sids.size);
    const [ada] = [await enter(server), await enter(server)];
    await server.sleep();
    expect(await ask(ada, "call")).toBe(2);
  },
  "several servers with the adapter for Redis, Redis streams, Postgres, MongoDB or Node's `cluster`":
    async () => {
      const cluster = openCluster((io) => {
        io.on("connection", (socket) => socket.on("say", (text: string) => io.emit("said", text)));
      });
      const clients = await Promise.all(cluster.nodes.map((node) => enter(node)));
      await cluster.sleep();
      const got = Promise.all(clients.map((client) => next(client, "said")));
      clients[0]?.emit("say", "hello");
      expect(await got).toEqual(clients.map(() => ["hello"]));
    },
  "sticky sessions: `@socket.io/sticky`, a cookie or `ip_hash` of the load balancer": async () => {
    const { name } = openCluster(undefined, { nodes: 16 });
    const request = (query = "", init?: RequestInit): Promise<Response> =>
      placeConnection(
        new Request(`http://x/socket.io/?EIO=4&transport=polling${query}`, init),
        objects,
        name,
        { nodes: 16 },
      );
    for (let round = 0; round < 4; round++) {
      const { sid } = JSON.parse((await (await request()).text()).slice(1)) as { sid: string };
      const connected = await request(`&sid=${sid}`, { method: "POST", body: "40" });
      expect(await connected.text()).toBe("ok");
      expect(await (await request(`&sid=${sid}`)).text()).toMatch(/^40/);
    }
  },
  "`new Emitter(redisClient)` of `@socket.io/redis-emitter`, and the emitters for Postgres and MongoDB":
    async () => {
      const cluster = openCluster();
      const clients = await Promise.all(cluster.nodes.map((node) => enter(node)));
      const got = Promise.all(clients.map((client) => next(client, "news")));
      await new Emitter(objects, cluster.name).emit("news", 1);
      expect(await got).toEqual([[1], [1], [1]]);
    },
  "`setTimeout(remind, hour)`": async () => {
    const server = serverThat((_socket, _io, testServer) => testServer.schedule("remind", Date.now() + 50));
    const client = await enter(server);
    await ask(client, "call");
    await server.sleep();
    await expect.poll(() => server.log.due).toEqual(["remind"]);
  },
  "`setInterval` in a plugin": async () => {
    let ticks = 0;
    const server = open((io) => {
      whileConnected(io.of("/admin"), () =>
        setInterval(() => {
          ticks += 1;
        }, 5),
      );
      io.on("connection", (socket) => socket.on("call", (answer: Answer) => answer()));
    });
    const client = await enter(server);
    // An interval would prevent this.
    await server.sleep();
    await ask(client, "call");
    expect(ticks).toBe(0);
    const admin = await enter(server, "/admin");
    await expect.poll(() => ticks).toBeGreaterThan(0);
    const left = next(admin, "disconnect");
    admin.disconnect();
    await left;
    await server.sleep();
  },
  "the script `/socket.io/socket.io.js` of a page": async () => {
    // `test/integration/examples.test.ts` loads the copy in a browser; the object does not serve the file.
    const response = await open(() => {}).stub.fetch("http://x/socket.io/socket.io.js");
    expect(response.status).toBe(400);
  },
};
