/** Replies, read receipts across devices, and idle people. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { deleteMessage } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("a reply shows its original, leads to it, and waits like any message while offline", async () => {
  const room = uniqueRoom("replies");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await ada.enter(url);
  await ada.say("Where shall we eat?");
  await ada.untilStored("Where shall we eat?");
  await grace.enter(url);
  await grace.line("Where shall we eat?").hover();
  const toolbar = grace.page.getByRole("toolbar", { name: "Message actions" });
  await toolbar.getByRole("button", { name: "Reply" }).click();
  await grace.page.locator(".reply-bar", { hasText: "Where shall we eat?" }).waitFor();
  await grace.composer.press("Escape");
  await grace.page.locator(".reply-bar").waitFor({ state: "detached" });

  await grace.line("Where shall we eat?").hover();
  await toolbar.getByRole("button", { name: "Reply" }).click();
  await grace.setOffline(true);
  await grace.page.locator('.connection[data-state="offline"]').waitFor();
  await grace.say("At the harbour");
  await grace.line("At the harbour").locator(".quote", { hasText: "Where shall we eat?" }).waitFor();
  await grace.setOffline(false);
  await grace.untilStored("At the harbour");
  const answer = ada.line("At the harbour");
  await answer.locator(".quote", { hasText: "Where shall we eat?" }).waitFor();
  await expect.poll(() => answer.getAttribute("data-mentions-you")).not.toBeNull();
  await answer.getByRole("button", { name: /In reply to/ }).click();
  await ada.page.locator(".line[data-target]", { hasText: "Where shall we eat?" }).waitFor();

  // The original is deleted, and the reply says so.
  await ada.line("Where shall we eat?").first().hover();
  await deleteMessage(ada.page);
  await grace.line("At the harbour").locator(".quote", { hasText: "This message was deleted" }).waitFor();
  ada.expectNoErrors();
  grace.expectNoErrors(/ERR_INTERNET_DISCONNECTED/);
});

test("an inactive person is shown as away until they press a key", async () => {
  const room = uniqueRoom("idle");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await grace.page.clock.install();
  await grace.enter(url);
  await ada.enter(url);
  const away = ada.page.locator(".panel.people [data-idle]");
  await expect.poll(() => away.count()).toBe(0);
  await grace.page.clock.fastForward(6 * 60_000);
  await away.getByText("away").waitFor();
  await grace.page.keyboard.press("Shift");
  await away.waitFor({ state: "detached" });
  ada.expectNoErrors();
});

test("a message that is read on one device is read on another", async () => {
  const room = uniqueRoom("devices");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await grace.enter(url);
  await grace.say("Seen");
  await grace.untilStored("Seen");
  await ada.enter(url);
  await ada.line("Seen").waitFor();
  // Leaving the page sends the read receipt. Clearing the storage turns it into another device of the same person.
  await ada.page.goto(`${server.url}/api/health`);
  await ada.page.evaluate(() => localStorage.clear());
  await grace.say("Not seen yet");
  await grace.untilStored("Not seen yet");
  await ada.enter(url);
  const row = ada.page.locator(".row", { has: ada.page.locator(".unread") });
  await row.getByText("Not seen yet").waitFor();
  await expect.poll(() => row.count()).toBe(1);
});
