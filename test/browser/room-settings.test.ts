/** What the owner of a room does with it, and what everybody else sees of that. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { aboutRoom } from "./dialogs.ts";
import { sharedServer as server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

test("the owner sets topic and rules, mutes, bans and lets back in, and deletes; the others are told", async () => {
  const room = uniqueRoom("owned");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.arrive(), await Visitor.arrive()];
  await ada.enter(url);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await grace.enter(url);
  await grace.page.locator(".line", { hasText: "Mine" }).waitFor();
  const dialog = (visitor: Visitor) => visitor.page.getByRole("dialog");
  const about = async (visitor: Visitor) => {
    await aboutRoom(visitor, room);
  };
  const close = (visitor: Visitor) => visitor.page.keyboard.press("Escape");

  await about(ada);
  await ada.page.getByLabel("Topic").fill("Lunch & <i>learn</i>");
  await ada.page.getByLabel("Topic").press("Enter");
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
  await ada.page.locator(".side.people").getByRole("button", { name: person }).click();
  await dialog(ada).getByRole("button", { name: "Mute" }).click();
  await dialog(ada).getByRole("button", { name: "Yes" }).click();
  await ada.page.getByText(`${person} is muted`).waitFor();
  await grace.write("Psst");
  await grace.page.getByText("Not sent: you are muted in this room").waitFor();

  await ada.page.locator(".side.people").getByRole("button", { name: person }).click();
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
  await dialog(ada).getByLabel(`Type ${room} to delete it.`).fill("other");
  expect(await confirm.isDisabled()).toBe(true);
  await dialog(ada).getByLabel(`Type ${room} to delete it.`).fill(room.toUpperCase());
  await confirm.click();
  for (const visitor of [ada, grace]) await visitor.page.getByText("This room was deleted").waitFor();
  ada.expectNoComplaints();
  grace.expectNoComplaints();
});

test("the name the owner gives a room stands wherever the room is named, for everybody, until it is taken away", async () => {
  const lunch4 = uniqueRoom("lunch-4");
  const neighbours = uniqueRoom("neighbours");
  const url = `${server.url}/rooms/${lunch4}`;
  const [ada, grace] = [await Visitor.arrive(), await Visitor.arrive()];
  for (const visitor of [ada, grace]) await visitor.page.setViewportSize({ width: 1440, height: 900 });
  await ada.enter(url);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await grace.enter(url);
  const heading = (visitor: Visitor, name: string) =>
    visitor.page.getByRole("heading", { level: 1 }).getByRole("button", { name, exact: true });
  const rooms = (visitor: Visitor) => visitor.page.getByRole("navigation", { name: "Rooms on this device" });
  const dialog = (visitor: Visitor) => visitor.page.getByRole("dialog");
  const rename = async (from: string, to: string) => {
    await aboutRoom(ada, from);
    await dialog(ada).getByLabel("Name", { exact: true }).fill(to);
    await dialog(ada).getByLabel("Name", { exact: true }).press("Enter");
    await dialog(ada).getByText("Saved").waitFor();
    await ada.page.keyboard.press("Escape");
  };

  await rename(lunch4, "  Lunch &\n <b>learn</b> ");
  const title = "Lunch & <b>learn</b>";
  for (const visitor of [ada, grace]) {
    await heading(visitor, title).waitFor();
    await expect.poll(() => visitor.page.title()).toBe(`${title} · Socket Rocket`);
    await rooms(visitor).getByRole("link", { name: title }).waitFor();
    await visitor.page.getByRole("textbox", { name: `Message ${title}` }).waitFor();
  }
  // Whoever does not own it is told both names.
  await aboutRoom(grace, title);
  await dialog(grace).getByText(title).waitFor();
  await dialog(grace).getByText(`In its address it is called ${lunch4}.`).waitFor();
  expect(await dialog(grace).getByLabel("Name", { exact: true }).count()).toBe(0);
  await grace.page.keyboard.press("Escape");

  // In another room, and on the front page, the device remembers it.
  await grace.enter(`${server.url}/rooms/${neighbours}`);
  await rooms(grace).getByRole("link", { name: title }).waitFor();
  await grace.page.keyboard.press("Control+k");
  await dialog(grace).getByRole("combobox").waitFor();
  await grace.page.keyboard.type("learn");
  await dialog(grace).getByRole("option", { name: title }).getByText(lunch4).waitFor();
  await grace.page.keyboard.press("Enter");
  await grace.page.waitForURL(url);
  await grace.page.goto(server.url);
  await grace.page
    .getByRole("navigation", { name: "Rooms you were in" })
    .getByRole("link", { name: title })
    .waitFor();
  await grace.enter(url);

  await rename(title, "   ");
  for (const visitor of [ada, grace]) {
    await heading(visitor, lunch4).waitFor();
    await expect.poll(() => visitor.page.title()).toBe(`${lunch4} · Socket Rocket`);
    await rooms(visitor).getByRole("link", { name: lunch4 }).waitFor();
  }
  ada.expectNoComplaints();
  grace.expectNoComplaints();
});
