import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageChanges } from "../../src/room/messages/message-changes.ts";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { MessageSearch } from "../../src/room/search/message-search.ts";
import { SearchIndex } from "../../src/room/search/search-index.ts";
import { SearchQuery } from "../../src/room/search/search-query.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import type { SearchPage } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { fromCursor } from "../../src/shared/validation/cursor.ts";
import { check, schemasFor } from "../../src/shared/validation/schemas.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { append } from "./append.ts";
import { hostileText } from "./hostile-values.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

const ada = { id: "ada", name: "Ada" };

interface Parts {
  log: MessageStore;
  changes: MessageChanges;
  index: SearchIndex;
  search: MessageSearch;
  say: (...texts: string[]) => void;
  /** The `seq` of all results, on all pages. */
  find: (query: string) => number[];
}

/** Runs `work` with the search of an empty room, inside its object. */
function withRoom(room: string, work: (deps: Parts) => void, limits = {}): Promise<void> {
  return runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
    const all = { ...LIMITS, searchBurst: 1_000, ...limits };
    const log = new MessageStore(storage, roomSchema(storage), all);
    const index = new SearchIndex(storage, log, all);
    const search = new MessageSearch(log, index, new ManualClock(), all);
    const say = (...texts: string[]) => {
      for (const text of texts) append(log, ada, { nonce: `n${log.lastSeq}`, text, after: log.lastSeq }, 0);
    };
    const find = (query: string) => {
      const found: number[] = [];
      for (let cursor: number | undefined, more = true; more; ) {
        const page = search.find({ query, cursor });
        found.push(...page.messages.map(({ seq }) => seq));
        cursor = page.cursor === undefined ? undefined : (fromCursor(page.cursor) as number);
        more = cursor !== undefined;
      }
      return found;
    };
    work({ log, changes: new MessageChanges(log, all), index, search, say, find });
  });
}

/** Texts for more than one block of the index. */
const plenty = (count: number) => Array.from({ length: count }, (_, i) => `number ${i + 1}`);

const numRuns = Number((env as { FUZZ_RUNS?: string }).FUZZ_RUNS || 25);

describe("a query", () => {
  it.each([
    ["rocket", "A Rocket!", true],
    ["rock", "a rocket", true],
    ["ocket", "a rocket", false],
    ["engine rocket", "a rocket and its engine", true],
    ["rock engine", "a rocket and its engine", false],
    ["rocket engine", "a rocket", false],
    ["cafe", "Café", true],
    ["CAFÉ", "cafe", true],
    ["strasse", "Straße", true],
    ["don't", "I don't", true],
    ["don't", "t, don", false],
    ["14:3", "at 14:30", true],
    ["東京", "今日は東京です", true],
    ["京東", "今日は東京です", false],
    ["กรุงเทพ", "ไปกรุงเทพมหานคร", true],
    ["серв", "Сервер упал", true],
    ["مرحبا", "مَرْحَبًا", true],
    ["हिन्दी", "हिन्दी में", true],
    ["서", "서울에서", true],
    ["🚀", "lift off🚀now", true],
    ["👍", "👍🏽", true],
    ["❤", "❤️", true],
    ["1", "1️⃣", true],
    ["*", "a * b", false],
    ["", "anything", false],
    ["C++", "I write C++.", true],
    ["c++", "(C++17)", true],
    ["C++", "C, and more C", false],
    ["C#", "C# or F#", true],
    ["C#", "a C major", false],
    ["C", "I write C++", true],
    [".NET", "on ASP.NET", true],
    [".NET", "the net", false],
    ["foo_bar", "call foo_bar()", true],
    ["foo_bar", "foo bar", false],
    ["foo_bar", "my xfoo_bar", false],
    ["node.js", "with Node.js, fast", true],
    ["node.js", "a node. JS too", false],
    ["node.js", "node.json", true],
    ["node.js is", "node.json is", false],
    ['"exact phrase"', "the Exact\n phrase.", true],
    ['"exact phrase"', "exact phrases", false],
    ['"exact phr', "exact phrases", true],
    ['"exact phrase"', "a phrase that is exact", false],
    ['"phrase" exac', "exact phrase", true],
    ["„genau so“", "Ganz genau so!", true],
    ['"one, two"', "one two", false],
    ["AND", "this and that", true],
    ["AND", "this or that", false],
    ["a AND b", "a b", false],
    ["NEAR(", "NEAR(one two)", true],
    ["NEAR(", "near me", false],
    ["foo()", "then foo() ends", true],
    ["foo()", "then foo ends", false],
    ["ada@example.org", "write to Ada@Example.org!", true],
    ["ada@example.org", "ada, example, org", false],
    ["/etc/hosts", "see /etc/hosts:3", true],
    ["/etc/hosts", "etc. hosts", false],
    ["C:\\Users", "in C:\\Users\\ada", true],
    ["#general", "in #general", true],
    ["#general", "in general", false],
    ["100%", "100% sure", true],
    ["100%", "100 times", false],
    ["noon?", "Lunch at noon", true],
    ["(noon),", "Lunch at noon", true],
    ["hello, world", "world: hello", true],
    ["don’t", "I don't", true],
    ["well-known", "a well–known one", true],
    ["東京タワー(赤)", "昨日、東京タワー(赤)へ", true],
    ['"東京タワー"', "昨日、東京タワーへ", true],
    ['"京東"', "東京", false],
    ["𝒜+", "a+b", true],
    ['"', "anything", false],
    ['"" "', "anything", false],
  ])("%j in %j: %j", (query, text, found) => {
    const asked = new SearchQuery(query);
    expect(!asked.isEmpty && asked.matches(text)).toBe(found);
  });
});

describe("search results", () => {
  it("have the newest message first, page by page, each message once", async () => {
    const pages = uniqueRoom("pages");
    await withRoom(pages, ({ say, find, search }) => {
      say(...plenty(1_000), "the needle", "number of the end");
      const page = search.find({ query: "number" });
      expect(page.messages.map(({ seq }) => seq).slice(0, 3)).toEqual([1_002, 1_000, 999]);
      expect(page.messages).toHaveLength(LIMITS.searchPage);
      expect(find("number")).toHaveLength(1_001);
      expect(find("needle")).toEqual([1_001]);
      expect(find("number 7")).toHaveLength(111);
      expect(find("nothing of it")).toEqual([]);
    });
  });

  it("are the same before and after the index is updated", async () => {
    const behind = uniqueRoom("behind");
    const limits = { searchIndex: 256, searchScan: 500 };
    await withRoom(
      behind,
      ({ say, search, find, index }) => {
        say("an early needle", ...plenty(3_000), "a late needle");
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

  it("with a literal whose words are in every message continue after the cursor, at a limited cost per page", async () => {
    await withRoom(
      "literal far back",
      ({ say, search, find }) => {
        say("about C++", ...Array.from({ length: 700 }, () => "about C"), "C++ again", "c + +");
        const first = search.find({ query: "C++" });
        expect(first.messages.map(({ seq }) => seq)).toEqual([702]);
        expect(first.cursor).toBeDefined();
        expect(find("C++")).toEqual([702, 1]);
        expect(find('"about C++"')).toEqual([1]);
        expect(find("c about")).toHaveLength(701);
      },
      { searchScan: 100 },
    );
  });

  it("match the current messages: edited, deleted, erased and removed by retention", async () => {
    const changed = uniqueRoom("changed");
    await withRoom(changed, ({ log, changes, index, say, find }) => {
      say(...plenty(600));
      expect(find("number 100")).toEqual([100]);
      changes.edit("ada", { seq: 100, text: "something else" }, 0);
      changes.edit("ada", { seq: 50, text: "number 100 now" }, 0);
      changes.delete(changes.find(200));
      expect([find("number 100"), find("something"), find("number 200")]).toEqual([[50], [100], []]);
      log.removeUpTo(400);
      expect(find("number")).toEqual(Array.from({ length: 200 }, (_, i) => 600 - i));
      changes.erase("ada", "Nobody");
      index.clear();
      expect(find("number")).toEqual([]);
    });
  });

  it("are correct when more messages changed than are indexed at once", async () => {
    const allChanged = uniqueRoom("all-changed");
    await withRoom(allChanged, ({ changes, say, find }) => {
      say(...plenty(4_000));
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
    await withRoom(
      wideRoom,
      ({ say, find }) => {
        const wide = Array.from({ length: 100_000 }, (_, i) => `w${i.toString(36)}`).join(" ");
        say(`${wide} needle`, ...plenty(400));
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
        withRoom(
          uniqueRoom("model"),
          ({ log, changes, say, find }) => {
            const all = () => log.select("ORDER BY seq DESC");
            for (const one of steps) {
              if ("say" in one) say(...plenty(one.times), one.say);
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
    await withRoom(room, ({ say }) => say(...plenty(999)));
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
    await withRoom(erased, ({ say }) => say(...plenty(500)));
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

describe("search", () => {
  it("returns pages over a socket, after a sleep too", async () => {
    const wire = uniqueRoom("wire");
    await withRoom(wire, ({ say }) => say(...plenty(400)));
    const visitor = await SocketClient.join(wire);
    const ask = async (payload: object) =>
      (await visitor.request("search", payload)) as unknown as SearchPage;
    const first = await ask({ query: "numb" });
    await evictDurableObject(env.ROOMS.getByName(wire));
    const second = await ask({ query: "numb", cursor: first.cursor });
    expect([...first.messages, ...second.messages].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 60 }, (_, i) => 400 - i),
    );
  });

  it.each([
    ['"'],
    ['" OR "'],
    ["number*"],
    ["words:number"],
    ["NEAR(a b)"],
    ["^a"],
    ["a -b"],
    ["a) OR (b"],
    ["'"],
  ])("accepts %j as text", async (query) => {
    const syntax = uniqueRoom("syntax");
    await withRoom(syntax, ({ log, say, search }) => {
      if (log.lastSeq === 0) say(...plenty(400));
      expect(search.find({ query }).messages.every(({ text }) => text.startsWith("number"))).toBe(true);
    });
    const visitor = await SocketClient.join(syntax);
    expect(await visitor.request("search", { query })).toMatchObject({ ok: true });
  });

  it("rejects an invalid query, one that is too long, and an invalid cursor", () => {
    const code = (payload: unknown) => {
      const result = check(schemasFor(LIMITS).search, payload);
      return result.ok ? "ok" : result.error.code;
    };
    expect(code({})).toBe("invalid");
    expect(code({ query: 1 })).toBe("invalid");
    expect(code({ query: "x".repeat(100) })).toBe("ok");
    expect(code({ query: "x".repeat(101) })).toBe("too_large");
    expect(code({ query: "x", cursor: "x" })).toBe("invalid");
    expect(code({ query: "x", cursor: "LTE" })).toBe("invalid");
  });

  it("counts as an event for the rate limit", async () => {
    const searching = uniqueRoom("searching");
    const visitor = await SocketClient.join(searching);
    const answers = Array.from({ length: LIMITS.eventBurst + 20 }, () =>
      visitor.request("search", { query: "x" }),
    );
    expect((await Promise.all(answers)).filter(({ ok }) => !ok)[0]).toMatchObject({
      error: { code: "rate_limited" },
    });
  });
});
