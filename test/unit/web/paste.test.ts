/** What is pasted: files, a link, or text. */
import { describe, expect, it } from "vitest";
import { linkOver, pastedFiles } from "../../../src/web/features/files/paste.ts";

const paste = (text: string, ...names: string[]) =>
  pastedFiles({
    files: names.map((name) => new File(["x"], name)) as unknown as FileList,
    getData: (type) => (type === "text/plain" ? text : ""),
  }).map(({ name }) => name);

describe("pasted files", () => {
  it("are attached if there is no text, or the text is only their names", () => {
    expect(paste("", "image.png")).toEqual(["image.png"]);
    expect(paste("notes.pdf", "notes.pdf")).toEqual(["notes.pdf"]);
    expect(paste("/home/ada/a.txt\n/home/ada/b.txt", "a.txt", "b.txt")).toEqual(["a.txt", "b.txt"]);
  });

  it("are ignored if they are a picture of the text", () => {
    expect(paste("a\tb\n1\t2\n", "image.png")).toEqual([]);
    expect(paste("a paragraph of a document", "image.png")).toEqual([]);
  });
});

describe("an address pasted over a selection", () => {
  it.each([
    ["the plan", "https://example.org/a", "[the plan](https://example.org/a)"],
    [" the plan ", " https://example.org/a\n", " [the plan](https://example.org/a) "],
    ["a [b]", "https://example.org", "[a \\[b\\]](https://example.org)"],
    ["x", "https://example.org/wiki/A_(b)", "[x](https://example.org/wiki/A_%28b%29)"],
  ])("links %j", (selected, pasted, expected) => {
    expect(linkOver(selected, pasted)).toBe(expected);
  });

  it.each([
    ["", "https://example.org"],
    ["two\nlines", "https://example.org"],
    ["https://example.com", "https://example.org"],
    ["words", "just words"],
    ["words", "https://example.org and more"],
    ["words", "javascript:alert(1)"],
  ])("does not change %j for %j", (selected, pasted) => {
    expect(linkOver(selected, pasted)).toBeUndefined();
  });
});
