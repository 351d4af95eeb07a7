import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { SearchIndex } from "../../src/room/search/search-index.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import type { SearchPage } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { append } from "./append.ts";
import { rowsRead } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

/** The numbers of messages to compare: of a week, and of years. */
const SIZES = [1_000, 20_000];

/** Creates a room with `count` messages, one in 100 with the word "needle", and evicts it. */
async function roomOf(count: number, name: string, indexed = false): Promise<string> {
  const room = `${name}-${count}`;
  const stub = env.ROOMS.getByName(room);
  await runInDurableObject(stub, (_, { storage }) => {
    const log = new MessageStore(storage, roomSchema(storage), LIMITS);
    append(log, { id: "ada", name: "Ada" }, { nonce: "n1", text: "the first" }, 0);
    storage.sql.exec(
      `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO messages (seq, author, name, at, text, nonce)
       SELECT i, 'ada', 'Ada', 0, iif(i % 100 = 0, 'a needle', 'some hay'), 'n' || i FROM n`,
      count,
    );
    if (!indexed) return;
    const index = new SearchIndex(storage, new MessageStore(storage, roomSchema(storage), LIMITS), LIMITS);
    for (let turn = 0; turn < count / LIMITS.searchIndex + 1; turn++) index.catchUp();
    // All complete blocks of the index.
    expect(index.lastSeq).toBeGreaterThan(count - 300);
  });
  await evictDurableObject(stub);
  return room;
}

/** The rows that each of the two rooms reads during the same work. */
async function compare(
  name: string,
  work: (visitor: SocketClient, size: number) => Promise<unknown>,
  indexed = false,
): Promise<number[]> {
  const counts = [];
  for (const size of SIZES) {
    const room = await roomOf(size, name, indexed);
    const visitor = await SocketClient.join(room);
    counts.push(await rowsRead(room, () => work(visitor, size)));
  }
  return counts;
}

describe("a room of 20,000 messages reads as many rows as one of 1,000", () => {
  it("when its object wakes and a client joins", async () => {
    const counts = [];
    for (const size of SIZES) {
      const room = await roomOf(size, "opened");
      counts.push(await rowsRead(room, () => SocketClient.join(room)));
    }
    expect(counts[0]).toBeGreaterThan(LIMITS.historyDefault);
    expect(counts[0]).toBeLessThan(65);
    expect(counts[1]).toBe(counts[0]);
  });

  it("when a client resumes with missed messages", async () => {
    const counts = await compare("missed", async ({ welcome }) => {
      const { welcome: again } = await SocketClient.join(`missed-${welcome.lastSeq}`, {
        lastSeq: welcome.lastSeq - 100,
        rev: 0,
      });
      expect(again.messages).toHaveLength(100);
    });
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(counts[0]);
  });

  it("when a client loads older messages, or those around a message", async () => {
    const counts = await compare("back", async (visitor, size) => {
      for (let page = 0; page < 5; page++)
        await visitor.request("history:get", { before: size - page * 100, limit: 100 });
      await visitor.request("history:get", { around: size / 2 });
    });
    expect(counts[0]).toBeLessThan(5 * 101 + 2 * 51 + 1);
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(counts[0]);
  });

  it("when a message is sent and checked against earlier sends of its author", async () => {
    const counts = await compare("sent", async (visitor, size) => {
      await visitor.request("message:send", { nonce: "x", text: "x", after: size - 200 });
      await visitor.request("message:send", { nonce: "x", text: "x", after: size - 200 });
      await visitor.request("message:send", { nonce: "y", text: "y" });
    });
    expect(counts[0]).toBeGreaterThan(1_000);
    expect(counts[1]).toBe(counts[0]);
  });

  it("when a member reacts to an old message", async () => {
    const counts = await compare("reacted", (visitor) =>
      visitor.request("reaction:set", { seq: 7, emoji: "👍", on: true }),
    );
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(counts[0]);
  });

  it("for a page of search results", async () => {
    const counts = await compare(
      "found",
      async (visitor) => {
        for (const query of ["hay", "so", "s"]) {
          const { messages } = (await visitor.request("search", { query })) as unknown as SearchPage;
          expect(messages).toHaveLength(LIMITS.searchPage);
        }
      },
      true,
    );
    expect(counts[1]).toBeLessThan((counts[0] as number) * 1.2);
  });

  it("for a search for a word of the oldest message", async () => {
    const counts = await compare(
      "first",
      async (visitor) => {
        expect(await visitor.request("search", { query: "fir" })).toMatchObject({ messages: [{ seq: 1 }] });
      },
      true,
    );
    // Its block, and the newest messages, which are not indexed yet.
    expect(counts).toHaveLength(SIZES.length);
    for (const count of counts) {
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThan(32 + 300);
    }
  });
});
