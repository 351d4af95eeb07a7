/** Names that look alike, and their tags. */
import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { LookAlikes, watchLookAlikes } from "../../../src/web/core/names/look-alikes.ts";
import { keysOf } from "../../../src/web/core/names/skeleton.ts";
import type { RoomClient } from "../../../src/web/core/room-client.ts";

const lookAlike = (a: string, b: string) => keysOf(a).some((key) => keysOf(b).includes(key));

describe("two names", () => {
  test.each([
    ["the same name", "Alice", "Alice"],
    ["upper and lower case", "Alice", "ALICE"],
    ["a Cyrillic letter", "Alice", "\u0410lice"],
    ["a Greek letter", "Alice", "\u0391lice"],
    ["a zero-width joiner", "Alice", "Al\u200dice"],
    ["a zero-width space and a byte order mark", "Alice", "\ufeffAl\u200bice"],
    ["spaces", "Alice", " A l i c e "],
    ["no-break and ideographic spaces", "Alice", "Ali\u00a0ce\u3000"],
    ["a right-to-left override", "Alice", "\u202eAlice\u202c"],
    ["a combining accent", "Alice", "Ali\u0301ce"],
    ["a composed accent", "Alice", "Alic\u00e9"],
    ["punctuation", "Alice", "Alice."],
    ["a variation selector", "Alice", "Alice\ufe0f"],
    ["mathematical letters", "Alice", "\u{1d400}\u{1d425}\u{1d422}\u{1d41c}\u{1d41e}"],
    ["full-width letters", "Alice", "\uff21\uff4c\uff49\uff43\uff45"],
    ["a capital I in place of an l", "Alice", "AIice"],
    ["small capitals", "Alice", "A\u029f\u026a\u1d04\u1d07"],
    ["small capitals that look like Cyrillic letters", "Mark", "\u1d0d\u1d00\u0280\u1d0b"],
    ["a check mark", "Alice", "Alice \u2713"],
    ["a root sign", "Alice", "Alice \u221a"],
    ["a crown", "Alice", "\u{1f451} Alice"],
    ["an emoji with a skin tone and a variation selector", "Alice", "Alice\u{1f44b}\u{1f3fd}\u2714\ufe0f"],
    ["a one in place of an l", "Alice", "A1ice"],
    ["a nought in place of an o", "Bob", "B0b"],
    ["a bar in place of an l", "Alice", "A|ice"],
    ["an empty Braille cell", "Alice", "Alice\u2800"],
    ["what looks like a tag", "Alice", "Alice #3f2A"],
    ["a four in place of an a", "Grace", "Gr4ce"],
    ["a one in place of an i, and a three in place of an e", "Alice", "Al1c3"],
    ["symbols in place of letters", "Sasha", "$@sha"],
    ["an exclamation mark in place of an i", "Alice", "Al!ce"],
    ["digits and a Cyrillic letter", "Boss", "8\u043e55"],
  ])("look alike that differ by %s", (_, a, b) => {
    expect(lookAlike(a, b)).toBe(true);
  });

  test.each([
    ["Alice", "Alina"],
    ["Ada", "Adam"],
    ["\u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u0648\u062f"],
    ["\u0915\u093f", "\u0915\u093e"],
    ["\u{1f680}", "\u{1f389}"],
    ["...", "!!!"],
    ["Alice", "Alice #10"],
    ["Alice 3", "Alice 4"],
    ["Team 1", "Team 2"],
    ["1337", "ieet"],
    ["\u0661\u0663\u0664", "134a"],
  ])("do not look alike: %s and %s", (a, b) => {
    expect(lookAlike(a, b)).toBe(false);
  });
});

describe("people whose names look alike", () => {
  const people = [
    { id: "first", name: "Alice" },
    { id: "second", name: "\u0410lice" },
    { id: "third", name: "Al\u200dice" },
    { id: "other", name: "Grace" },
  ];

  const tagsOf = (all: readonly { id: string; name: string }[], owner?: string) =>
    new LookAlikes().tagsOf(all, owner);

  test("have different tags, and no one else has one", () => {
    const tags = tagsOf(people);
    expect([...tags.keys()]).toEqual(["first", "second", "third"]);
    expect(new Set(tags.values()).size).toBe(3);
    for (const tag of tags.values()) expect(tag).toMatch(/^#[0-9a-f]{4}$/);
  });

  test("have the same tags on every device, in whatever order it learned the names", () => {
    expect(new Map([...tagsOf(people.toReversed())].toSorted())).toEqual(
      new Map([...tagsOf(people)].toSorted()),
    );
  });

  test("change neither the owner's name nor that of a bot", () => {
    const bot = { id: "bot_0123456789abcdef", name: "Alice" };
    const other = { id: "bot_fedcba9876543210", name: "Alice" };
    expect([...tagsOf(people, "third").keys()]).toEqual(["first", "second"]);
    expect([...tagsOf([bot, ...people]).keys()]).toEqual(["first", "second", "third"]);
    expect([...tagsOf([bot, ...people], "third").keys()]).toEqual([bot.id, "first", "second"]);
    expect([...tagsOf([bot, other]).keys()]).toEqual([bot.id, other.id]);
  });

  test("do not change a verified name, unless another verified person or the owner has it", () => {
    const verified = { id: `sso_${"a".repeat(32)}`, name: "Alice" };
    const other = { id: `sso_${"b".repeat(32)}`, name: "A1ice" };
    const bot = { id: "bot_0123456789abcdef", name: "Alice" };
    expect([...tagsOf([verified, ...people]).keys()]).toEqual(["first", "second", "third"]);
    expect([...tagsOf([verified, other]).keys()]).toEqual([verified.id, other.id]);
    expect([...tagsOf([verified, bot]).keys()]).toEqual([]);
    expect([...tagsOf([verified, ...people], "third").keys()]).toEqual([verified.id, "first", "second"]);
  });

  test("lose their tag when they change the name", () => {
    const renamed = people.map((one) => (one.id === "second" ? { ...one, name: "Bob" } : one));
    expect([...tagsOf(renamed).keys()]).toEqual(["first", "third"]);
  });

  test("stay correct when a person has had two names", () => {
    const twice = [...people, { id: "first", name: "Alice" }, { id: "other", name: "GRACE" }];
    expect([...tagsOf(twice).keys()]).toEqual(["first", "second", "third"]);
  });

  test("have their tag in a mention while they have that name", () => {
    const authors = signal(new Map(people.map((one) => [one.id, one])));
    const roomPeople = { authors, tags: signal(new Map()), nameTags: signal(new Map()) };
    const room = {
      people: roomPeople,
      memberList: { arrivals: signal([]) },
      settings: { current: signal(undefined) },
    };
    const stop = watchLookAlikes(room as unknown as RoomClient);
    expect([...roomPeople.nameTags.value.keys()]).toEqual(
      people.slice(0, 3).map(({ name }) => name.toLowerCase()),
    );
    authors.value = new Map(
      people.map((one) => [one.id, one.id === "first" ? { ...one, name: "ALICE!" } : one]),
    );
    expect(roomPeople.nameTags.value.has("alice")).toBe(false);
    expect(roomPeople.nameTags.value.get("alice!")).toBe(roomPeople.tags.value.get("first"));
    stop();
  });
});
