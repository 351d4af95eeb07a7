import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { fromCursor } from "../../src/protocol/cursor.ts";
import type { Member, MembersPage } from "../../src/protocol/index.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import { check, type MembersPlace, schemasFor } from "../../src/protocol/schemas.ts";
import { Roster } from "../../src/room/roster.ts";
import { Visitor } from "./room-visitor.ts";

const seat = ({ id, name }: Member, socketId = id) => ({ id, name, socketId });
const person = (name: string, id = name): Member => ({ id, name });
const placeOf = (cursor: string | undefined) =>
  cursor === undefined ? undefined : (fromCursor(cursor) as MembersPlace);

function rosterOf(...names: string[]): Roster {
  const roster = new Roster({ membersListed: 2, membersPage: 3 });
  roster.fill(names.map((name) => seat(person(name))));
  return roster;
}

/** The names on all pages. `between` runs after each of them. */
function walk(roster: Roster, between = (_page: number) => {}): string[] {
  const names: string[] = [];
  for (let page = 1, cursor: string | undefined, more = true; more; page++) {
    const { members, cursor: next } = roster.page(placeOf(cursor));
    names.push(...members.map(({ name }) => name));
    between(page);
    cursor = next;
    more = next !== undefined;
  }
  return names;
}

describe("the pages of the people who are here", () => {
  it("are in the order of names as they are read, whatever their case and accents", () => {
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

  it("hold everybody once who was here all the while, whoever comes and goes", () => {
    const roster = rosterOf("b", "d", "f", "h", "j", "l");
    const names = walk(roster, (page) => {
      if (page > 1) return;
      // The last one of the first page, the first one of the next, and newcomers on both sides.
      roster.leave(seat(person("f")));
      roster.leave(seat(person("h")));
      roster.join(seat(person("a")));
      roster.join(seat(person("g")));
    });
    expect(names).toEqual(["b", "d", "f", "g", "j", "l"]);
    expect(walk(roster)).toEqual(["a", "b", "d", "g", "j", "l"]);
  });

  it("name people of one name one by one, and a person with two tabs once", () => {
    const roster = rosterOf("x");
    for (const id of ["1", "2", "3", "4"]) roster.join(seat(person("Ada", id)));
    roster.join(seat(person("Ada", "2"), "second tab"));
    const first = roster.page(undefined);
    const second = roster.page(placeOf(first.cursor));
    expect(first.members.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect(second).toEqual({ members: [person("Ada", "4"), person("x")] });
  });

  it("know a new name", () => {
    const roster = rosterOf("a", "b", "c");
    roster.page(undefined);
    roster.rename("a", "z");
    expect(walk(roster)).toEqual(["b", "c", "z"]);
    roster.join(seat(person("y", "a"), "second tab"));
    expect(walk(roster)).toEqual(["b", "c", "y"]);
    roster.leave(seat(person("y", "a"), "second tab"));
    roster.leave(seat(person("y", "a")));
    expect(walk(roster)).toEqual(["b", "c"]);
  });
});

describe("members:get", () => {
  it("names who is here, after a sleep too", async () => {
    const ada = await Visitor.enter("people", { name: "Ada" });
    await Visitor.enter("people", { name: "Bob" });
    const names = async () => {
      const { members } = (await ada.ask("members:get", {})) as unknown as MembersPage;
      return members.map(({ name }) => name);
    };
    expect(await names()).toEqual(["Ada", "Bob"]);
    await evictDurableObject(env.ROOMS.getByName("people"));
    expect(await names()).toEqual(["Ada", "Bob"]);
  });

  it.each([["x"], ["W10"], ["WyJhIl0"], ["eyJ9"], [7], [null], [{}]])(
    "refuses %j, which is no cursor",
    (cursor) => {
      expect(check(schemasFor(LIMITS).members, { cursor })).toMatchObject({ error: { code: "invalid" } });
    },
  );

  it("refuses a cursor that is too long before it reads it", () => {
    const checked = check(schemasFor(LIMITS).members, { cursor: "W".repeat(2_000) });
    expect(checked).toMatchObject({ error: { code: "too_large" } });
  });
});
