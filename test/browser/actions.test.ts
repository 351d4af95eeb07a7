/** Message actions: edit, delete, react, link, mention. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations, horizontalOverflow } from "./support/axe.ts";
import { copied } from "./support/clipboard.ts";
import { chooseFromMessageMenu, chooseFromRoomMenu, deleteMessage, dialogOf } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** Two people in a room of their own. */
async function pair(room: string): Promise<[Visitor, Visitor]> {
  const visitors = await Promise.all([Visitor.create(), Visitor.create()]);
  // One after the other: the first author owns the room.
  for (const visitor of visitors) await visitor.enter(`${server.url}/rooms/${room}`);
  return visitors;
}

const action = (visitor: Visitor, name: string) =>
  visitor.page.getByRole("toolbar", { name: "Message actions" }).getByRole("button", { name });

test("a message is edited with Up in an empty composer and deleted from its toolbar, for both people", async () => {
  const changes = uniqueRoom("changes");
  const [ada, grace] = await pair(changes);
  await ada.say("Frist");
  await ada.untilStored("Frist");
  await ada.composer.press("ArrowUp");
  const field = ada.page.getByRole("textbox", { name: "Edit message" });
  await field.fill("First");
  await field.press("Enter");
  await grace.page.locator(".line", { hasText: "First" }).getByText("edited").waitFor();
  // The others may see the change before its answer ends the edit.
  await expect
    .poll(() => ada.page.evaluate(() => document.activeElement?.getAttribute("placeholder")))
    .toMatch(/^Message/);

  await grace.line("First").hover();
  await action(grace, "React").waitFor();
  await expect.poll(() => action(grace, "Edit").count()).toBe(0);
  await action(grace, "More actions").click();
  await grace.page.getByRole("menuitem", { name: "Copy text" }).waitFor();
  await expect.poll(() => grace.page.getByRole("menuitem", { name: "Delete" }).count()).toBe(0);
  await grace.page.keyboard.press("Escape");

  await ada.line("First").hover();
  await chooseFromMessageMenu(ada.page, "Delete");
  await action(ada, "Cancel").click();
  await deleteMessage(ada.page);
  for (const visitor of [ada, grace]) await visitor.page.getByText("This message was deleted").waitFor();
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("reactions are added, joined and removed, by keyboard and mouse", async () => {
  const reactions = uniqueRoom("reactions");
  const [ada, grace] = await pair(reactions);
  await ada.say("Who comes along?");
  await grace.untilStored("Who comes along?");
  await grace.composer.press("Shift+Tab");
  await grace.page.keyboard.press("ArrowUp");
  await grace.page.getByRole("toolbar", { name: "Message actions" }).waitFor();
  await grace.page.keyboard.press("Enter");
  await grace.page.keyboard.press("Enter");
  await grace.page.getByRole("button", { name: "React with 👍" }).waitFor();
  await grace.page.keyboard.press("ArrowRight");
  await grace.page.keyboard.press("ArrowLeft");
  await grace.page.keyboard.press("Enter");
  const reaction = (visitor: Visitor) => visitor.page.locator(".reaction");
  await reaction(ada).getByText("1").waitFor();
  await reaction(ada).click();
  await reaction(grace).getByText("2").waitFor();
  // A click before the answer would add the reaction again.
  for (const visitor of [ada, grace])
    await expect.poll(() => reaction(visitor).getAttribute("aria-pressed")).toBe("true");
  await reaction(ada).click();
  await reaction(grace).getByText("1").waitFor();
  await grace.page.keyboard.press("Escape");
  await expect.poll(() => grace.page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  ada.expectNoErrors();
});

test("a message's link is copied, and opens the message", async () => {
  const ownLink = uniqueRoom("own-link");
  const [ada, grace] = await pair(ownLink);
  await ada.say("Here");
  await ada.untilStored("Here");
  const copy = async () => {
    await ada.line("Here").hover();
    await chooseFromMessageMenu(ada.page, "Copy link");
    await ada.untilToast("Link copied");
  };
  const link = await copied(ada, copy, `${server.url}/rooms/${ownLink}?m=1`);
  await grace.enter(link);
  await grace.page.locator("[data-target]", { hasText: "Here" }).waitFor();
});

test("names and emoji are completed while typing, and a mentioned person sees the mention", async () => {
  const completed = uniqueRoom("completed");
  const [ada, grace] = await pair(completed);
  await grace.page.getByRole("button", { name: "Change your name" }).click();
  await grace.page.getByLabel("Your name").fill("Grace Hopper");
  await grace.page.keyboard.press("Enter");
  await ada.page.locator(".panel.people", { hasText: "Grace Hopper" }).waitFor();

  await ada.composer.pressSequentially("Hello @gra");
  await ada.page.getByRole("option", { name: "Grace Hopper" }).waitFor();
  await ada.composer.press("Enter");
  await expect.poll(() => ada.composer.inputValue()).toBe("Hello @Grace Hopper ");
  await ada.composer.pressSequentially(":rocke");
  await ada.page.getByRole("option", { name: ":rocket:" }).waitFor();
  await ada.composer.press("Tab");
  await ada.composer.press("Enter");
  await grace.page.locator("[data-mentions-you]", { hasText: "Hello @Grace Hopper 🚀" }).waitFor();
  await expect.poll(() => grace.page.locator(".mention").textContent()).toBe("@Grace Hopper");
  await expect.poll(() => ada.page.locator("[data-mentions-you]").count()).toBe(0);
  ada.expectNoErrors();
});

test("a message is reported from its menu, and its report is dismissed by the owner of the room", async () => {
  const room = uniqueRoom("reported");
  const [ada, grace] = await pair(room);
  // Then her page is told of reports.
  await ada.untilComplete();
  await ada.say(`Buy now ${"very-".repeat(40)}`);
  await grace.line("Buy now").hover();
  await chooseFromMessageMenu(grace.page, "Report");
  const form = dialogOf(grace);
  await form.getByText("Buy now").waitFor();
  await form.getByRole("button", { name: "Report", exact: true }).click();
  await form.getByRole("alert").getByText("Choose a reason").waitFor();
  expect(await axeViolations(grace, [], ["light"])).toEqual([]);
  await form.getByLabel("What's wrong with it?").selectOption({ label: "Spam or advertising" });
  await form.getByLabel("Details (optional)").fill("In every room");
  await grace.page.setViewportSize({ width: 320, height: 640 });
  // The panels follow the width of the window.
  await expect.poll(() => horizontalOverflow(grace)).toBe(0);
  await form.getByRole("button", { name: "Report", exact: true }).click();
  await ada.untilToast("A message was reported.");
  await grace.untilToast("Reported. Thank you.");

  await chooseFromRoomMenu(ada.page, room, "Reported messages");
  const reports = dialogOf(ada);
  await reports.getByText("In every room").waitFor();
  await ada.page.setViewportSize({ width: 320, height: 640 });
  const quote = reports.locator("blockquote");
  await expect
    .poll(() => quote.evaluate((box) => [box.scrollWidth - box.clientWidth, box.clientWidth > 220]))
    .toEqual([0, true]);
  expect(await axeViolations(ada, [], ["light"])).toEqual([]);
  await reports.getByRole("button", { name: "Dismiss" }).click();
  await reports.getByText("No reports are waiting.").waitFor();
  for (const visitor of [ada, grace]) visitor.expectNoErrors();
});
