/** Rendering of Markdown. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { expectUnmoved, topLine } from "./support/scrolling.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("Markdown is rendered, and code is highlighted when the highlighter has loaded", async () => {
  const room = uniqueRoom("markdown");
  const ada = await Visitor.create();
  const scripts: string[] = [];
  ada.page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.write("**bold** *italic* ~~gone~~ `code <b>` [words](https://example.org/w)");
  await ada.untilStored("bold");
  const line = ada.line("bold");
  await expect.poll(() => line.locator("strong").textContent()).toBe("bold");
  await expect.poll(() => line.locator("em").textContent()).toBe("italic");
  await expect.poll(() => line.locator("del").textContent()).toBe("gone");
  await expect.poll(() => line.locator("code").textContent()).toBe("code <b>");
  await expect
    .poll(() => line.getByRole("link", { name: "words" }).getAttribute("href"))
    .toBe("https://example.org/w");

  await ada.write("> said before\n> and after\n\n1. first\n2. second\n   - inner\n\ndone");
  await ada.untilStored("done");
  await expect.poll(() => ada.page.locator("blockquote").textContent()).toBe("said before\nand after");
  await expect.poll(() => ada.line("done").locator("ol > li").count()).toBe(2);
  await expect.poll(() => ada.line("done").locator("ol ul > li").textContent()).toBe("inner");

  expect(scripts.filter((url) => url.includes("highlight"))).toEqual([]);
  await ada.write("```ts\nconst answer: number = 42;\n```");
  await ada.page.locator('pre [data-code="number"]', { hasText: "42" }).waitFor();
  await expect.poll(() => ada.page.locator("pre").textContent()).toBe("const answer: number = 42;");
  ada.expectNoErrors();
});

test("the text does not move when the parser loads late", async () => {
  const room = uniqueRoom("markdown-late");
  const quotes = Array.from({ length: 30 }, (_, index) => `> said\n\n- one\n- two ${index}`);
  await fillRoom(server, room, quotes);
  // Without a service worker, which would serve the parser from its cache.
  const ada = await Visitor.create();
  const last = ada.line("two 29");
  /** Opens the room without the parser. The returned function lets it load, and resolves when it has been used. */
  const enterWithoutParser = async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await ada.page.route(/chunk-markdown-/, async (route) => {
      await held;
      await route.continue();
    });
    await ada.enter(`${server.url}/rooms/${room}`);
    await last.waitFor();
    await expect.poll(() => last.locator("p").textContent()).toBe(quotes.at(-1));
    return async () => {
      release();
      await last.locator("li", { hasText: "two 29" }).waitFor({ state: "attached" });
      await ada.page.unrouteAll({ behavior: "wait" });
    };
  };
  const list = ada.page.locator(".list");
  const isAtEnd = () =>
    list.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 1);

  const parseAtEnd = await enterWithoutParser();
  await expect.poll(isAtEnd).toBe(true);
  await parseAtEnd();
  await expect.poll(isAtEnd).toBe(true);

  const parseAbove = await enterWithoutParser();
  await list.evaluate((list) => {
    list.scrollTop -= 700;
  });
  await ada.page.getByRole("button", { name: "Jump to latest" }).waitFor();
  const before = await topLine(ada);
  await parseAbove();
  await expectUnmoved(ada, before);
  ada.expectNoErrors();
});
