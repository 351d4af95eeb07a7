/** The list of emoji, their names, and their skin tones. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { LANGUAGES } from "../../../src/shared/language.ts";
import { cleanEmoji } from "../../../src/shared/text/clean-text.ts";
import { withEmoji } from "../../../src/web/core/emoji/shortcodes.ts";
import { isEmojiOnly } from "../../../src/web/core/text/plain-text.ts";
import { withoutTone, withTone } from "../../../src/web/storage/skin-tone.ts";

const data = (file: string): Promise<string> =>
  readFile(new URL(`../../../src/web/core/emoji/${file}`, import.meta.url), "utf8");

test("every offered emoji is accepted by a room, and has a name in every language", async () => {
  const lines = (await data("emoji.txt")).split("\n").filter((line) => line !== "");
  const seen = new Set<string>();
  for (const line of lines) {
    const [emoji = "", ...codes] = line.split(" ");
    expect(cleanEmoji(emoji), line).toBe(emoji);
    for (const name of [emoji, ...codes]) expect(seen.has(name), name).toBe(false);
    for (const name of [emoji, ...codes]) seen.add(name);
  }
  expect(lines.length).toBeGreaterThan(1_500);
  for (const language of LANGUAGES) {
    const names = (await data(`names/${language}.txt`)).trimEnd().split("\n");
    expect(names.length, language).toBe(lines.length);
    for (const [index, name] of names.entries()) expect(name.split("|")[0], lines[index]).toMatch(/\S/);
  }
});

test("a shortcode becomes its emoji, but not in code, in an address or within a word", () => {
  const called = (name: string) => ({ rocket: "🚀", tada: "🎉", "+1": "👍", "30": "wrong" })[name];
  for (const [text, expected] of [
    [":rocket:", "🚀"],
    ["off :rocket: (:tada:)! :+1::+1:", "off 🚀 (🎉)! 👍👍"],
    ["`:rocket:` and ``a ` :rocket:`` :rocket:", "`:rocket:` and ``a ` :rocket:`` 🚀"],
    ["```\n:rocket:\n```\n:rocket:", "```\n:rocket:\n```\n🚀"],
    ["```ts\n:rocket: has no end", "```ts\n:rocket: has no end"],
    ["> ~~~\n> :rocket:\n> ~~~\n:tada:", "> ~~~\n> :rocket:\n> ~~~\n🎉"],
    ["- ```\n  :rocket:\n  ```\n- :tada:", "- ```\n  :rocket:\n  ```\n- 🎉"],
    ["https://example.org/:rocket:/ :rocket:", "https://example.org/:rocket:/ 🚀"],
    ["[up :rocket:](https://example.org/:rocket:)", "[up 🚀](https://example.org/:rocket:)"],
    ["at 10:30:00, std::rocket::x, a:rocket:b", "at 10:30:00, std::rocket::x, a:rocket:b"],
    ["\\:rocket: :nobody: : :", "\\:rocket: :nobody: : :"],
    ["انطلق:rocket:", "انطلق🚀"],
  ] as const)
    expect(withEmoji(text, called), text).toBe(expected);
});

test("a few emoji and nothing else are distinguished from text of any length", () => {
  for (const text of ["🚀", "🚀🎉", "🇩🇪 🇫🇷", "👨‍👩‍👧", "❤️", "👍🏽 👍🏽"])
    expect(isEmojiOnly(text), text).toBe(true);
  for (const text of [
    "",
    "3",
    "#",
    "off 🚀",
    "🚀 off",
    "🚀🚀🚀🚀🚀🚀🚀",
    "مرحبا",
    "🚀".repeat(2_000),
    `${"🚀 ".repeat(1_000)}x`,
  ])
    expect(isEmojiOnly(text), text.slice(0, 20)).toBe(false);
});

test("a tone is applied to emoji that can have one, and to nothing else", () => {
  for (const [plain, expected] of [
    ["👍", "👍🏽"],
    ["✌️", "✌🏽"],
    ["🧑‍🚀", "🧑🏽‍🚀"],
    ["🏋️‍♀️", "🏋🏽‍♀️"],
    ["👩‍❤️‍👨", "👩🏽‍❤️‍👨🏽"],
    ["👨‍👩‍👧", "👨‍👩‍👧"],
    ["🚀", "🚀"],
    ["🇩🇪", "🇩🇪"],
  ] as const) {
    expect(withTone(plain, "🏽"), plain).toBe(expected);
    expect(cleanEmoji(expected), plain).toBe(expected);
    expect(withTone(plain, ""), plain).toBe(plain);
    expect(withoutTone(expected), plain).toBe(withoutTone(plain));
  }
});
