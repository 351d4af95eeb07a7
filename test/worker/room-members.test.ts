import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { MemberList } from "../../src/room/connections/member-list.ts";
import type { Member, MembersPage } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { fromCursor } from "../../src/shared/validation/cursor.ts";
import { check, type MembersPlace, schemasFor } from "../../src/shared/validation/schemas.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { SocketClient } from "./socket-client.ts";

const entry = ({ id, name }: Member, socketId = id) => ({ id, name, socketId });
const person = (name: string, id = name): Member => ({ id, name });
const placeOf = (cursor: string | undefined) =>
  cursor === undefined ? undefined : (fromCursor(cursor) as MembersPlace);

function rosterOf(...names: string[]): MemberList {
  const memberList = new MemberList({ membersListed: 2, membersPage: 3, membersScan: 5 });
  memberList.fill(names.map((name) => entry(person(name))));
  return memberList;
}

/** The names on all pages. `between` runs after each page. */
function walk(memberList: MemberList, between = (_page: number) => {}, query?: string): string[] {
  const names: string[] = [];
  for (let page = 1, cursor: string | undefined, more = true; more; page++) {
    const { members, cursor: next } = memberList.page({ cursor: placeOf(cursor), query });
    names.push(...members.map(({ name }) => name));
    between(page);
    cursor = next;
    more = next !== undefined;
  }
  return names;
}

describe("pages of members", () => {
  it("are sorted by name, whatever the case and accents", () => {
    expect(walk(rosterOf("zoë", "Émile", "eve", "ada", "Bob", "Zoe", "Ångström"))).toEqual([
      "ada",
      "Ångström",
      "Bob",
      "Émile",
      "eve",
      "Zoe",
      "zoë",
    ]);
  });

  it("contain each member who stays once, whatever members join and leave", () => {
    const memberList = rosterOf("b", "d", "f", "h", "j", "l");
    const names = walk(memberList, (page) => {
      if (page > 1) return;
      // The last member of the first page, the first of the next, and new members on both sides.
      memberList.leave(entry(person("f")));
      memberList.leave(entry(person("h")));
      memberList.join(entry(person("a")));
      memberList.join(entry(person("g")));
    });
    expect(names).toEqual(["b", "d", "f", "g", "j", "l"]);
    expect(walk(memberList)).toEqual(["a", "b", "d", "g", "j", "l"]);
  });

  it("contain every one of several people with the same name, and a person with two tabs once", () => {
    const memberList = rosterOf("x");
    for (const id of ["1", "2", "3", "4"]) memberList.join(entry(person("Ada", id)));
    memberList.join(entry(person("Ada", "2"), "second tab"));
    const first = memberList.page({});
    const second = memberList.page({ cursor: placeOf(first.cursor) });
    expect(first.members.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect(second).toEqual({ members: [person("Ada", "4"), person("x")] });
  });

  it("contain a name that was changed", () => {
    const memberList = rosterOf("a", "b", "c");
    memberList.page({});
    memberList.rename("a", "z");
    expect(walk(memberList)).toEqual(["b", "c", "z"]);
    memberList.join(entry(person("y", "a"), "second tab"));
    expect(walk(memberList)).toEqual(["b", "c", "y"]);
    memberList.leave(entry(person("y", "a"), "second tab"));
    memberList.leave(entry(person("y", "a")));
    expect(walk(memberList)).toEqual(["b", "c"]);
  });
});

describe("finding members by name", () => {
  const found = (query: string, ...names: string[]) => walk(rosterOf(...names), undefined, query);

  it("finds the beginning of any word of a name, whatever its case and accents", () => {
    const names = ["Grace Hopper", "hope", "Shop", "Élodie", "Jean-Hope", "Ho"];
    expect(found("hop", ...names)).toEqual(["Grace Hopper", "hope", "Jean-Hope"]);
    expect(found("ELO", ...names)).toEqual(["Élodie"]);
    expect(found("grace ho", ...names)).toEqual(["Grace Hopper"]);
    expect(found(" hope ", ...names)).toEqual(["hope", "Jean-Hope"]);
    expect(found("opper", ...names)).toEqual([]);
  });

  it("finds letters inside a name where a script puts no spaces between words", () => {
    expect(found("小", "王小明", "小王", "明")).toEqual(["小王", "王小明"]);
    expect(found("明", "王小明")).toEqual(["王小明"]);
  });

  it("finds all members for a query of spaces, and no one if no name matches", () => {
    expect(found("  ", "b", "a")).toEqual(["a", "b"]);
    expect(found("[a-z]", "a", "b")).toEqual([]);
  });

  it("scans a limited number at a time and continues there, whatever members join and leave", () => {
    const names = ["a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "c1", "c2", "c3", "d1", "z a"];
    const memberList = rosterOf(...names);
    const first = memberList.page({ query: "b" });
    expect(first).toEqual({ members: [], cursor: expect.any(String) });
    // It continues after the cursor, which does not move.
    memberList.leave(entry(person("a5")));
    memberList.join(entry(person("b0")));
    const second = memberList.page({ query: "b", cursor: placeOf(first.cursor) });
    expect(second.members.map(({ name }) => name)).toEqual(["b0", "b1", "b2"]);
    expect(walk(memberList, undefined, "b")).toEqual(["b0", "b1", "b2"]);
    expect(walk(memberList, undefined, "a")).toEqual(["a1", "a2", "a3", "a4", "a6", "z a"]);
  });

  it("includes the idle state, as the list of a small room does", () => {
    const memberList = rosterOf("ada", "bob", "cem");
    memberList.setIdle({ ...entry(person("bob")), idle: true });
    expect(memberList.page({})).toEqual({
      members: [person("ada"), { ...person("bob"), idle: true }, person("cem")],
    });
    expect(memberList.page({ ids: ["bob", "nobody", "bob"] })).toEqual({
      members: [{ ...person("bob"), idle: true }],
    });
  });
});

describe("members:get", () => {
  it("returns the members, after a sleep too", async () => {
    const room = uniqueRoom("people");
    const ada = await SocketClient.join(room, { name: "Ada" });
    await SocketClient.join(room, { name: "Bob" });
    const names = async () => {
      const { members } = (await ada.request("members:get", {})) as unknown as MembersPage;
      return members.map(({ name }) => name);
    };
    expect(await names()).toEqual(["Ada", "Bob"]);
    await evictDurableObject(env.ROOMS.getByName(room));
    expect(await names()).toEqual(["Ada", "Bob"]);
  });

  it("finds by name and by id, after a sleep too", async () => {
    const room = uniqueRoom("finding");
    const ada = await SocketClient.join(room, { name: "Ada Lovelace" });
    const bob = await SocketClient.join(room, { name: "Bob" });
    await evictDurableObject(env.ROOMS.getByName(room));
    const found = async (payload: object) =>
      ((await ada.request("members:get", payload)) as unknown as MembersPage).members.map(({ name }) => name);
    expect(await found({ query: "love" })).toEqual(["Ada Lovelace"]);
    expect(await found({ query: "LOVELESS" })).toEqual([]);
    expect(await found({ ids: [bob.welcome.you.id, "gone"] })).toEqual(["Bob"]);
  });

  it.each([
    [{ query: 7 }, "invalid"],
    [{ query: null }, "invalid"],
    [{ query: "x".repeat(LIMITS.queryLength + 1) }, "too_large"],
    [{ ids: "a" }, "invalid"],
    [{ ids: ["not an id"] }, "invalid"],
    [{ ids: Array.from({ length: LIMITS.membersPage + 1 }, (_, index) => `id-${index}`) }, "too_large"],
    [{ ids: ["a"], query: "a" }, "invalid"],
  ])("refuses %j", (payload, code) => {
    expect(check(schemasFor(LIMITS).members, payload)).toMatchObject({ error: { code } });
  });

  it.each([["x"], ["W10"], ["WyJhIl0"], ["eyJ9"], [7], [null], [{}]])(
    "rejects %j, which is no cursor",
    (cursor) => {
      expect(check(schemasFor(LIMITS).members, { cursor })).toMatchObject({ error: { code: "invalid" } });
    },
  );

  it("rejects a cursor that is too long before decoding it", () => {
    const checked = check(schemasFor(LIMITS).members, { cursor: "W".repeat(2_000) });
    expect(checked).toMatchObject({ error: { code: "too_large" } });
  });
});
