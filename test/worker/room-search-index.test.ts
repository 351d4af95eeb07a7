/** The search index of a room: correct results, its cost, and when it is created and dropped. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SearchQuery } from "../../src/room/search/search-query.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { hostileText } from "./hostile-values.ts";
import { rowsWritten } from "./rows-written.ts";
import { numberedTexts, numRuns, withSearchRoom } from "./search-room.ts";
import { SocketClient } from "./socket-client.ts";

describe("search results", () => {
  it("are the same before and after the index is updated", async () => {
    const behind = uniqueRoom("behind");
    const limits = { searchIndex: 256, searchScan: 500 };
    await withSearchRoom(
      behind,
      ({ say, search, find, index }) => {
        say("an early needle", ...numberedTexts(3_000), "a late needle");
        const first = search.find({ query: "needle" });
        expect(first.messages.map(({ seq }) => seq)).toEqual([3_002]);
        expect(first.cursor).toBeDefined();
        expect(index.lastSeq).toBeLessThan(300);
        expect(find("needle")).toEqual([3_002, 1]);
        while (index.lastSeq < 2_700) index.catchUp();
        expect(find("needle")).toEqual([3_002, 1]);
      },
      limits,
    );
  });

  it("are correct when more messages changed than are indexed at once", async () => {
    const allChanged = uniqueRoom("all-changed");
    await withSearchRoom(allChanged, ({ changes, say, find }) => {
      say(...numberedTexts(4_000));
      expect(find("number 4000")).toEqual([4_000]);
      for (let seq = 1; seq <= 4_000; seq += 32) changes.edit("ada", { seq, text: "edited" }, 0);
      expect(find("edited")).toHaveLength(125);
      expect(find("number 33")).not.toContain(33);
      expect(find("number 34")).toContain(34);
    });
  });

  it("include a block with more words than a row can hold", async () => {
    const wideRoom = uniqueRoom("wide");
    const limits = { textLength: 1_000_000 };
    await withSearchRoom(
      wideRoom,
      ({ say, find }) => {
        const wide = Array.from({ length: 100_000 }, (_, i) => `w${i.toString(36)}`).join(" ");
        say(`${wide} needle`, ...numberedTexts(400));
        expect(find("needle")).toEqual([1]);
      },
      limits,
    );
  });

  it(
    "equal those of a scan of all messages, after any changes",
    async () => {
      const words = [
        "Rocket",
        "rock",
        "café",
        "東京",
        "🚀",
        "a",
        "don't",
        "__proto__",
        '"',
        "words:a",
        "OR",
        "*",
      ];
      const text = fc.oneof(
        fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((some) => some.join(" ")),
        hostileText,
      );
      const seq = fc.integer({ min: 1, max: 700 });
      const step = fc.oneof(
        { weight: 3, arbitrary: fc.record({ say: text, times: fc.integer({ min: 1, max: 300 }) }) },
        { weight: 3, arbitrary: fc.record({ edit: seq, text }) },
        { weight: 2, arbitrary: fc.record({ remove: seq }) },
        { weight: 1, arbitrary: fc.record({ trim: seq }) },
        { weight: 4, arbitrary: fc.record({ find: text }) },
      );
      const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), (steps) =>
        withSearchRoom(
          uniqueRoom("model"),
          ({ messages: log, changes, say, find }) => {
            const all = () => log.select("ORDER BY seq DESC");
            for (const one of steps) {
              if ("say" in one) say(...numberedTexts(one.times), one.say);
              else if ("edit" in one && log.find(one.edit)?.deleted === undefined && log.find(one.edit))
                changes.edit("ada", { seq: one.edit, text: one.text }, 0);
              else if ("remove" in one && log.find(one.remove)) changes.delete(changes.find(one.remove));
              else if ("trim" in one && one.trim < log.lastSeq) log.removeUpTo(one.trim);
              else if ("find" in one) {
                const query = new SearchQuery(one.find);
                const expected = query.isEmpty ? [] : all().filter((message) => query.matches(message.text));
                expect(find(one.find)).toEqual(expected.map((message) => message.seq));
              }
            }
          },
          { searchIndex: 300, searchScan: 200, searchPage: 7 },
        ),
      );
      await fc.assert(property, { numRuns });
      // Each takes 0.1 s, and ten times as long on a busy machine.
    },
    60_000 + 1_000 * numRuns,
  );
});

describe("the index", () => {
  const tables = (room: string) =>
    runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) =>
      storage.sql
        .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE name LIKE 'message_index%'")
        .toArray(),
    );

  it("costs a row for 32 messages, and a plain message in a room that is searched still costs one row", async () => {
    const room = "index-cost";
    await withSearchRoom(room, ({ say }) => say(...numberedTexts(999)));
    const visitor = await SocketClient.join(room);
    await visitor.request("message:send", { nonce: "1", text: "number 1000" });
    const indexed = await rowsWritten(room, () => visitor.request("search", { query: "number" }));
    // 1,000 messages are 31 blocks of 32.
    expect(indexed).toBeGreaterThanOrEqual(31);
    expect(indexed).toBeLessThan(40);
    expect(await rowsWritten(room, () => visitor.request("search", { query: "number" }))).toBe(0);
    const payload = { nonce: "2", text: "number 1001", after: 1_000 };
    expect(await rowsWritten(room, () => visitor.request("message:send", payload))).toBe(1);
    expect(await rowsWritten(room, () => visitor.request("message:edit", { seq: 1_000, text: "x" }))).toBe(2);
  });

  it("is not created in a small room, nor without searches", async () => {
    const smallSearch = uniqueRoom("small-search");
    const visitor = await SocketClient.join(smallSearch);
    await visitor.request("search", { query: "x" });
    expect(await tables(smallSearch)).toEqual([]);
    await visitor.request("message:send", { nonce: "1", text: "word" });
    const written = await rowsWritten(smallSearch, async () => {
      expect(await visitor.request("search", { query: "wor" })).toMatchObject({ messages: [{ seq: 1 }] });
    });
    expect(written).toBe(0);
    expect(await tables(smallSearch)).toEqual([]);
  });

  it("forgets erased messages at once, and a deleted room", async () => {
    const erased = uniqueRoom("erased");
    const owner = await SocketClient.join(erased);
    const { id } = owner.welcome.you;
    await owner.request("message:send", { nonce: "1", text: "mine" });
    await withSearchRoom(erased, ({ say }) => say(...numberedTexts(500)));
    await evictDurableObject(env.ROOMS.getByName(erased));
    await owner.request("search", { query: "mine" });
    expect(await tables(erased)).not.toEqual([]);
    expect(await owner.request("member:erase", { id })).toEqual({ ok: true });
    expect(await tables(erased)).toEqual([]);
    expect(await owner.request("search", { query: "mine" })).toEqual({ ok: true, messages: [] });
    expect(await owner.request("search", { query: "number 500" })).toMatchObject({
      messages: [{ seq: 501 }],
    });
    await owner.request("room:delete", {});
    await owner.disconnected();
    const visitor = await SocketClient.join(erased);
    expect(await visitor.request("search", { query: "number" })).toEqual({ ok: true, messages: [] });
    expect(await tables(erased)).toEqual([]);
  });
});
