/** Search in the messages of a room. */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { SearchPage } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { check, schemasFor } from "../../src/shared/validation/schemas.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { numberedTexts, withSearchRoom } from "./search-room.ts";
import { SocketClient } from "./socket-client.ts";

describe("search results", () => {
  it("have the newest message first, page by page, each message once", async () => {
    const pages = uniqueRoom("pages");
    await withSearchRoom(pages, ({ say, find, search }) => {
      say(...numberedTexts(1_000), "the needle", "number of the end");
      const page = search.find({ query: "number" });
      expect(page.messages.map(({ seq }) => seq).slice(0, 3)).toEqual([1_002, 1_000, 999]);
      expect(page.messages).toHaveLength(LIMITS.searchPage);
      expect(find("number")).toHaveLength(1_001);
      expect(find("needle")).toEqual([1_001]);
      expect(find("number 7")).toHaveLength(111);
      expect(find("nothing of it")).toEqual([]);
    });
  });

  it("with a literal whose words are in every message continue after the cursor, at a limited cost per page", async () => {
    await withSearchRoom(
      uniqueRoom("literal"),
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
    await withSearchRoom(changed, ({ messages: log, changes, index, say, find }) => {
      say(...numberedTexts(600));
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
});

describe("search", () => {
  it("returns pages over a socket, after a sleep too", async () => {
    const searched = uniqueRoom("searched");
    await withSearchRoom(searched, ({ say }) => say(...numberedTexts(400)));
    const visitor = await SocketClient.join(searched);
    const ask = async (payload: object) =>
      (await visitor.request("search", payload)) as unknown as SearchPage;
    const first = await ask({ query: "numb" });
    await evictDurableObject(env.ROOMS.getByName(searched));
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
    await withSearchRoom(syntax, ({ messages: log, say, search }) => {
      if (log.lastSeq === 0) say(...numberedTexts(400));
      expect(search.find({ query }).messages.every(({ text }) => text.startsWith("number"))).toBe(true);
    });
    const visitor = await SocketClient.join(syntax);
    expect(await visitor.request("search", { query })).toMatchObject({ ok: true });
  });

  it("rejects an invalid query, one that is too long, and an invalid cursor", () => {
    const codeOfPayload = (payload: unknown) => {
      const result = check(schemasFor(LIMITS).search, payload);
      return result.ok ? "ok" : result.error.code;
    };
    expect(codeOfPayload({})).toBe("invalid");
    expect(codeOfPayload({ query: 1 })).toBe("invalid");
    expect(codeOfPayload({ query: "x".repeat(100) })).toBe("ok");
    expect(codeOfPayload({ query: "x".repeat(101) })).toBe("too_large");
    expect(codeOfPayload({ query: "x", cursor: "x" })).toBe("invalid");
    expect(codeOfPayload({ query: "x", cursor: "LTE" })).toBe("invalid");
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
