/** What the owner of a room does with it, and what everybody else sees of that. */
import { expect, test } from "vitest";
import { startServer } from "../support/server.ts";
import { Visitor } from "./visitor.ts";

test("the owner sets topic and rules, mutes, bans and lets back in, and deletes; the others are told", async () => {
  const server = await startServer();
  const url = `${server.url}/rooms/owned`;
  const [ada, grace] = [await Visitor.arrive(), await Visitor.arrive()];
  await ada.enter(url);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await grace.enter(url);
  await grace.page.locator(".line", { hasText: "Mine" }).waitFor();
  const dialog = (visitor: Visitor) => visitor.page.getByRole("dialog");
  const about = async (visitor: Visitor) => {
    await visitor.page.getByRole("button", { name: "owned", exact: true }).click();
    await dialog(visitor).waitFor();
  };
  const close = (visitor: Visitor) => visitor.page.keyboard.press("Escape");

  await about(ada);
  await ada.page.getByLabel("Topic").fill("Lunch & <i>learn</i>");
  await dialog(ada).getByRole("button", { name: "Save" }).click();
  await grace.page.locator(".topic", { hasText: "Lunch & <i>learn</i>" }).waitFor();
  await ada.page.getByRole("switch", { name: "Only you may write" }).click();
  await ada.page.getByLabel("Slow mode").selectOption({ label: "30 seconds" });
  await grace.page.waitForFunction(() => document.querySelector(".topic") !== null);
  await about(grace);
  await dialog(grace).getByText("Only its owner may write here.").waitFor();
  await dialog(grace).getByText("One message every 30 seconds.").waitFor();
  expect(await dialog(grace).getByRole("button", { name: "Delete this room" }).count()).toBe(0);
  await close(grace);
  await grace.write("May I?");
  await grace.page.getByText("Not sent: this room is locked").waitFor();
  await ada.page.getByRole("switch", { name: "Only you may write" }).click();
  await ada.page.getByLabel("Slow mode").selectOption({ label: "Off" });
  await close(ada);
  await grace.page.getByRole("button", { name: "Try again" }).click();
  await grace.untilStored("May I?");

  const person = (await grace.page.locator(".yourself-name").textContent()) ?? "";
  await ada.page.getByRole("button", { name: person }).click();
  await dialog(ada).getByRole("button", { name: "Mute" }).click();
  await dialog(ada).getByRole("button", { name: "Yes" }).click();
  await ada.page.getByText(`${person} is muted`).waitFor();
  await grace.write("Psst");
  await grace.page.getByText("Not sent: you are muted in this room").waitFor();

  await ada.page.getByRole("button", { name: person }).click();
  await dialog(ada).getByRole("button", { name: "Ban" }).click();
  await dialog(ada).getByRole("button", { name: "Yes" }).click();
  await grace.page.getByText("You cannot come in").waitFor();
  await about(ada);
  await dialog(ada)
    .getByRole("button", { name: `Allow again: ${person}` })
    .nth(1)
    .click();
  await expect.poll(() => dialog(ada).getByText("Banned", { exact: true }).count()).toBe(0);
  await grace.page.getByRole("button", { name: "Try again" }).last().click();
  await grace.untilLive();

  await dialog(ada).getByRole("button", { name: "Delete this room" }).click();
  const confirm = dialog(ada).getByRole("button", { name: "Delete for good" });
  await dialog(ada).getByLabel("Type owned to delete it.").fill("other");
  expect(await confirm.isDisabled()).toBe(true);
  await dialog(ada).getByLabel("Type owned to delete it.").fill("Owned");
  await confirm.click();
  for (const visitor of [ada, grace]) await visitor.page.getByText("This room was deleted").waitFor();
  ada.expectNoComplaints();
  grace.expectNoComplaints();
});
