/** Acknowledgements across evictions. */
import { describe, expect, test } from "vitest";
import type { Client } from "../support/fixtures/client.ts";
import { join, open, read } from "../support/fixtures/open-server.ts";

type Acknowledge = (...args: unknown[]) => void;

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
