import { describe, expect, test } from "vitest";
import { findWords } from "../../../scripts/check-words.ts";

const wordsIn = (line: string, file = "src/room/any.ts") => findWords(file, line).map(({ word }) => word);

describe("the check of words", () => {
  test.each([
    ["// Whoever comes in is told.", ["Whoever"]],
    ["Somebody's name is loaded anew.", ["Somebody's", "anew"]],
    ["Keeps one's own messages, and what one wrote.", ["one's", "what one wrote"]],
    ["const lobby = new Lobby();", ["lobby", "Lobby"]],
  ])("finds %j", (line, words) => {
    expect(wordsIn(line)).toEqual(words);
  });

  test.each([
    "Sends a message, one for each socket.",
    "// If one of them fails, that one is closed.",
    "Anyone may open a room; no one is admitted twice.",
    "const someone = member;",
  ])("accepts %j", (line) => {
    expect(wordsIn(line)).toEqual([]);
  });

  test("names the file and the line", () => {
    expect(findWords("docs/a.md", "first\nloaded anew")).toEqual([
      { file: "docs/a.md", line: 2, word: "anew" },
    ]);
  });

  test("allows the deployed name of the directory's class", () => {
    expect(wordsIn('class_name = "Lobby"', "wrangler.toml")).toEqual([]);
  });
});
