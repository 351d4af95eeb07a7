/** What becomes of a message's Markdown, and of what only looks like it. */
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Block, type Inline, parseMarkdown } from "../../src/web/text/markdown.ts";
import { startServer } from "../support/server.ts";
import { Visitor } from "./visitor.ts";

/** The characters a reader sees. */
const textOf = (nodes: readonly (Block | Inline)[]): string =>
  nodes
    .map((node) => {
      if ("text" in node) return node.text;
      if ("items" in node) return node.items.map(textOf).join("\n");
      return textOf(node.children);
    })
    .join("");

test("what has no place in a chat stays as it was typed", () => {
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

test("nests no deeper than anybody means, however deep it is written", () => {
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

test("a message is shown as its author meant it, and code gets its colours when they have loaded", async () => {
  const server = await startServer();
  const ada = await Visitor.arrive();
  const scripts: string[] = [];
  ada.page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await ada.enter(`${server.url}/rooms/markdown`);
  await ada.write("**bold** *italic* ~~gone~~ `code <b>` [words](https://example.org/w)");
  await ada.untilStored("bold");
  const line = ada.line("bold");
  expect(await line.locator("strong").textContent()).toBe("bold");
  expect(await line.locator("em").textContent()).toBe("italic");
  expect(await line.locator("del").textContent()).toBe("gone");
  expect(await line.locator("code").textContent()).toBe("code <b>");
  expect(await line.getByRole("link", { name: "words" }).getAttribute("href")).toBe("https://example.org/w");

  await ada.write("> said before\n> and after\n\n1. first\n2. second\n   - inner\n\ndone");
  await ada.untilStored("done");
  expect(await ada.page.locator("blockquote").textContent()).toBe("said before\nand after");
  expect(await ada.line("done").locator("ol > li").count()).toBe(2);
  expect(await ada.line("done").locator("ol ul > li").textContent()).toBe("inner");

  expect(scripts.filter((url) => url.includes("highlight"))).toEqual([]);
  await ada.write("```ts\nconst answer: number = 42;\n```");
  await ada.page.locator('pre [data-code="number"]', { hasText: "42" }).waitFor();
  expect(await ada.page.locator("pre").textContent()).toBe("const answer: number = 42;");
  ada.expectNoComplaints();
});

test("a room shows its first message within 60 KB of compressed JavaScript", async () => {
  const server = await startServer();
  const ada = await Visitor.arrive();
  let bytes = 0;
  ada.page.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    bytes += gzipSync(await response.body()).length;
  });
  await ada.enter(`${server.url}/rooms/budget`);
  await ada.say("First");
  await ada.untilStored("First");
  await expect.poll(() => bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(60_000);
});
