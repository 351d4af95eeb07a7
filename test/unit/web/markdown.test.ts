/** How the Markdown of a message is parsed, and what only looks like it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText } from "../../../src/shared/text/clean-text.ts";
import { mayHaveMarkup } from "../../../src/web/core/text/has-markup.ts";
import { type Block, type Inline, parseMarkdown } from "../../../src/web/core/text/markdown.ts";
import { textOfBlocks } from "../../../src/web/core/text/plain-text.ts";

/** The characters a reader sees. */
const textOf = (nodes: readonly (Block | Inline)[]): string =>
  nodes
    .map((node) => {
      if ("text" in node) return node.text;
      if ("items" in node) return node.items.map(textOf).join("\n");
      return textOf(node.children);
    })
    .join("");

test("Markdown that chat does not support stays as it was typed", () => {
  for (const text of [
    "# not a heading",
    "above\n# not a heading\nbelow",
    "Title\n=====",
    "<b onclick=alert(1)>bold</b> <!-- nothing -->",
    "before\n<div>inside</div>\nafter",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "[words]\n[words]: https://example.org",
    "AT&T &lt; &amp; 2 * 3 * 4 snake_case_name",
    "[a trap](javascript:alert(1))",
    "---",
  ]) {
    expect(textOf(parseMarkdown(text)), text).toBe(text);
  }
});

test("lists and quotes end with their markers, and a marker alone is no list", () => {
  const outline = (blocks: readonly Block[]): unknown[] =>
    blocks.map((block) => {
      if (block.kind === "list")
        return { [block.numbers.join("") || "-"]: block.items.map((item) => textOf(item)) };
      if (block.kind === "quote") return { ">": textOf(block.children) };
      return textOf([block]);
    });
  for (const [text, expected] of [
    ["> you said\nand I answer", [{ ">": "you said" }, "and I answer"]],
    ["> one\n> two\n\n> three", [{ ">": "one\ntwo" }, { ">": "three" }]],
    ["- milk\n- bread\nanything else?", [{ "-": ["milk", "bread"] }, "anything else?"]],
    ["3. three\n4. four", [{ "3.4.": ["three", "four"] }]],
    ["1) one\n1) two\n1) three", [{ "1)1)1)": ["one", "two", "three"] }]],
    ["2. two\n7. seven\n7. again\n007. Bond", [{ "2.7.7.007.": ["two", "seven", "again", "Bond"] }]],
    ["0) zero", [{ "0)": ["zero"] }]],
    ["1) a\n2. b", [{ "1)": ["a"] }, { "2.": ["b"] }]],
    ["- [ ] write\n- [x] read", [{ "-": ["☐ write", "☑ read"] }]],
    ["- one\n\n- two", [{ "-": ["one", "two"] }]],
    ["1. one\n   1. inner\n\n   more\n2. two", [{ "1.2.": ["oneinnermore", "two"] }]],
    ["1.", ["1."]],
    ["-", ["-"]],
    ["2026. What a year", ["2026. What a year"]],
  ] as const)
    expect(outline(parseMarkdown(text)), text).toEqual(expected);
});

test("an address is a link up to where a reader would end it", () => {
  const hrefs = (nodes: readonly (Block | Inline)[]): string[] =>
    nodes.flatMap((node) => {
      if (node.kind === "link") return [node.href];
      if ("items" in node) return node.items.flatMap(hrefs);
      return "children" in node ? hrefs(node.children) : [];
    });
  for (const [text, href] of [
    ["See https://example.org/a.", "https://example.org/a"],
    ["(https://example.org/a)", "https://example.org/a"],
    ["https://example.org/wiki/Rocket_(engine)", "https://example.org/wiki/Rocket_(engine)"],
    ["(see https://example.org/wiki/Rocket_(engine))", "https://example.org/wiki/Rocket_(engine)"],
    ["https://example.org/?q=a&b=c, and", "https://example.org/?q=a&b=c"],
    ['"https://example.org/a"', "https://example.org/a"],
    ["<https://example.org/a>", "https://example.org/a"],
    ["www.example.org!", "http://www.example.org"],
    ["https://example.org/ليلى؟", "https://example.org/ليلى"],
    ["见 https://example.org/火箭。", "https://example.org/火箭"],
    ["ada@example.org;", "mailto:ada@example.org"],
  ] as const)
    expect(hrefs(parseMarkdown(text)), text).toEqual([href]);
});

test("the plain text of a message has no markup", () => {
  const said = textOfBlocks(
    parseMarkdown(
      "**bold** `code` [link](https://example.org)\n\n> quoted\n\n- one\n- *two*\n\n3) three\n3) four",
    ),
  );
  expect(said.split("\n")).toEqual(["bold code link", "quoted", "one", "two", "3) three", "3) four"]);
});

test("limits the depth of nesting", () => {
  const depthOf = (nodes: readonly (Block | Inline)[]): number =>
    Math.max(
      0,
      ...nodes.map((node) => {
        if ("items" in node) return 1 + Math.max(...node.items.map(depthOf));
        return "children" in node ? 1 + depthOf(node.children) : 1;
      }),
    );
  for (const hostile of [
    ">".repeat(4_000),
    "- ".repeat(2_000),
    "*a ".repeat(1_300),
    "[".repeat(4_000),
    `${"**a_".repeat(1_000)}`,
    `${"*".repeat(2_000)}a${"*".repeat(2_000)}`,
    "`".repeat(3_999),
    "[a](".repeat(1_000),
    "~~a".repeat(1_300),
    "a\\".repeat(2_000),
  ]) {
    expect(depthOf(parseMarkdown(hostile)), hostile.slice(0, 8)).toBeLessThan(16);
  }
});

test("a text without anything like markup is the same with the parser and without", () => {
  const piece = fc.oneof(
    fc.constantFrom(...` \n\t-+*_~\`[]()<>&|#=:/@.!"'\\1a`),
    fc.constantFrom(
      "word",
      "  ",
      "\n\n",
      "1. ",
      "---",
      "www.",
      "http://",
      "a@b.co",
      "&amp;",
      "☂",
      "\u00a0",
      "\u2028",
    ),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => cleanText(pieces.join("")));
  let plain = 0;
  fc.assert(
    fc.property(text, (text) => {
      if (mayHaveMarkup(text) || text === "") return;
      plain += 1;
      const [block, ...others] = parseMarkdown(text);
      expect(others).toEqual([]);
      if (block?.kind !== "paragraph") throw new Error(`not a paragraph: ${JSON.stringify(block)}`);
      expect(block.children.map(({ kind }) => kind)).toEqual(block.children.map(() => "text"));
      expect(textOf([block])).toBe(text);
    }),
    { numRuns: 20_000 },
  );
  expect(plain).toBeGreaterThan(1_000);
});

test("ordinary text needs no parser", () => {
  for (const text of [
    "Good morning! How are you? Fine, thanks; and you...",
    "It costs 5 € (20 % less) at 10:30, that's well-known #today",
    "first line\nsecond line",
    "مرحبا، كيف الحال؟ 😀",
    "@Ada look",
  ])
    expect(mayHaveMarkup(text), text).toBe(false);
});
