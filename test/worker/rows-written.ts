/** Counts the rows that an object reads and writes, which is what Cloudflare bills. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";

/** How many rows a room writes while `work` runs, by SQL statements and `storage.kv`. */
export async function rowsWritten(room: string, work: () => Promise<unknown>): Promise<number> {
  return (await rowsOf(room, work)).written;
}

/** How many rows a room reads while `work` runs. */
export async function rowsRead(room: string, work: () => Promise<unknown>): Promise<number> {
  return (await rowsOf(room, work)).read;
}

async function rowsOf(
  room: string,
  work: () => Promise<unknown>,
): Promise<{ read: number; written: number }> {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  let otherWrites = 0;
  const undo = await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
    const { exec } = storage.sql;
    const { put } = storage.kv;
    storage.sql.exec = function (this: SqlStorage, ...args: Parameters<typeof exec>) {
      const cursor = exec.apply(this, args);
      cursors.push(cursor);
      return cursor;
    } as typeof exec;
    storage.kv.put = function (this: SyncKvStorage, ...args: Parameters<typeof put>) {
      otherWrites++;
      return put.apply(this, args);
    } as typeof put;
    return () => Object.assign(storage.sql, { exec }) && Object.assign(storage.kv, { put });
  });
  await work();
  undo();
  expect(cursors.length).toBeGreaterThan(0);
  return {
    read: cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0),
    written: cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, otherWrites),
  };
}
