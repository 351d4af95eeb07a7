/** Names that look alike, and who of their owners keeps a name as it is. */
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../../src/web/device/storage.ts";
import { LookAlikes } from "../../../src/web/names/look-alikes.ts";
import { keysOf } from "../../../src/web/names/skeleton.ts";

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
    ["a one in place of an l", "Alice", "A1ice"],
    ["a nought in place of an o", "Bob", "B0b"],
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

  test("have different tags, all but the first, and nobody else has one", () => {
    const tags = new LookAlikes(memoryStore(), "room").tagsOf(people, undefined);
    expect([...tags.keys()]).toEqual(["second", "third"]);
    expect(new Set(tags.values()).size).toBe(2);
    for (const tag of tags.values()) expect(tag).toMatch(/^#[0-9a-f]{4}$/);
  });

  test("have the same tags whoever looks", () => {
    const one = new LookAlikes(memoryStore(), "room").tagsOf(people, undefined);
    const other = new LookAlikes(memoryStore(), "room").tagsOf(people.toReversed(), undefined);
    expect(other.get("second")).toBe(one.get("second"));
  });

  test("leave the owner's name as it is, and a bot's, whoever came first", () => {
    const bot = { id: "bot_0123456789abcdef", name: "Alice" };
    const alikes = new LookAlikes(memoryStore(), "room");
    expect(alikes.tagsOf(people, "third").has("third")).toBe(false);
    expect(alikes.tagsOf(people, "third").has("first")).toBe(true);
    expect([...alikes.tagsOf([...people, bot], undefined).keys()]).toEqual(["first", "second", "third"]);
  });

  test("stay who they were on this device when their order is another one", () => {
    const store = memoryStore();
    new LookAlikes(store, "room").tagsOf(people, undefined);
    const later = new LookAlikes(store, "room").tagsOf(people.toReversed(), undefined);
    expect(later.has("first")).toBe(false);
    expect(later.has("third")).toBe(true);
  });

  test("lose their tag with the name", () => {
    const alikes = new LookAlikes(memoryStore(), "room");
    alikes.tagsOf(people, undefined);
    const renamed = people.map((one) => (one.id === "second" ? { ...one, name: "Bob" } : one));
    expect([...alikes.tagsOf(renamed, undefined).keys()]).toEqual(["third"]);
  });

  test("are few enough not to be confused by one who had two names", () => {
    const twice = [...people, { id: "first", name: "Alice" }, { id: "other", name: "GRACE" }];
    expect([...new LookAlikes(memoryStore(), "room").tagsOf(twice, undefined).keys()]).toEqual([
      "second",
      "third",
    ]);
  });
});
