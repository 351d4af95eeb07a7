/** The requests and rows of a room: the counts that docs/cost.md is computed from. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type Count,
  DIRECTORY_UPDATE,
  FLUSH_CALL,
  JOIN,
  LEAVE,
  MESSAGE,
  READ_RECEIPT,
  RELAY_CALL,
  RELAY_HANDSHAKE,
  STORED_READ_RECEIPT,
} from "../../bench/cost/counts.ts";
import { Directory } from "../../src/directory/directory.ts";
import { ChatRoom } from "../../src/room/chat-room.ts";
import type { UpMessage } from "../../src/room/relay/messages.ts";
import { RoomRelay } from "../../src/room/relay/room-relay.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { HAS_RELAYS } from "./has-relays.ts";
import { SocketClient } from "./socket-client.ts";

const room = "cost";

/** Counts the rows of a storage, until the returned function is called. */
function rowsOf(storage: DurableObjectStorage): () => Pick<Count, "rowsRead" | "rowsWritten"> {
  const { exec } = storage.sql;
  const { put } = storage.kv;
  const { setAlarm } = storage;
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  let others = 0;
  storage.sql.exec = ((...args: Parameters<typeof exec>) => {
    const cursor = exec.apply(storage.sql, args);
    cursors.push(cursor);
    return cursor;
  }) as typeof exec;
  storage.kv.put = ((key: string, value: unknown) => {
    others++;
    put.call(storage.kv, key, value);
  }) as typeof put;
  storage.setAlarm = ((...args: Parameters<typeof setAlarm>) => {
    others++;
    return setAlarm.apply(storage, args);
  }) as typeof setAlarm;
  return () => {
    Object.assign(storage.sql, { exec });
    Object.assign(storage.kv, { put });
    Object.assign(storage, { setAlarm });
    return {
      rowsRead: cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      rowsWritten: cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, others),
    };
  };
}

/** The requests to the room's object and the rows of its storage while `work` runs. */
async function countOf(work: () => Promise<unknown>): Promise<Count> {
  const asked = { requests: 0, messages: 0 };
  const done = await runInDurableObject(env.ROOMS.getByName(room), (object, { storage }) => {
    const rows = rowsOf(storage);
    const handlers = { fetch: object.fetch, webSocketMessage: object.webSocketMessage };
    object.fetch = (request) => {
      asked.requests++;
      return handlers.fetch.call(object, request);
    };
    object.webSocketMessage = (ws, message) => {
      asked.messages++;
      return handlers.webSocketMessage.call(object, ws, message);
    };
    return () => {
      Object.assign(object, handlers);
      return rows();
    };
  });
  await work();
  return { ...asked, ...done() };
}

/** The cost of each update of a room for the directory's object, which other tests use as well. */
function directoryUpdatesOf(name: string): Count[] {
  const counts: Count[] = [];
  const { publish } = Directory.prototype;
  vi.spyOn(Directory.prototype, "publish").mockImplementation(function (this: Directory, news) {
    const { storage } = (this as unknown as { ctx: DurableObjectState }).ctx;
    const rows = rowsOf(storage);
    publish.call(this, news);
    const written = rows();
    if (news.name === name) counts.push({ requests: 1, messages: 0, ...written });
  });
  return counts;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the counts of docs/cost.md", () => {
  // A client on a relay costs a request of the relay, too, and a row for each relay.
  test.skipIf(HAS_RELAYS)("are those of the room", async () => {
    const ada = await SocketClient.join(room);
    let said = 0;
    const say = async (): Promise<void> => {
      const answer = await ada.request("message:send", { nonce: `n${said}`, text: "hello", after: said });
      expect(answer.ok).toBe(true);
      said++;
    };
    // More than a page, and fewer than the message limit.
    while (said < 55) await say();
    const read = async (visitor: SocketClient, seq: number): Promise<void> =>
      expect(await visitor.request("read", { seq })).toEqual({ ok: true });

    expect(await countOf(say)).toEqual(MESSAGE);
    expect(await countOf(() => SocketClient.join(room))).toEqual(JOIN);

    // The first receipt of a room counts the rows of the table.
    await read(ada, 1);
    const bob = await SocketClient.join(room);
    expect(await countOf(() => read(bob, 10))).toEqual(STORED_READ_RECEIPT);
    expect(await countOf(() => read(bob, 20))).toEqual(READ_RECEIPT);
    const leave = async (): Promise<void> => {
      bob.leave();
      await ada.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
    };
    expect(await countOf(leave)).toEqual(LEAVE);
  });

  test.skipIf(!HAS_RELAYS)("are those of a room and its relays", async () => {
    const name = uniqueRoom("cost-relays");
    const ada = await SocketClient.join(name);
    const requests = vi.spyOn(RoomRelay.prototype, "fetch");
    const messages = vi.spyOn(RoomRelay.prototype, "webSocketMessage");
    const toRelay = vi.spyOn(RoomRelay.prototype, "deliver");
    const toRoom = vi.spyOn(ChatRoom.prototype, "relayed");
    const callsWith = (type: UpMessage["type"]): number =>
      toRoom.mock.calls.filter(([batch]) => batch.messages.some((message) => message.type === type)).length;

    const bob = await SocketClient.join(name);
    expect(requests).toHaveBeenCalledTimes(RELAY_HANDSHAKE.requests);
    expect(messages).toHaveBeenCalledTimes(RELAY_HANDSHAKE.messages);
    expect(callsWith("join")).toBe(RELAY_CALL.requests);

    await ada.request("message:send", { nonce: "cost-relays", text: "to the relay" });
    await bob.waitFor("messages", ([message]) => message?.text === "to the relay");
    const deliveries = toRelay.mock.calls.filter((call) => JSON.stringify(call).includes("to the relay"));
    expect(deliveries).toHaveLength(FLUSH_CALL.requests);

    await bob.request("message:send", { nonce: "cost-from-relay", text: "from the relay" });
    expect(callsWith("event")).toBe(RELAY_CALL.requests);
    bob.leave();
    await ada.waitFor("presence", ({ left }) => left.includes(bob.welcome.you.id));
    expect(callsWith("leave")).toBe(RELAY_CALL.requests);
  });

  test("are those of the directory", async () => {
    const name = "cost-told";
    const directoryUpdates = directoryUpdatesOf(name);
    const ada = await SocketClient.join(name);
    await ada.request("message:send", { nonce: "directory", text: "hello" });
    await expect.poll(() => directoryUpdates.length).toBeGreaterThan(0);
    // A woken room publishes a change at once, and the table exists.
    await evictDurableObject(env.ROOMS.getByName(name));
    directoryUpdates.length = 0;
    await SocketClient.join(name);
    await expect.poll(() => directoryUpdates).toEqual([DIRECTORY_UPDATE]);
  });
});
