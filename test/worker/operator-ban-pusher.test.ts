/** Telling rooms of bans that change while the rooms are told. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { BanPusher } from "../../src/operator/bans/ban-pusher.ts";
import { BanStore } from "../../src/operator/bans/ban-store.ts";
import { operationsSchema } from "../../src/operator/migrations.ts";
import type { OperatorRequest } from "../../src/operator/operated-room.ts";
import { RoomRegistry } from "../../src/operator/room-registry.ts";
import { uniqueRoom } from "../support/rooms.ts";

const PERSON = { kind: "person", value: "A".repeat(16) } as const;

it("tells every room of a ban that is made again while the first rooms are told that it has ended", async () => {
  const stub = env.OPERATIONS?.getByName(uniqueRoom("ban-pusher"));
  if (stub === undefined) throw new Error("no operations object");
  await runInDurableObject(stub, async (_, { storage }) => {
    const schema = operationsSchema(storage);
    const bans = new BanStore(storage, schema);
    const registry = new RoomRegistry(storage.sql, schema);
    for (const name of ["a", "b"]) registry.add(name, 1);
    const told = new Map<string, boolean>();
    const isAsked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const operate = async (room: string, request: OperatorRequest): Promise<{ ok: true }> => {
      if (request.type !== "banned") throw new Error(request.type);
      told.set(room, request.change.on);
      isAsked.resolve();
      await held.promise;
      return { ok: true };
    };
    const pusher = new BanPusher({
      storage: { sql: storage.sql, getAlarm: async () => null, setAlarm: async () => {} },
      schema,
      bans,
      registry,
      rooms: { getByName: (room) => ({ operate: (request) => operate(room, request) }) },
    });
    await pusher.start(PERSON);
    const ended = pusher.run();
    await isAsked.promise;
    bans.set({ ...PERSON, reason: "spam", by: "Olga" }, Date.now());
    await pusher.start(PERSON);
    held.resolve();
    await ended;
    const left = () => storage.sql.exec("SELECT 1 FROM ban_pushes").toArray().length;
    while (left() > 0) await pusher.run();
    expect([...told]).toEqual([
      ["a", true],
      ["b", true],
    ]);
  });
});
