/** Text that is not meant as markup is shown as written, and links show their real target. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayHaveMarkup } from "../../../src/web/core/text/has-markup.ts";
import { type Block, type Inline, parseMarkdown } from "../../../src/web/core/text/markdown.ts";

/** The characters a reader sees. */
const seen = (nodes: readonly (Block | Inline)[]): string =>
  nodes
    .map((node) => {
      if ("text" in node) return node.text;
      if ("items" in node) return node.items.map(seen).join("\n");
      return seen(node.children);
    })
    .join("");

const links = (nodes: readonly (Block | Inline)[]): { href: string; text: string }[] =>
  nodes.flatMap((node) => {
    if (node.kind === "link") return [{ href: node.href, text: seen([node]) }];
    if ("items" in node) return node.items.flatMap(links);
    return "children" in node ? links(node.children) : [];
  });

describe("a literal text", () => {
  it.each([
    "10~12 and 14~18",
    "~100 people, ~200 next year",
    "C:\\_tools\\*.txt",
    "\\\\server\\share\\_docs",
    "dir\\_a\\_b",
    "regex: \\d+\\.\\d*",
    "a \\# b",
    "two\\\nlines",
    "¯\\_(ツ)_/¯",
    "2*3*4",
    "2**3**4",
    "a*b*c",
    "*.txt,*.md",
    "/*comment*/",
    "snake_case_name and _x",
    "__init__.py and __main__",
    "^_^ and ^_^",
    "-_- hm -_-",
    ":* kiss :*",
    "a lone ` backtick",
    "the ` key, and then the ` key",
    "` and `",
    "`` ",
    "Press ` or ~: it is next to `.",
    "don`t and can`t",
    "rock`n`roll",
    "5`10`` tall",
    "```",
    "``` ```",
    "```\n```",
    '[a](https://example.org "a title")',
    "<tag> and </tag>",
    "&amp; &lt; &#39; &copy;",
    "#hashtag",
    "1986. A great year",
    "- 5",
    "-5",
    "+1",
    "- 5 %",
    ">:(",
    ">_< ouch >_<",
    ">= 5",
    "| a | b |\n| - | - |",
    "~~",
    "**",
    "***",
    "a ~~ b ~~ c",
    "5 * 3 * 2",
    "Ada <ada@example.org>",
    "<https://example.org>",
    "f(x)[0](y)",
    "[x] done",
    "![alt](text)",
    "==",
    "$100 and $200",
    "awww.cute.example",
    "a@b",
  ])("is shown as it was written: %j", (text) => {
    expect(seen(parseMarkdown(text))).toBe(text);
  });

  it.each([
    ["\\*not bold\\*", "*not bold*"],
    ["\\`code\\`", "`code`"],
    ["\\[a](https://example.org)", "[a](https://example.org)"],
    ["1\\. no list", "1. no list"],
    ["`a &#39; b`", "a &#39; b"],
    ["`` ` ``", "`"],
    ["``` not a language\ncode\n```", " not a language\ncode"],
    ["```js\ncode```", "code"],
    ["`two\nlines`", "two\nlines"],
    ["``two  words``", "two  words"],
  ])("can be escaped with a backslash: %j", (text, shown) => {
    expect(seen(parseMarkdown(text))).toBe(shown);
  });

  it("keeps every character that is not a pair of markers", () => {
    const word = fc.constantFrom(
      ...[
        "word",
        "café",
        "東京",
        "5",
        "2*3",
        "a_b",
        "~7",
        "C:\\x",
        "#tag",
        "&amp;",
        "<b>",
        "it's",
        '"so"',
        "+1",
        "(ok)",
      ],
      ...[
        "50%",
        "a/b",
        "x^2",
        "...",
        "—",
        ":-)",
        "[1]",
        "3.",
        "10:30",
        "foo_bar_baz",
        "a*b*c",
        "\\d",
        "\\_x",
        "=>",
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
        // Begins with a word: a line that begins with a marker may be a list.
        const text = `So ${words.join(" ")}`;
        expect(seen(parseMarkdown(text))).toBe(text);
        if (!mayHaveMarkup(text)) expect(parseMarkdown(text)).toHaveLength(1);
      }),
      { numRuns: 3_000 },
    );
  });

  it("is markup where it was meant as markup", () => {
    const kinds = (text: string) =>
      parseMarkdown(text).flatMap((block) =>
        "children" in block ? block.children.map(({ kind }) => kind) : [block.kind],
      );
    for (const [text, kind] of [
      ["**bold**", "bold"],
      ["中文**粗体**中文", "bold"],
      ["*italic*", "italic"],
      ["_italic words_", "italic"],
      ["(_italic_)", "italic"],
      ["~~gone~~", "strike"],
      ["`code`", "code"],
      ["(`code`), `code`s", "code"],
      ["使用`npm`安装", "code"],
      ["`` ` ``", "code"],
      ["- one\n- two", "list"],
      ["- one", "list"],
      ["- 5\n- 6", "list"],
    ] as const)
      expect(kinds(text), text).toContain(kind);
    expect(parseMarkdown("> said")[0]?.kind).toBe("quote");
    expect(parseMarkdown(">said")[0]?.kind).toBe("quote");
  });
});

describe("an address", () => {
  it.each([
    ["https://example.org/a请看", "https://example.org/a"],
    ["https://example.com请看", "https://example.com"],
    ["https://example.org/a，然后", "https://example.org/a"],
    ["「https://example.org/a」です", "https://example.org/a"],
    ["见https://example.org/火箭。", "https://example.org/火箭"],
    ["https://example.org/a]", "https://example.org/a"],
    ["[https://example.org/a]", "https://example.org/a"],
    ["{https://example.org/a}", "https://example.org/a"],
    ["“https://example.org/a”", "https://example.org/a"],
    ["'https://example.org/a'.", "https://example.org/a"],
    ["https://example.org/a…", "https://example.org/a"],
    ["https://example.org/a...", "https://example.org/a"],
    ["https://example.org/a?!", "https://example.org/a"],
    ["https://en.wikipedia.org/wiki/Rocket_(engine)", "https://en.wikipedia.org/wiki/Rocket_(engine)"],
    ["(https://en.wikipedia.org/wiki/Rocket_(engine)).", "https://en.wikipedia.org/wiki/Rocket_(engine)"],
    ["https://example.org/a[1]", "https://example.org/a[1]"],
    ["http://localhost:8787/x", "http://localhost:8787/x"],
    ["http://[::1]:8787/x", "http://[::1]:8787/x"],
    ["https://例え.jp/パス", "https://例え.jp/パス"],
    ["https://münchen.de", "https://münchen.de"],
    ["www.example.org/a.", "http://www.example.org/a"],
    ["ada@example.org.", "mailto:ada@example.org"],
    ["Ada <ada@example.org>", "mailto:ada@example.org"],
    ["**https://example.org/a**", "https://example.org/a"],
  ])("in %j ends where a reader would end it", (text, href) => {
    expect(links(parseMarkdown(text)).map((link) => link.href)).toEqual([href]);
  });

  it("is shown where the text of a link is invisible", () => {
    for (const label of ["", " ", "\u200b", "\u3164", "\u202egro.elpmaxe"])
      expect(links(parseMarkdown(`[${label}](https://evil.example/x)`)).map(({ text }) => text)).toEqual([
        "https://evil.example/x",
      ]);
  });

  it.each([
    ["[https://bank.example](https://evil.example/x)", "https://bank.example (evil.example)"],
    ["[bank.example/login](https://evil.example)", "bank.example/login (evil.example)"],
    ["[**bank.example**](https://evil.example)", "bank.example (evil.example)"],
    ["[bank\u2024example](https://evil.example)", "bank\u2024example (evil.example)"],
    ["[bank\ua4f8example](https://evil.example)", "bank\ua4f8example (evil.example)"],
    ["[bank\u200b.example](https://evil.example)", "bank\u200b.example (evil.example)"],
    ["[bank\u200a.example](https://evil.example)", "bank\u200a.example (evil.example)"],
    ["[ada@bank.example](mailto:eve@evil.example)", "ada@bank.example (eve@evil.example)"],
    ["https://bank.example@evil.example/", "https://bank.example@evil.example/ (evil.example)"],
    ["https://аррӏе.com", "https://аррӏе.com (xn--80ak6aa92e.com)"],
  ])("shows its real host: %j", (text, shown) => {
    expect(links(parseMarkdown(text)).map((link) => link.text)).toEqual([shown]);
  });

  it.each([
    "[the plan](https://example.org)",
    "[https://example.org](https://example.org/a)",
    "[example.org](https://www.example.org)",
    "https://münchen.de/",
  ])("is shown as it is: %j", (text) => {
    expect(links(parseMarkdown(text))[0]?.text).not.toMatch(/\(/);
  });
});
