/** Emoji: by their names in a text, from the picker, and under a message. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { LANGUAGES } from "../../src/protocol/language.ts";
import { cleanEmoji } from "../../src/protocol/text.ts";
import { withEmoji } from "../../src/web/emoji/shortcodes.ts";
import { toned, untoned } from "../../src/web/emoji/skin-tone.ts";
import { isEmojiOnly } from "../../src/web/text/emoji-only.ts";
import { sharedServer as server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const data = (file: string): Promise<string> =>
  readFile(new URL(`../../src/web/emoji/${file}`, import.meta.url), "utf8");

test("every emoji that is offered is one that a room takes, and has a name in every language", async () => {
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

test("a name between colons becomes its emoji, but not in code, in an address or within a word", () => {
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

test("a few emoji and nothing else are told from a text, however long that is", () => {
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

test("an emoji typed by its whole name is sent as an emoji, and written anew as one", async () => {
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/shortcodes`);
  await ada.composer.pressSequentially("To the moon :rock");
  await ada.page.getByRole("option", { name: ":rocket:" }).waitFor();
  await ada.composer.pressSequentially("et:");
  await ada.page.getByRole("listbox").waitFor({ state: "detached" });
  await ada.composer.press("Enter");
  await ada.untilStored("To the moon 🚀");
  await ada.composer.fill("`:rocket:` is :rocket:");
  await ada.composer.press("Enter");
  await ada.untilStored(":rocket: is 🚀");

  await ada.composer.press("ArrowUp");
  await ada.page.getByRole("textbox", { name: "Edit the message" }).fill("Done :tada:");
  await ada.page.keyboard.press("Enter");
  await ada.line("Done 🎉").getByText("edited").waitFor();
  ada.expectNoComplaints();
});

test("while the names are still on their way a message is sent as it was typed", async () => {
  const ada = await Visitor.arrive();
  let held = 0;
  await ada.page.route(/chunk-emoji-list-/, () => {
    held += 1;
  });
  await ada.enter(`${server.url}/rooms/late-emoji`);
  await ada.composer.pressSequentially("Now :rocket:");
  await ada.composer.press("Enter");
  await ada.untilStored("Now :rocket:");
  expect(held).toBeGreaterThan(0);
});

test("any emoji is found by its name and put under a message, and is offered first from then on", async () => {
  const [ada, grace] = [await Visitor.arrive(), await Visitor.arrive({ locale: "de-DE" })];
  await ada.enter(`${server.url}/rooms/any-emoji`);
  await ada.say("We launch at noon");
  await ada.untilStored("We launch at noon");
  await grace.enter(`${server.url}/rooms/any-emoji`);

  await ada.line("We launch at noon").hover();
  await ada.page.getByRole("button", { name: "React", exact: true }).click();
  await ada.page.getByRole("button", { name: "All emoji" }).click();
  const picker = ada.page.getByRole("dialog", { name: "Emoji" });
  await picker.getByRole("searchbox").waitFor();
  await ada.page.keyboard.type("satel");
  await picker.getByRole("region", { name: "Found" }).waitFor();
  await ada.page.keyboard.press("Enter");
  await ada.page.locator(".reaction", { hasText: "🛰️" }).waitFor();
  expect(await ada.page.evaluate(() => document.activeElement?.className)).toBe("line");

  // Grace looks for one in her language, and walks to it.
  await grace.line("We launch at noon").waitFor();
  await grace.page.keyboard.press("Shift+Tab");
  await grace.page.keyboard.press("ArrowUp");
  await grace.page.keyboard.press("+");
  await expect
    .poll(() => grace.page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe("Mit 👍 reagieren");
  await grace.page.keyboard.press("ArrowLeft");
  await grace.page.keyboard.press("Enter");
  const sheet = grace.page.getByRole("dialog", { name: "Emojis" });
  await sheet.getByRole("searchbox").waitFor();
  await grace.page.keyboard.type("Rakete");
  await sheet.getByRole("region", { name: "Gefunden" }).waitFor();
  await grace.page.keyboard.press("ArrowDown");
  await grace.page.keyboard.press("Enter");
  const joined = ada.page.locator(".reaction", { hasText: "🚀" });
  await joined.waitFor();
  const graceName = (await grace.page.locator(".yourself-name").textContent()) ?? "nobody";
  expect(await joined.getAttribute("title")).toBe(graceName);
  expect(await joined.getAttribute("aria-label")).toBe(`🚀 1: ${graceName}`);

  await ada.page.keyboard.press("+");
  await expect
    .poll(() => ada.page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe("React with 🛰️");
  ada.expectNoComplaints();
  grace.expectNoComplaints();
});

test("a tone is put on what can have one, and on nothing else", () => {
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
    expect(toned(plain, "🏽"), plain).toBe(expected);
    expect(cleanEmoji(expected), plain).toBe(expected);
    expect(toned(plain, ""), plain).toBe(plain);
    expect(untoned(expected), plain).toBe(untoned(plain));
  }
});

test("a skin tone is chosen in the picker, and kept on this device", async () => {
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/tones`);
  const { keyboard } = ada.page;
  const picker = ada.page.getByRole("dialog", { name: "Emoji" });
  await ada.composer.press("Control+e");
  await picker.getByRole("button", { name: "Skin tone: None" }).click();
  const tones = picker.getByRole("group", { name: "Skin tone" });
  await expect(picker.getByText("Type a name").count()).resolves.toBe(0);
  // By keyboard: the focus is on the one that is chosen.
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await tones.waitFor({ state: "detached" });
  expect(await ada.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
    "Skin tone: Medium light",
  );
  await picker.getByRole("searchbox").fill("waving hand");
  await keyboard.press("Enter");
  await expect.poll(() => ada.composer.inputValue()).toBe("👋🏼");
  await ada.composer.press("Enter");
  await ada.untilStored("👋🏼");

  await ada.page.reload();
  await ada.untilLive();
  await ada.composer.press("Control+e");
  await picker.getByRole("button", { name: "Skin tone: Medium light" }).waitFor();
  // What was used is offered as it was used, under its name.
  const used = picker.getByRole("region", { name: "Used most" }).getByRole("button");
  expect(await used.first().textContent()).toBe("👋🏼");
  expect(await used.first().getAttribute("aria-label")).toBe("waving hand");
  expect(await used.nth(1).textContent()).toBe("👍");
  await picker.getByRole("button", { name: "Skin tone: Medium light" }).click();
  await tones.getByRole("button", { name: "None" }).click();
  expect(
    await picker.getByRole("region", { name: "People and hands" }).getByRole("button").first().textContent(),
  ).toBe("👋");
  ada.expectNoComplaints();
});

test("the picker is walked by arrow keys the way the page runs, and left without a choice", async () => {
  for (const [locale, onward, title] of [
    ["en-GB", "ArrowRight", "Emoji"],
    ["ar", "ArrowLeft", "الرموز التعبيرية"],
  ] as const) {
    const ada = await Visitor.arrive({ locale });
    await ada.enter(`${server.url}/rooms/walk`);
    const { keyboard } = ada.page;
    const composer = ada.page.locator(".composer textarea");
    await composer.fill("before  after");
    for (let step = 0; step < " after".length; step += 1) await composer.press("ArrowLeft");
    await keyboard.press("Control+e");
    const picker = ada.page.getByRole("dialog", { name: title });
    await picker.waitFor();
    const at = () => ada.page.evaluate(() => document.activeElement?.textContent ?? "");
    await keyboard.press("ArrowDown");
    expect(await at()).toBe("👍");
    await keyboard.press(onward);
    expect(await at()).toBe("❤️");
    await keyboard.press("ArrowDown");
    expect(await at()).toBe("😃");
    await keyboard.press("ArrowUp");
    await keyboard.press("ArrowUp");
    expect(await ada.page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    await keyboard.press("ArrowDown");
    await keyboard.type("x");
    expect(await picker.getByRole("searchbox").inputValue()).toBe("x");
    await picker.getByRole("searchbox").fill("");
    await keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
    await expect.poll(() => ada.page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");

    await keyboard.press("Control+e");
    await picker.getByRole("searchbox").fill("rocket");
    await keyboard.press("Enter");
    await expect.poll(() => composer.inputValue()).toBe("before 🚀 after");
    // The choice is typed, so that it can be taken back.
    await keyboard.press("Control+z");
    expect(await composer.inputValue()).toBe("before  after");
    ada.expectNoComplaints();
  }
});
