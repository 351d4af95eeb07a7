/** A room with a long history: opening, scrolling, addresses of messages, printing. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { isInView, scrollTo } from "./support/scrolling.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const COUNT = 600;
/** Messages of all lengths, so that estimated and real heights differ. */
const texts = Array.from({ length: COUNT }, (_, index) =>
  `Note ${index + 1}. ${"Some more words about it. ".repeat((index * 7) % 23)}`.trim(),
);

test("a long history scrolls with few elements and no jump, and prints all loaded messages", async () => {
  const room = uniqueRoom("annals");
  await fillRoom(server, room, texts);
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.line(`Note ${COUNT}.`).waitFor();

  const up = await scrollTo(ada, -900, "Note 350.");
  expect(up.maxRows).toBeLessThan(200);
  expect(up.largestJump, up.jumpedAt).toBeLessThanOrEqual(2);

  // The print has all loaded messages, a note about the rest, and nothing else.
  const note = () =>
    ada.page.evaluate(() => {
      dispatchEvent(new Event("beforeprint"));
      const list = document.querySelector(".list");
      return list?.getAttribute("data-print-note") ?? "";
    });
  await expect.poll(note).toContain("a part of the conversation");
  expect(await ada.page.locator(".row").count()).toBeGreaterThan(200);
  await ada.page.emulateMedia({ media: "print" });
  const before = () =>
    ada.page.locator(".list").evaluate((list) => getComputedStyle(list, "::before").content);
  expect(await before()).toContain("a part of the conversation");
  for (const shown of [".header", ".line"])
    expect(await ada.page.locator(shown).first().isVisible()).toBe(true);
  for (const hidden of [".composer", ".panel.rooms", ".panel.people", ".header .icon-button", ".connection"])
    expect(await ada.page.locator(hidden).first().isVisible(), hidden).toBe(false);
  await ada.page.emulateMedia({ media: "screen" });
  await ada.composer.waitFor();
  await ada.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect.poll(() => ada.page.locator(".row").count()).toBeLessThan(200);
  ada.expectNoErrors();
});

test("a message's address opens at the message, and scrolling down reaches the newest", async () => {
  const room = uniqueRoom("places");
  await fillRoom(server, room, texts);
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}?m=123`);
  const line = ada.page.locator("[data-target]", { hasText: "Note 123." });
  await line.waitFor();
  await expect.poll(() => isInView(ada, "Note 123.")).toBe(true);
  await expect.poll(() => line.evaluate((element) => element === document.activeElement)).toBe(true);

  await fillRoom(server, room, ["Said meanwhile"], "Grace");
  await ada.page.getByRole("button", { name: "1 new message" }).waitFor();
  await expect.poll(() => isInView(ada, "Note 123.")).toBe(true);
  const down = await scrollTo(ada, 1_200, "Said meanwhile");
  expect(down.largestJump, down.jumpedAt).toBeLessThanOrEqual(2);
  // The last step may have ended some pixels before the end.
  await ada.page.locator(".list").evaluate((list) => {
    list.scrollTop = list.scrollHeight;
  });
  await ada.page.locator(".new-messages").waitFor({ state: "detached" });
  await fillRoom(server, room, ["And followed again"], "Grace");
  await expect.poll(() => isInView(ada, "And followed again")).toBe(true);

  await ada.page.goto(`${server.url}/rooms/${room}?m=123`);
  await line.waitFor();
  await ada.page.getByRole("button", { name: "Jump to latest" }).click();
  await expect.poll(() => isInView(ada, "And followed again")).toBe(true);
  await expect.poll(() => new URL(ada.page.url()).search).toBe("");
  ada.expectNoErrors();
});

test("the address of a missing message shows a notice and the newest messages", async () => {
  const room = uniqueRoom("nothing");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}?m=99`);
  await ada.untilToast("This message doesn't exist in this room");
});

test("a very long message is collapsed until it is expanded, and its address opens it", async () => {
  const room = uniqueRoom("folded");
  const lines = Array.from({ length: 400 }, (_, index) => `Line ${index + 1}`).join("\n");
  await fillRoom(server, room, ["Before", lines, "After"]);
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}?m=2`);
  const line = ada.page.locator("[data-target]");
  await line.waitFor();
  const height = () => line.evaluate((element) => element.getBoundingClientRect().height);
  expect(await height()).toBeLessThan(500);
  const more = line.getByRole("button", { name: "Show more" });
  await expect.poll(() => more.getAttribute("aria-expanded")).toBe("false");
  await more.focus();
  await ada.page.keyboard.press("Enter");
  const less = line.getByRole("button", { name: "Show less" });
  await less.waitFor();
  await expect.poll(() => less.getAttribute("aria-expanded")).toBe("true");
  expect(await height()).toBeGreaterThan(5_000);
  await less.click();
  await more.waitFor();
  expect(await height()).toBeLessThan(500);
  await expect.poll(() => isInView(ada, "Line 1")).toBe(true);
  ada.expectNoErrors();
});
