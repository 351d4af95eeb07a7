/** Unread messages, mentions and notifications, and shortcuts for navigation. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `Line ${index + 1}.`);

test("messages that arrive while the reader is further up are counted in title and icon, with a mark at the first", async () => {
  const room = uniqueRoom("away");
  await fillRoom(server, room, words(60));
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.line("Line 60.").waitFor();
  const icon = () => ada.page.locator('link[rel="icon"]').getAttribute("href");
  expect(await icon()).toBe("/icons/rocket.svg");
  await ada.page.getByRole("log").evaluate((list) => list.scrollTo({ top: 0 }));
  await ada.page.getByRole("button", { name: "Jump to latest" }).waitFor();
  await fillRoom(server, room, ["Fresh one", "Fresh two"], "Grace");
  await expect.poll(() => ada.page.title()).toBe(`(2) ${room} · Socket Rocket`);
  expect(await icon()).toBe("/icons/rocket-unread.svg");

  await ada.page.getByRole("button", { name: "2 new messages" }).click();
  await expect.poll(() => ada.page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  const marked = ada.page.locator(".row", { has: ada.page.locator(".unread") });
  await marked.waitFor();
  await expect.poll(() => marked.textContent()).toContain("Fresh one");
  await expect.poll(() => ada.page.title()).toBe(`${room} · Socket Rocket`);
  expect(await icon()).toBe("/icons/rocket.svg");
});

test("messages that came between two visits are marked, too", async () => {
  const room = uniqueRoom("visits");
  await fillRoom(server, room, ["Seen"]);
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.untilStored("Seen");
  await expect.poll(() => ada.page.locator(".unread").count()).toBe(0);
  await ada.page.goto(server.url);
  await fillRoom(server, room, ["Not seen"], "Grace");
  await ada.enter(`${server.url}/rooms/${room}`);
  const marked = ada.page.locator(".row", { has: ada.page.locator(".unread") });
  await marked.waitFor();
  await expect.poll(() => marked.textContent()).toContain("Not seen");
});

test("a mention notifies a person who enabled notifications and is not looking, and no one else", async () => {
  const room = uniqueRoom("notices");
  const ada = await Visitor.create({
    // Headless Chromium shows no notifications: record the calls of the page instead.
    init: () => {
      const shown: string[] = [];
      const Notice = function (this: unknown, title: string) {
        shown.push(title);
      };
      let permission = "default";
      Object.defineProperty(Notice, "permission", { get: () => permission });
      Object.assign(Notice, {
        requestPermission: async () => {
          permission = "granted";
          return permission;
        },
      });
      Object.assign(window, { Notification: Notice, shown });
      Object.assign(window, {
        hide: () => Object.defineProperty(document, "visibilityState", { get: () => "hidden" }),
      });
    },
  });
  await ada.enter(`${server.url}/rooms/${room}`);
  // Then people with one name are told apart.
  await ada.untilComplete();
  const you = await ada.page.locator(".yourself-name").textContent();
  const shown = () => ada.page.evaluate(() => (window as unknown as { shown: string[] }).shown);
  await ada.page.evaluate(() => (window as unknown as { hide(): void }).hide());
  await fillRoom(server, room, [`Before @${you}`], "Grace");
  await ada.untilStored("Before");
  expect(await shown()).toEqual([]);
  await ada.page.getByText("Notifications: Nothing").click();
  await ada.page.getByRole("radio", { name: "Mentions and replies" }).click();
  await ada.page.getByText("Notifications: Mentions and replies").waitFor();
  // The first one confirms that notifications are on.
  await expect.poll(shown).toEqual([room]);
  await fillRoom(server, room, ["Not for anybody", `And now @${you}`], "Grace");
  // Another person with this name has written before, so this one has a tag.
  await expect
    .poll(shown)
    .toEqual([room, expect.stringMatching(new RegExp(`^Grace #[0-9a-f]{4} · ${room}$`))]);
  ada.expectNoErrors();
});

test("shortcuts open the list of shortcuts and the room switcher", async () => {
  const firstRoom = uniqueRoom("first-room");
  const secondRoom = uniqueRoom("second-room");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${firstRoom}`);
  await ada.enter(`${server.url}/rooms/${secondRoom}`);
  await ada.page.getByRole("log").focus();
  await ada.page.keyboard.press("?");
  await ada.page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Switch rooms").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("dialog").waitFor({ state: "detached" });
  await ada.composer.focus();
  await ada.page.keyboard.press("?");
  await expect.poll(() => ada.composer.inputValue()).toBe("?");

  await ada.page.keyboard.press("Control+k");
  await ada.page.getByRole("combobox", { name: "Room" }).fill("fir");
  await ada.page.getByRole("option", { name: firstRoom }).waitFor();
  await ada.page.keyboard.press("Enter");
  await ada.page.waitForURL(`**/rooms/${firstRoom}`);
  ada.expectNoErrors();
});
