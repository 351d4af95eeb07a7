/** Emoji: shortcodes, the picker, and reactions. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("an emoji typed as a shortcode is sent as an emoji, and stays one in an edit", async () => {
  const room = uniqueRoom("shortcodes");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
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
  await ada.page.getByRole("textbox", { name: "Edit message" }).fill("Done :tada:");
  await ada.page.keyboard.press("Enter");
  await ada.line("Done 🎉").getByText("edited").waitFor();
  ada.expectNoErrors();
});

test("a message is sent as typed while the emoji names are loading", async () => {
  const room = uniqueRoom("late-emoji");
  const ada = await Visitor.create();
  let held = 0;
  await ada.page.route(/chunk-emoji-list-/, () => {
    held += 1;
  });
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.composer.pressSequentially("Now :rocket:");
  await ada.composer.press("Enter");
  await ada.untilStored("Now :rocket:");
  await expect.poll(() => held).toBeGreaterThan(0);
});

test("an emoji is found by its name, added as a reaction, and then offered first", async () => {
  const room = uniqueRoom("any-emoji");
  const [ada, grace] = [await Visitor.create(), await Visitor.create({ locale: "de-DE" })];
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("We launch at noon");
  await ada.untilStored("We launch at noon");
  await grace.enter(`${server.url}/rooms/${room}`);

  await ada.line("We launch at noon").hover();
  await ada.page.getByRole("button", { name: "React", exact: true }).click();
  await ada.page.getByRole("button", { name: "More emoji" }).click();
  const picker = ada.page.getByRole("dialog", { name: "Emoji" });
  await picker.getByRole("searchbox").waitFor();
  await ada.page.keyboard.type("satel");
  await picker.getByRole("region", { name: "Search results" }).waitFor();
  await ada.page.keyboard.press("Enter");
  await ada.page.locator(".reaction", { hasText: "🛰️" }).waitFor();
  await expect.poll(() => ada.page.evaluate(() => document.activeElement?.className)).toBe("line");

  // Grace searches in her language, and moves to the result with the arrow keys.
  await grace.line("We launch at noon").waitFor();
  await grace.page.locator(".composer textarea").press("Shift+Tab");
  await grace.page.keyboard.press("ArrowUp");
  // Message actions load later.
  await grace.page.locator(".line .action-bar").waitFor();
  await grace.page.keyboard.press("+");
  await expect
    .poll(() => grace.page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe("Mit 👍 reagieren");
  await grace.page.keyboard.press("ArrowLeft");
  await grace.page.keyboard.press("Enter");
  const sheet = grace.page.getByRole("dialog", { name: "Emojis" });
  await sheet.getByRole("searchbox").waitFor();
  await grace.page.keyboard.type("Rakete");
  await sheet.getByRole("region", { name: "Suchergebnisse" }).waitFor();
  await grace.page.keyboard.press("ArrowDown");
  await grace.page.keyboard.press("Enter");
  const joined = ada.page.locator(".reaction", { hasText: "🚀" });
  await joined.waitFor();
  const graceName = (await grace.page.locator(".yourself-name").textContent()) ?? "nobody";
  await expect.poll(() => joined.getAttribute("title")).toBe(graceName);
  await expect.poll(() => joined.getAttribute("aria-label")).toBe(`🚀 1: ${graceName}`);

  await ada.page.keyboard.press("+");
  await expect
    .poll(() => ada.page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe("React with 🛰️");
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("a skin tone is chosen in the picker and stored on the device", async () => {
  const room = uniqueRoom("tones");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  const { keyboard } = ada.page;
  const picker = ada.page.getByRole("dialog", { name: "Emoji" });
  await ada.composer.press("Control+e");
  await picker.getByRole("button", { name: "Skin tone: Default" }).click();
  const tones = picker.getByRole("group", { name: "Skin tone" });
  await expect(picker.getByText("Search, or use").count()).resolves.toBe(0);
  // By keyboard: the focus is on the selected tone.
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
  // Recently used emoji keep their skin tone and name.
  const used = picker.getByRole("region", { name: "Frequently used" }).getByRole("button");
  await expect.poll(() => used.first().textContent()).toBe("👋🏼");
  await expect.poll(() => used.first().getAttribute("aria-label")).toBe("waving hand");
  await expect.poll(() => used.nth(1).textContent()).toBe("👍");
  await picker.getByRole("button", { name: "Skin tone: Medium light" }).click();
  await tones.getByRole("button", { name: "Default" }).click();
  expect(
    await picker.getByRole("region", { name: "People & body" }).getByRole("button").first().textContent(),
  ).toBe("👋");
  ada.expectNoErrors();
});

test("arrow keys move through the picker in reading direction, and Esc closes it without a choice", async () => {
  const room = uniqueRoom("walk");
  for (const [locale, onward, title] of [
    ["en-GB", "ArrowRight", "Emoji"],
    ["ar", "ArrowLeft", "الرموز التعبيرية"],
  ] as const) {
    const ada = await Visitor.create({ locale });
    await ada.enter(`${server.url}/rooms/${room}`);
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
    await expect.poll(() => ada.page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    await keyboard.press("ArrowDown");
    await keyboard.type("x");
    await expect.poll(() => picker.getByRole("searchbox").inputValue()).toBe("x");
    await picker.getByRole("searchbox").fill("");
    await keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
    await expect.poll(() => ada.page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");

    await keyboard.press("Control+e");
    await picker.getByRole("searchbox").fill("rocket");
    await keyboard.press("Enter");
    await expect.poll(() => composer.inputValue()).toBe("before 🚀 after");
    // The emoji is inserted as typed text, so that it can be undone.
    await keyboard.press("Control+z");
    await expect.poll(() => composer.inputValue()).toBe("before  after");
    ada.expectNoErrors();
  }
});

test("the picker opens again right after a choice or Esc, and stays open", async () => {
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${uniqueRoom("again")}`);
  const picker = ada.page.getByRole("dialog", { name: "Emoji" });
  for (const way of ["choose", "escape"] as const) {
    await ada.composer.press("Control+e");
    await picker.waitFor();
    // In one task of the page: the `close` event of the first picker fires when the second is open.
    await ada.page.evaluate(async (closesBy) => {
      const first = document.querySelector<HTMLDialogElement>("dialog.emoji-picker");
      if (closesBy === "choose") first?.querySelector<HTMLElement>(".emoji-grid button")?.click();
      else first?.requestClose();
      for (let turn = 0; first?.isConnected; turn += 1) {
        if (turn === 1000) throw new Error("the picker did not close");
        await Promise.resolve();
      }
      const key = new KeyboardEvent("keydown", { key: "e", code: "KeyE", ctrlKey: true, bubbles: true });
      document.querySelector(".composer textarea")?.dispatchEvent(key);
    }, way);
    await picker.waitFor();
    await ada.page.evaluate(() => new Promise((later) => setTimeout(later, 100)));
    expect(await picker.isVisible()).toBe(true);
    await ada.page.keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
  }
  ada.expectNoErrors();
});
