/** A room's rules and the owner's moderation, as people see them. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import {
  chooseFromRoomMenu,
  closeDialog,
  confirmAction,
  deleteMessage,
  dialogOf,
  openAuthorProfile,
  openProfile,
  openRoomSettings,
  ownNameOf,
} from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** A room with its owner and another person. */
async function people(room: string): Promise<{ url: string; ada: Visitor; grace: Visitor; name: string }> {
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.create({ name: "Ada" }), await Visitor.create({ name: "Grace" })];
  await ada.enter(url);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await grace.enter(url);
  await grace.line("Mine").waitFor();
  return { url, ada, grace, name: await ownNameOf(grace) };
}

test("the owner sets the room's name and topic, and everyone sees them", async () => {
  const named = uniqueRoom("named");
  const { ada, grace } = await people(named);
  const dialog = await openRoomSettings(ada, named);
  await dialog.getByLabel("Name", { exact: true }).fill("The <b>tea</b> room");
  await dialog.getByLabel("Topic").fill("Green or black");
  await dialog.getByLabel("Topic").press("Enter");
  await dialog.getByText("Saved").waitFor();
  await grace.page.getByRole("button", { name: "The <b>tea</b> room", exact: true }).waitFor();
  await grace.page.locator(".topic", { hasText: "Green or black" }).waitFor();
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("in slow mode a countdown shows when the next message can be sent, and no written text is lost", async () => {
  const slow = uniqueRoom("slow");
  const { ada, grace, url } = await people(slow);
  const dialog = await openRoomSettings(ada, slow);
  const slowMode = dialog.getByLabel("Slow mode");
  // The field shows a choice before the room has it.
  const choose = (label: string) =>
    slowMode.selectOption({ label }).then(() => dialog.getByText("Saved").waitFor());
  await choose("1 hour");
  await expect.poll(() => slowMode.inputValue()).toBe("3600");
  await grace.say("First");
  await grace.untilStored("First");
  await grace.page.getByText(/^You can send again in (?:5\d:\d\d|1:00:00)$/).waitFor();
  const describedBy = await grace.composer.getAttribute("aria-describedby");
  expect(describedBy?.split(" ")).toContain("slow-mode-note");
  await grace.say("Second");
  const leaves = grace.line("Second").getByText(/^Sends in (?:5\d:\d\d|1:00:00)$/);
  const left: string[] = [];
  await expect
    .poll(async () => {
      const text = (await leaves.textContent()) ?? "";
      if (text !== left.at(-1)) left.push(text);
      return left.length;
    })
    .toBe(3);
  expect(left.slice(1)).toEqual(left.slice(1).toSorted().reverse());

  // A reload does not end the wait. A shorter interval does.
  await grace.page.reload();
  await grace.page.getByText(/^You can send again in 5\d:\d\d$/).waitFor();
  await leaves.waitFor();
  await choose("5 seconds");
  for (const text of ["Second", "Third"]) {
    // The page sends it when the time has come. Earlier the room would reject it.
    if (text === "Third") await grace.say(text);
    await grace.untilStored(text);
    await ada.untilStored(text);
  }

  // Turning slow mode off ends a long wait.
  await choose("1 hour");
  await grace.say("Fourth");
  await grace
    .line("Fourth")
    .getByText(/^Sends in (?:5\d:\d\d|1:00:00)$/)
    .waitFor();
  await choose("Off");
  await grace.untilStored("Fourth");
  await grace.page.getByText("You can send again").waitFor({ state: "detached" });
  expect(grace.page.url()).toBe(url);
  await choose("1 hour");
  await closeDialog(ada);
  await ada.say("The owner never waits");
  await ada.say("Not at all");
  await ada.untilStored("Not at all");
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("a locked room explains why it cannot be written to, keeps typed text, and accepts its owner's messages", async () => {
  const locked = uniqueRoom("locked");
  const { ada, grace } = await people(locked);
  await grace.composer.fill("Half a sentence");
  const dialog = await openRoomSettings(ada, locked);
  await dialog.getByRole("switch", { name: "Only you can write" }).click();
  const why = grace.page.getByText("This room is locked. Only the owner can write. Your draft stays here.");
  await why.waitFor();
  await expect.poll(() => grace.page.getByRole("status").filter({ has: why }).count()).toBe(1);
  await expect.poll(() => grace.composer.inputValue()).toBe("Half a sentence");
  await closeDialog(ada);
  await expect.poll(() => ada.page.getByText("This room is locked").count()).toBe(0);
  await ada.say("I may");
  await grace.untilStored("I may");
  await grace.page.getByRole("button", { name: "About this room" }).click();
  await dialogOf(grace).getByText("Only the owner can write.").waitFor();
  await closeDialog(grace);
  await openRoomSettings(ada, locked);
  await dialog.getByRole("switch", { name: "Only you can write" }).click();
  await why.waitFor({ state: "detached" });
  await grace.composer.press("Enter");
  await grace.untilStored("Half a sentence");
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("a muted person sees it at once, also after a reload, and sees when they are unmuted", async () => {
  const mute = uniqueRoom("mute");
  const { ada, grace, name } = await people(mute);
  await confirmAction(await openProfile(ada, name), "Mute");
  await ada.untilToast(`${name} is muted`);
  const why = grace.page.getByText(
    "You're muted in this room. You can read, but not write. Your draft stays here.",
  );
  await why.waitFor();
  await grace.page.reload();
  await why.waitFor();
  await expect.poll(() => ada.page.getByText("You're muted").count()).toBe(0);
  await grace.write("Can you hear me?");
  await grace.page.getByText("Not sent. You're muted in this room.").waitFor();

  const dialog = await openProfile(ada, name);
  await dialog.getByText("They're muted: they can read, but not write.").waitFor();
  await dialog.getByRole("button", { name: "Unmute" }).click();
  await ada.untilToast(`${name} is no longer muted`);
  await why.waitFor({ state: "detached" });
  await grace.page.getByRole("button", { name: "Try again" }).click();
  await ada.untilStored("Can you hear me?");
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("the owner deletes another person's message, and bans and unbans a person who has left", async () => {
  const gone = uniqueRoom("gone");
  const { ada, grace, name, url } = await people(gone);
  await grace.say("Buy cheap rockets");
  await grace.say("And cheap fuel");
  await ada.untilStored("And cheap fuel");
  await ada.line("Buy cheap rockets").hover();
  await deleteMessage(ada.page);
  for (const visitor of [ada, grace]) {
    await visitor.page.getByText("This message was deleted").waitFor();
    expect(await visitor.line("Buy cheap rockets").count()).toBe(0);
  }

  await grace.page.goto("about:blank");
  await ada.page.locator(".panel.people").getByText("1 member online").waitFor();
  await ada.line("And cheap fuel").hover();
  await openAuthorProfile(ada, name);
  await confirmAction(dialogOf(ada), "Ban");
  await ada.untilToast(`${name} is banned`);
  await grace.page.goto(url);
  await grace.page.getByRole("heading", { name: "You're banned from this room" }).waitFor();
  await openRoomSettings(ada, gone);
  await dialogOf(ada).getByText("Banned", { exact: true }).waitFor();
  await dialogOf(ada)
    .getByRole("button", { name: `Allow again: ${name}` })
    .click();
  await dialogOf(ada).getByText("Banned", { exact: true }).waitFor({ state: "detached" });
  await closeDialog(ada);
  await grace.page.getByRole("button", { name: "Try again" }).click();
  await grace.untilLive();
  await ada.line("And cheap fuel").hover();
  await openAuthorProfile(ada, name);
  await confirmAction(dialogOf(ada), "Ban");
  await grace.page.getByRole("heading", { name: "You're banned from this room" }).waitFor();
  await expect
    .poll(() => grace.page.getByRole("link", { name: "Go to the front page" }).getAttribute("href"))
    .toBe("/");

  await ada.line("And cheap fuel").hover();
  await openAuthorProfile(ada, name);
  await dialogOf(ada).getByRole("button", { name: "Unban" }).click();
  await ada.untilToast(`${name} is no longer banned`);
  await grace.page.getByRole("button", { name: "Try again" }).click();
  await grace.untilLive();
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("erasing a person removes all their messages for everyone", async () => {
  const erase = uniqueRoom("erase");
  const { ada, grace, name } = await people(erase);
  for (const text of ["One secret", "Another secret"]) await grace.say(text);
  await ada.untilStored("Another secret");
  const dialog = await openProfile(ada, name);
  await dialog.getByRole("button", { name: "Delete all messages" }).click();
  // Two confirmations, with the focus on Cancel. The first is cancelled once.
  await expect.poll(() => ada.page.evaluate(() => document.activeElement?.textContent)).toBe("Cancel");
  await ada.page.keyboard.press("Enter");
  expect(await ada.page.evaluate(() => document.activeElement?.textContent)).toBe("Delete all messages");
  await confirmAction(dialog, "Delete all messages");
  for (const visitor of [ada, grace]) {
    await expect.poll(() => visitor.page.getByText("This message was deleted").count()).toBe(2);
    // The live region may still hold the announcement of a message that was alone.
    expect(await visitor.line("secret").count()).toBe(0);
  }
  await grace.page.reload();
  await grace.untilLive();
  await expect.poll(() => grace.page.getByText("This message was deleted").count()).toBe(2);
  expect(await grace.line("secret").count()).toBe(0);
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("transferring a room moves its controls at once, in open dialogs too", async () => {
  const handed = uniqueRoom("handed");
  const { ada, grace, name } = await people(handed);
  const former = await ownNameOf(ada);
  const tab = await ada.context.newPage();
  await tab.goto(ada.page.url());
  await chooseFromRoomMenu(tab, handed, "Room settings");
  await tab.getByRole("button", { name: "Delete room" }).waitFor();
  const hers = await openRoomSettings(grace, handed);
  await hers.getByText(`The owner is ${former}.`).waitFor();
  expect(await hers.getByRole("button", { name: "Delete room" }).count()).toBe(0);

  await confirmAction(await openProfile(ada, name), "Transfer ownership");
  await ada.untilToast(`${name} is the owner now`);
  await tab.getByText(`The owner is ${name}.`).waitFor();
  expect(await tab.getByRole("button", { name: "Delete room" }).count()).toBe(0);
  const profile = await openProfile(ada, name);
  // The answer to the transfer may come before the settings with the new owner.
  await expect.poll(() => profile.getByRole("button", { name: "Mute", exact: true }).count()).toBe(0);
  await hers.getByText("You own this room.").waitFor();
  await hers.getByRole("button", { name: "Delete room" }).waitFor();
  await closeDialog(grace);
  await (await openProfile(grace, former)).getByRole("button", { name: "Mute", exact: true }).waitFor();
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("a retention that deletes messages is confirmed first and shown to everyone", async () => {
  const kept = uniqueRoom("kept");
  const { ada, grace } = await people(kept);
  const dialog = await openRoomSettings(ada, kept);
  const keep = dialog.getByLabel("Keep messages");
  await keep.selectOption({ label: "7 days" });
  await dialog.getByText("All messages older than 7 days are permanently deleted. Are you sure?").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => keep.inputValue()).toBe("");
  await keep.selectOption({ label: "30 days" });
  await dialog.getByRole("button", { name: "Yes, delete them" }).click();
  await dialog.getByText("Are you sure?").waitFor({ state: "detached" });
  await expect.poll(() => keep.inputValue()).toBe("30");
  await openRoomSettings(grace, kept);
  await dialogOf(grace).getByText("Messages are kept for 30 days.").waitFor();
  await keep.selectOption({ label: "Forever" });
  await dialogOf(grace).getByText("Messages are kept for").waitFor({ state: "detached" });
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("when a room is deleted everyone is notified, keeps what they were typing, and is offered a way on", async () => {
  const condemned = uniqueRoom("condemned");
  const { ada, grace } = await people(condemned);
  await grace.composer.fill("What I was about to say");
  const dialog = await openRoomSettings(ada, condemned);
  await dialog.getByRole("button", { name: "Delete room" }).click();
  const field = dialog.getByLabel(`Type ${condemned} to delete the room.`);
  await field.fill("other");
  await expect.poll(() => dialog.getByRole("button", { name: "Delete permanently" }).isDisabled()).toBe(true);
  await field.fill(condemned.toUpperCase());
  await dialog.getByRole("button", { name: "Delete permanently" }).click();
  for (const visitor of [ada, grace]) {
    await visitor.page.getByRole("heading", { name: "This room was deleted" }).waitFor();
    await visitor.connection.getByText("Room deleted").waitFor();
  }
  await expect.poll(() => grace.composer.inputValue()).toBe("What I was about to say");
  // The text cannot be edited any more, but copied.
  await expect.poll(() => grace.composer.isEditable()).toBe(false);
  await grace.composer.press("Control+a");
  expect(await grace.page.evaluate(() => getSelection()?.toString())).toBe("What I was about to say");
  await grace.page.getByRole("link", { name: "Go to the front page" }).click();
  await grace.page.getByRole("heading", { name: "A room for a conversation" }).waitFor();

  await ada.page.getByRole("button", { name: "Create it again" }).click();
  await ada.untilLive();
  await ada.page.getByText("No messages yet").waitFor();
  ada.expectNoErrors();
  grace.expectNoErrors();
});
