/** Changes inside the data of a socket survive an eviction. */
import type { Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { join, open } from "../support/fixtures/open-server.ts";
import {
  type Acknowledge,
  type Data,
  type InitialData,
  initialData,
  stateServer,
  toJson,
} from "../support/fixtures/state-server.ts";

describe("a change of socket.data survives an eviction", () => {
  test.each<[string, (data: InitialData, socket: Socket, io: Server) => unknown]>([
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
    const object = stateServer(change as never);
    const client = await join(object);
    await client.emitWithAck("change");
    const [before] = await client.emitWithAck("data");
    await object.sleep();
    expect(await client.emitWithAck("data")).toEqual([before]);
    expect(object.log.constructions).toBe(2);
    expect(client.unread).toEqual([]);
    // The change had an effect: an unchanged socket has other data.
    expect(before).not.toBe(toJson(initialData()));
  });

  test("made through fetchSockets while it sleeps", async () => {
    const object = stateServer(async (_data, socket) => {
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
