/** Dynamic namespaces, and the room events of adapters. */
import { describe, expect, test } from "vitest";
import { join, keys, open, read } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;

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
