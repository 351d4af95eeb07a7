/** Migrations: each runs once for an object, in a transaction, and never on a read. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { addColumnIfMissing, type Migration, Schema, VERSION_KEY } from "../../src/platform/migrations.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

const withStorage = <Result>(
  room: string,
  work: (storage: DurableObjectStorage) => Result,
): Promise<Result> => runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => work(storage));

const columnsOf = (storage: DurableObjectStorage, table: string) =>
  storage.sql.exec("SELECT name FROM pragma_table_info(?)", table).toArray();

const first: Migration = (sql) => {
  sql.exec("CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY)");
  addColumnIfMissing(sql, "things", "name", "TEXT");
};
const second: Migration = (sql) => {
  sql.exec("ALTER TABLE things ADD COLUMN size INTEGER");
};
const failing: Migration = (sql) => {
  sql.exec("ALTER TABLE things ADD COLUMN weight INTEGER");
  throw new Error("out of order");
};

const schemaOf = (storage: DurableObjectStorage, ...migrations: Migration[]) =>
  new Schema(storage, { migrations, unversionedTables: ["things"] });

it("run in order at the first write, and not again", async () => {
  await withStorage(uniqueRoom("migrations"), (storage) => {
    const before = schemaOf(storage, first);
    expect(before.exists).toBe(false);
    expect([storage.kv.get(VERSION_KEY), columnsOf(storage, "things")]).toEqual([undefined, []]);
    before.create();
    expect([before.exists, storage.kv.get(VERSION_KEY)]).toEqual([true, 1]);
    // A second run of either would fail, because the column exists.
    for (const schema of [schemaOf(storage, first, second), schemaOf(storage, first, second)]) {
      expect(schema.exists).toBe(true);
      schema.create();
    }
    expect(storage.kv.get(VERSION_KEY)).toBe(2);
    expect(columnsOf(storage, "things")).toEqual([{ name: "id" }, { name: "name" }, { name: "size" }]);
  });
});

it("accept tables from before versions were recorded", async () => {
  await withStorage(uniqueRoom("migrations-old"), (storage) => {
    storage.sql.exec("CREATE TABLE things (id INTEGER PRIMARY KEY)");
    storage.sql.exec("INSERT INTO things (id) VALUES (7)");
    expect(schemaOf(storage, first, second).exists).toBe(true);
    expect(storage.kv.get(VERSION_KEY)).toBe(2);
    expect(storage.sql.exec("SELECT * FROM things").toArray()).toEqual([{ id: 7, name: null, size: null }]);
  });
});

it("roll back when one of them fails", async () => {
  await withStorage(uniqueRoom("migrations-fail"), (storage) => {
    schemaOf(storage, first).create();
    const schema = schemaOf(storage, first, second, failing);
    for (let attempt = 0; attempt < 2; attempt++) expect(() => schema.exists).toThrow("out of order");
    expect(storage.kv.get(VERSION_KEY)).toBe(1);
    expect(columnsOf(storage, "things")).toEqual([{ name: "id" }, { name: "name" }]);
  });
});

it("run again in an emptied storage", async () => {
  await withStorage(uniqueRoom("migrations-empty"), async (storage) => {
    const schema = schemaOf(storage, first);
    schema.create();
    await storage.deleteAll();
    schema.forget();
    expect(schema.exists).toBe(false);
    schema.create();
    expect(columnsOf(storage, "things")).toHaveLength(2);
  });
});

it("write no row when a room wakes, and none for a plain message", async () => {
  const room = uniqueRoom("migrations-wake");
  const ada = await SocketClient.join(room);
  const say = (nonce: string) => ada.request("message:send", { nonce, text: "hello" });
  expect(await say("1")).toMatchObject({ ok: true });
  expect(await withStorage(room, ({ kv }) => kv.get(VERSION_KEY))).toBeGreaterThan(0);
  await evictDurableObject(env.ROOMS.getByName(room));
  expect(await rowsWritten(room, () => say("2"))).toBe(1);
  await evictDurableObject(env.ROOMS.getByName(room));
  expect(await rowsWritten(room, () => ada.request("history:get", {}))).toBe(0);
});
