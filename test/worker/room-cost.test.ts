/** What a room asks of the platform: the counts that docs/cost.md is computed from. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { type Count, JOIN, MESSAGE } from "../../bench/cost/counts.ts";
import { Visitor } from "./room-visitor.ts";

const room = "cost";

/** What the room's object is asked for, and does with its storage, while `work` runs. */
async function countOf(work: () => Promise<unknown>): Promise<Count> {
  const count: Count = { requests: 0, messages: 0, rowsRead: 0, rowsWritten: 0 };
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const undo = await runInDurableObject(env.ROOMS.getByName(room), (object, { storage }) => {
    const { exec } = storage.sql;
    const { put } = storage.kv;
    const { setAlarm } = storage;
    storage.sql.exec = ((...args: Parameters<typeof exec>) => {
      const cursor = exec.apply(storage.sql, args);
      cursors.push(cursor);
      return cursor;
    }) as typeof exec;
    storage.kv.put = ((key: string, value: unknown) => {
      count.rowsWritten++;
      put.call(storage.kv, key, value);
    }) as typeof put;
    storage.setAlarm = ((...args: Parameters<typeof setAlarm>) => {
      count.rowsWritten++;
      return setAlarm.apply(storage, args);
    }) as typeof setAlarm;
    const handlers = { fetch: object.fetch, webSocketMessage: object.webSocketMessage };
    object.fetch = (request) => {
      count.requests++;
      return handlers.fetch.call(object, request);
    };
    object.webSocketMessage = (ws, message) => {
      count.messages++;
      return handlers.webSocketMessage.call(object, ws, message);
    };
    return () => {
      Object.assign(storage.sql, { exec });
      Object.assign(storage.kv, { put });
      Object.assign(storage, { setAlarm });
      Object.assign(object, handlers);
    };
  });
  await work();
  undo();
  for (const { rowsRead, rowsWritten } of cursors) {
    count.rowsRead += rowsRead;
    count.rowsWritten += rowsWritten;
  }
  return count;
}

describe("the counts of docs/cost.md", () => {
  test("are those of the room", async () => {
    const ada = await Visitor.enter(room);
    let said = 0;
    const say = async (): Promise<void> => {
      const answer = await ada.ask("message:send", { nonce: `n${said}`, text: "hello", after: said });
      expect(answer.ok).toBe(true);
      said++;
    };
    // More than a page, and fewer than one may send at once.
    while (said < 55) await say();

    expect(await countOf(say)).toEqual(MESSAGE);
    expect(await countOf(() => Visitor.enter(room))).toEqual(JOIN);
  });
});
