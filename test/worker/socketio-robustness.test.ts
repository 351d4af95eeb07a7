/** Misbehaving clients, session ids, and the internals of the stock server. */
import { Namespace, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { readRequest } from "../../src/socketio/src/http/request.ts";
import { Client } from "../support/fixtures/client.ts";
import { join, open, read } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;

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

test.each([
  "",
  "?",
  "?a=1&b=&c",
  "?a=1&a=2&=x&&b=c=d",
  "?a=%20b+c&d=%E4%F6&%61=1",
  "?__proto__=1&constructor=2",
  "?q=?/:@!$'()*,;~ü",
])("the query %j of a request is read as URLSearchParams reads it", (search) => {
  const { _query } = readRequest(new Request(`https://host.example/socket.io/${search}`));
  expect(_query).toEqual(Object.fromEntries(new URLSearchParams(search)));
  expect(Object.keys(_query)).toEqual(Object.keys(Object.fromEntries(new URLSearchParams(search))));
});

test("a request has the path and query that were sent, without a fragment", () => {
  const read = (address: string): string => readRequest(new Request(address)).url;
  expect(read("https://host.example")).toBe("/");
  expect(read("http://host.example:8080/a/b?c=/d?e#f")).toBe("/a/b?c=/d?e");
  expect(readRequest(new Request("https://host.example/")).connection.encrypted).toBe(true);
  expect(readRequest(new Request("http://host.example/")).connection.encrypted).toBe(false);
});
