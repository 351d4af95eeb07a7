import { evictDurableObject, listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { RoomError } from "../../src/room/room-error.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import type { HistoryPage, HistoryPayload } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { append } from "./append.ts";
import { HAS_RELAYS } from "./has-relays.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

const ada = { id: "ada", name: "Ada" };
const bob = { id: "bob", name: "Bob" };

/** Runs `work` with the message store of a room, inside its object. */
function withLog<Result>(
  room: string,
  work: (log: MessageStore, storage: DurableObjectStorage) => Result,
  limits = {},
): Promise<Result> {
  return runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) =>
    work(new MessageStore(storage, roomSchema(storage), { ...LIMITS, ...limits }), storage),
  );
}

/** Fills an empty room with messages 1 to `count` of Ada's. */
function fill(log: MessageStore, storage: DurableObjectStorage, count: number): MessageStore {
  append(log, ada, { nonce: "n1", text: "1" }, 0);
  storage.sql.exec(
    `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO messages (seq, author, name, at, text, nonce) SELECT i, 'ada', 'Ada', 0, i, 'n' || i FROM n`,
    count,
  );
  return new MessageStore(storage, roomSchema(storage), LIMITS);
}

/** A room has a row for each relay with clients. In `npm run test:relays` the second client of a room is on one. */
const FIRST_ON_RELAY = HAS_RELAYS ? 1 : 0;

describe("a message", () => {
  it("costs one row, presence and limits included", async () => {
    const rows = uniqueRoom("rows");
    const [first, second] = [await SocketClient.join(rows), await SocketClient.join(rows)];
    await first.request("message:send", { nonce: "0", text: "the first one makes the table" });
    const written = await rowsWritten(rows, async () => {
      for (let i = 1; i <= 10; i++) {
        await first.request("message:send", { nonce: String(i), text: "plain", after: i - 1 });
        await second.waitFor("messages", ([message]) => message?.seq === i + 1);
      }
    });
    expect(written).toBe(10);
  });

  it("costs nothing when it is sent again, read, or refused", async () => {
    const retries = uniqueRoom("retries");
    const visitor = await SocketClient.join(retries);
    const first = await visitor.request("message:send", { nonce: "1", text: "once" });
    const written = await rowsWritten(retries, async () => {
      expect(await visitor.request("message:send", { nonce: "1", text: "twice" })).toEqual(first);
      await visitor.request("message:send", { nonce: "1", text: "" });
      await visitor.request("history:get", {});
      visitor.emit("typing", { active: true });
      await (await SocketClient.join(retries)).waitFor("welcome");
    });
    expect(written).toBe(FIRST_ON_RELAY);
  });

  it("is stored once, however often it is sent, also across a sleep", async () => {
    const once = uniqueRoom("once");
    const visitor = await SocketClient.join(once);
    const first = await visitor.request("message:send", { nonce: "n", text: "hello", after: 0 });
    await visitor.request("message:send", { nonce: "other", text: "other" });
    await evictDurableObject(env.ROOMS.getByName(once));
    const again = await SocketClient.join(once, { token: visitor.welcome.you.token, lastSeq: 2 });
    expect(await again.request("message:send", { nonce: "n", text: "hello", after: 0 })).toEqual(first);
    expect((await again.request("history:get", {})) as object).toMatchObject({
      messages: [{ seq: 1 }, { seq: 2 }],
    });
  });

  it("of another author may have the same nonce", async () => {
    const nonces = uniqueRoom("nonces");
    await withLog(nonces, (log) => {
      expect(append(log, ada, { nonce: "n", text: "hers" }, 0)).toMatchObject({
        isNew: true,
        message: { seq: 1 },
      });
      expect(append(log, bob, { nonce: "n", text: "his" }, 0)).toMatchObject({
        isNew: true,
        message: { seq: 2 },
      });
      expect(append(log, ada, { nonce: "n", text: "again" }, 0)).toMatchObject({
        isNew: false,
        message: { seq: 1 },
      });
    });
  });

  it("is known again within the last 1,000, or since what its author had seen", async () => {
    const reach = uniqueRoom("reach");
    await withLog(reach, (empty, storage) => {
      const log = fill(empty, storage, 3_000);
      expect(append(log, ada, { nonce: "n2001", text: "" }, 0).message.seq).toBe(2_001);
      expect(append(log, ada, { nonce: "n2000", text: "", after: 1_999 }, 0).message.seq).toBe(2_000);
      expect(append(log, ada, { nonce: "n2000", text: "too far back to know", after: 2_000 }, 0).isNew).toBe(
        true,
      );
      expect(append(log, ada, { nonce: "n2500", text: "", after: 9_999 }, 0).message.seq).toBe(2_500);
    });
  });

  it("is refused as stale when its author is too far behind to tell", async () => {
    const stale = uniqueRoom("stale");
    await withLog(stale, (empty, storage) => {
      const log = fill(empty, storage, 10_001);
      expect(append(log, ada, { nonce: "n2", text: "", after: 1 }, 0).message.seq).toBe(2);
      expect(() => append(log, ada, { nonce: "new", text: "", after: 0 }, 0)).toThrow(RoomError);
      expect(log.lastSeq).toBe(10_001);
    });
  });
});

describe("history", () => {
  it.each<[HistoryPayload, number[], unknown]>([
    [{ limit: 3 }, [8, 9, 10], true],
    [{ limit: 10 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], false],
    [{ before: 4, limit: 2 }, [2, 3], true],
    [{ before: 4, limit: 3 }, [1, 2, 3], false],
    [{ before: 1 }, [], false],
    [{ before: 999, limit: 1 }, [10], true],
    [{ after: 7, limit: 2 }, [8, 9], true],
    [{ after: 7, limit: 3 }, [8, 9, 10], false],
    [{ after: 10 }, [], false],
    [{ around: 5, limit: 1 }, [5], { before: true, after: true }],
    [{ around: 5, limit: 4 }, [4, 5, 6, 7], { before: true, after: true }],
    [{ around: 1, limit: 4 }, [1, 2, 3, 4], { before: false, after: true }],
    [{ around: 10, limit: 4 }, [7, 8, 9, 10], { before: true, after: false }],
    [{ around: 5, limit: 50 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { before: false, after: false }],
  ])("%j is %j", async (query, seqs, hasMore) => {
    const history = uniqueRoom("history");
    await withLog(history, (empty, storage) => {
      if (empty.lastSeq === 0) fill(empty, storage, 10);
      const page = new MessageStore(storage, roomSchema(storage), LIMITS).page(query);
      expect(page.messages.map(({ seq }) => seq)).toEqual(seqs);
      expect(page.hasMore).toEqual(hasMore);
    });
  });

  it("over HTTP is the same as over the socket", async () => {
    const http = uniqueRoom("http");
    const visitor = await SocketClient.join(http);
    for (const nonce of ["1", "2", "3"]) await visitor.request("message:send", { nonce, text: nonce });
    const response = await send(`/api/rooms/${http}/messages?before=3&limit=1`);
    expect(await response.json()).toEqual(await visitor.request("history:get", { before: 3, limit: 1 }));
  });
});

describe("coming back", () => {
  const messagesOf = (visitor: SocketClient) => visitor.welcome.messages.map(({ seq }) => seq);

  it("brings just what was missed, or the newest page and a gap where that is too much", async () => {
    const resume = uniqueRoom("resume");
    await withLog(resume, (log, storage) => fill(log, storage, 300));
    await evictDurableObject(env.ROOMS.getByName(resume));
    const up = await SocketClient.join(resume, { lastSeq: 300 });
    expect(up.welcome).toMatchObject({ messages: [], gap: false, lastSeq: 300 });
    const behind = await SocketClient.join(resume, { lastSeq: 100 });
    expect(behind.welcome.gap).toBe(false);
    expect(messagesOf(behind)).toEqual(Array.from({ length: 200 }, (_, i) => 101 + i));
    const farBehind = await SocketClient.join(resume, { lastSeq: 99 });
    expect(farBehind.welcome.gap).toBe(true);
    expect(messagesOf(farBehind)).toEqual(Array.from({ length: 50 }, (_, i) => 251 + i));
    const fromElsewhere = await SocketClient.join(resume, { lastSeq: 5_000 });
    expect(fromElsewhere.welcome).toMatchObject({ gap: true, lastSeq: 300 });
    const newcomer = await SocketClient.join(resume);
    expect(newcomer.welcome.gap).toBe(false);
    expect(messagesOf(newcomer)).toHaveLength(50);
  });

  it("to a room that was deleted and created again brings its newest page, whichever of the two has more", async () => {
    const recreated = uniqueRoom("recreated");
    const talk = async (owner: SocketClient, texts: string[]) => {
      let at = 0;
      for (const text of texts) {
        const sent = await owner.request("message:send", { nonce: text, text });
        at = (sent as unknown as { message: { at: number } }).message.at;
      }
      return at;
    };
    const before = await SocketClient.join(recreated);
    const lastAt = await talk(before, ["one", "two"]);
    const seen = { lastSeq: 2, lastAt, rev: 0 };
    expect((await SocketClient.join(recreated, seen)).welcome).toMatchObject({ gap: false, messages: [] });
    await before.request("room:delete", {});
    await before.disconnected();
    // No one is admitted until the deletion is complete.
    const after = await vi.waitUntil(() => SocketClient.join(recreated).catch(() => undefined), {
      timeout: 30_000,
    });
    await vi.waitUntil(() => Date.now() > lastAt);
    await talk(after, ["three", "four", "five"]);
    const back = await SocketClient.join(recreated, seen);
    expect(back.welcome).toMatchObject({ gap: true, lastSeq: 3 });
    expect(messagesOf(back)).toEqual([1, 2, 3]);
    // The nonce is not stored any more, so only the number can tell.
    await runInDurableObject(env.ROOMS.getByName(recreated), (_, { storage }) =>
      storage.sql.exec("DELETE FROM messages WHERE seq <= 2"),
    );
    expect((await SocketClient.join(recreated, seen)).welcome).toMatchObject({ gap: false });
  });
});

describe("a client that is far behind", () => {
  it("walks from where they were to the newest message in pages, and misses none", async () => {
    const walk = uniqueRoom("walk");
    await withLog(walk, (log, storage) => fill(log, storage, 450));
    await evictDurableObject(env.ROOMS.getByName(walk));
    const ada = await SocketClient.join(walk, { lastSeq: 100 });
    expect(ada.welcome).toMatchObject({ gap: true, lastSeq: 450 });
    const seqs: number[] = [];
    for (let after = 100, hasMore = true; hasMore; after = seqs.at(-1) ?? Number.NaN) {
      const page = (await ada.request("history:get", { after, limit: 100 })) as unknown as HistoryPage;
      seqs.push(...page.messages.map(({ seq }) => seq));
      hasMore = page.hasMore === true;
    }
    expect(seqs).toEqual(Array.from({ length: 350 }, (_, i) => 101 + i));
  });
});

describe("a room that is only looked at", () => {
  const tables = (room: string) =>
    runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) =>
      storage.sql
        .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray(),
    );

  it("has no object after a refused upgrade, and nothing kept after its page", async () => {
    const justLooking = uniqueRoom("just-looking");
    const before = await listDurableObjectIds(env.ROOMS);
    await send(`/rooms/${justLooking}/socket.io/?EIO=4&transport=websocket`, {
      headers: { Upgrade: "websocket", Origin: "https://evil.example" },
    });
    expect(await listDurableObjectIds(env.ROOMS)).toHaveLength(before.length);
    // The page asks the room for its newest messages, which writes nothing.
    await (await send(`/rooms/${justLooking}`)).text();
    expect(await tables(justLooking)).toEqual([]);
  });

  it("keeps nothing: reading its history, or being in it without a word, makes no table", async () => {
    const silent = uniqueRoom("silent");
    await send(`/api/rooms/${silent}/messages`);
    const visitor = await SocketClient.join(silent);
    await visitor.request("history:get", {});
    await visitor.request("profile:set", { name: "Ada" });
    expect(await tables(silent)).toEqual([]);
    await visitor.request("message:send", { nonce: "1", text: "a word" });
    expect(await tables(silent)).toContainEqual({ name: "messages" });
  });
});
