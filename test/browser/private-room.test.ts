/** Unlisted and private rooms, invite links and passphrases. */
import { expect, test } from "vitest";
import { uniqueRoom, uniqueWord } from "../support/rooms.ts";
import { copied } from "./support/clipboard.ts";
import { closeDialog, dialogOf, openProfile, openRoomSettings, ownNameOf } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("an unlisted room is open to anyone with its address, and is not in the directory", async () => {
  const word = uniqueWord();
  const [seen, unread] = [`seen-${word}`, `unseen-${word}`];
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  for (const room of [seen, unread]) {
    await ada.enter(`${server.url}/rooms/${room}`);
    await ada.say("Here");
    await ada.untilStored("Here");
  }
  const dialog = await openRoomSettings(ada, unread);
  await dialog.getByLabel("Visibility").selectOption("Unlisted");
  await dialog.getByText("Not listed. Anyone with the link can join.").waitFor();

  await grace.page.goto(server.url);
  const list = grace.page.getByRole("navigation", { name: "Public rooms" });
  // Other tests have public rooms, more than one page of them.
  await grace.page.getByRole("searchbox", { name: "Search public rooms" }).fill(word);
  await list.getByRole("link", { name: new RegExp(`^${seen}`) }).waitFor();
  await list.getByRole("link", { name: new RegExp(`^${unread}`) }).waitFor({ state: "detached" });
  await grace.enter(`${server.url}/rooms/${unread}`);
  await grace.line("Here").waitFor();
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("an invite admits new people until it is revoked; guests stay until they are removed", async () => {
  const quiet = uniqueRoom("quiet");
  const url = `${server.url}/rooms/${quiet}`;
  const ada = await Visitor.create({ name: "Ada" });
  const ben = await Visitor.create({ name: "Ben" });
  const eve = await Visitor.create({ name: "Eve" });
  await ada.enter(url);
  await ada.say("Between us");
  await ada.untilStored("Between us");
  const dialog = await openRoomSettings(ada, quiet);
  await dialog.getByLabel("Visibility").selectOption("Private");
  await dialog
    .getByText("There's no invite link yet. Anyone who opens it can join, and come back later.")
    .waitFor();
  await dialog.getByRole("button", { name: "Create invite link" }).click();
  // The focus is on the next step.
  await dialog.getByRole("button", { name: "Copy: Invite link" }).waitFor();
  const copy = async () => {
    await ada.page.keyboard.press("Enter");
    await dialog.getByText("Copied").first().waitFor();
  };
  const shown = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();
  const link = await copied(ada, copy, shown);

  await ben.enter(link);
  await ben.line("Between us").waitFor();
  expect(ben.page.url()).toBe(url);
  await ben.say("Thank you");
  await closeDialog(ada);
  await ada.untilStored("Thank you");
  await openRoomSettings(ada, quiet);
  await dialog
    .getByText("There's an invite link. For security, it's shown only when it's created.")
    .waitFor();
  expect(await dialog.getByRole("textbox", { name: "Invite link" }).count()).toBe(0);
  await dialog.getByRole("button", { name: "Revoke invite link" }).click();
  await dialog.getByText("There's no invite link yet. Anyone who opens it").waitFor();
  await eve.page.goto(link);
  await eve.page.getByRole("heading", { name: "This room is private" }).waitFor();
  await eve.page.getByText("This invite link is no longer valid.").waitFor();
  await ben.say("Still here");
  await ben.untilStored("Still here");

  const name = await ownNameOf(ben);
  await dialog.getByRole("button", { name: `Remove access: ${name}` }).click();
  await dialog.getByText("No one yet.").waitFor();
  await ben.page.getByText("This room is private").waitFor();
  await expect.poll(() => ben.connection.textContent()).toContain("Access denied");
  // Earlier messages are removed from the page, and nothing can be written.
  await expect.poll(() => ben.line("Still here").count()).toBe(0);
  await expect.poll(() => ben.composer.isEditable()).toBe(false);
  for (const visitor of [ada, ben, eve]) visitor.expectNoErrors();
});

test("a passphrase admits when it is right, shows an error when it is wrong, and does not admit once it is removed", async () => {
  const vault = uniqueRoom("vault");
  const url = `${server.url}/rooms/${vault}`;
  const [ada, ben] = [await Visitor.create({ name: "Ada" }), await Visitor.create({ name: "Ben" })];
  await ada.enter(url);
  await ada.say("Gold");
  await ada.untilStored("Gold");
  const dialog = await openRoomSettings(ada, vault);
  await dialog.getByLabel("Visibility").selectOption("Private");
  const passphrase = dialog.getByLabel("Passphrase");
  await passphrase.fill("short");
  await passphrase.press("Enter");
  expect(await passphrase.evaluate((field: HTMLInputElement) => field.validity.tooShort)).toBe(true);
  await passphrase.fill("open sesame");
  await passphrase.press("Enter");
  await dialog.getByText("Passphrase saved.").waitFor();
  await dialog.getByText("A passphrase is set. Anyone who knows it can join.").waitFor();

  await ben.page.goto(url);
  const door = ben.page.getByLabel("Passphrase");
  await door.fill("Open Sesame");
  await door.press("Enter");
  await ben.page.getByText("Wrong passphrase. Check capital letters.").waitFor();
  await expect.poll(() => door.getAttribute("aria-invalid")).toBe("true");
  // The typed passphrase stays, selected and focused, to be corrected.
  await expect.poll(() => door.inputValue()).toBe("Open Sesame");
  const selected = () =>
    door.evaluate((field: HTMLInputElement) => [
      document.activeElement === field,
      field.selectionStart,
      field.selectionEnd,
    ]);
  await expect.poll(selected).toEqual([true, 0, "Open Sesame".length]);
  await ben.page.keyboard.type("open sesame");
  await ben.page.getByText("Wrong passphrase.").waitFor({ state: "detached" });
  await ben.page.keyboard.press("Enter");
  await ben.line("Gold").waitFor();
  await ben.page.reload();
  await ben.line("Gold").waitFor();

  // A removed guest is disconnected and sees the passphrase form instead of the messages.
  const name = await ownNameOf(ben);
  await closeDialog(ada);
  await openRoomSettings(ada, vault);
  await dialog.getByRole("button", { name: `Remove access: ${name}` }).click();
  await dialog.getByText("No one yet.").waitFor();
  await ben.page.getByText("This room is private").waitFor();
  await ben.page.getByLabel("Passphrase").fill("open sesame");
  await ben.page.getByRole("button", { name: "Join" }).click();
  await ben.untilLive();

  await dialog.getByRole("button", { name: "Remove" }).click();
  await dialog.getByText("Passphrase removed.").waitFor();
  const eve = await Visitor.create();
  await eve.page.goto(url);
  // Without a passphrase there is no passphrase form.
  await eve.page.getByText("Ask the owner for an invite link.").waitFor();
  await expect.poll(() => eve.page.getByLabel("Passphrase").count()).toBe(0);
  await expect.poll(() => dialogOf(ada).count()).toBe(1);

  // A banned person may still know the link or passphrase: one press replaces both.
  await passphrase.fill("open sesame again");
  await passphrase.press("Enter");
  await dialog.getByText("Passphrase saved.").waitFor();
  await dialog.getByRole("button", { name: "Create invite link" }).click();
  const oldLink = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();
  await closeDialog(ada);
  const person = await openProfile(ada, name);
  await person.getByRole("button", { name: "Ban", exact: true }).click();
  await person.getByRole("button", { name: "Yes", exact: true }).click();
  await person.getByText("They may still know the passphrase").waitFor();
  await person.getByRole("button", { name: "Change passphrase and link" }).click();
  await person.getByText("they are shown only once").waitFor();
  const newLink = await person.getByRole("textbox", { name: "Invite link" }).inputValue();
  const changed = await person.getByRole("textbox", { name: "Passphrase" }).inputValue();
  expect(changed).toMatch(/^(?:[a-z1-9]{5}-){3}[a-z1-9]{5}$/);
  await expect.poll(() => ben.line("Gold").count()).toBe(0);
  await eve.page.goto(oldLink);
  await eve.page.getByText("This invite link is no longer valid").waitFor();
  await eve.page.getByLabel("Passphrase").fill(changed);
  await eve.page.keyboard.press("Enter");
  await eve.line("Gold").waitFor();
  const fay = await Visitor.create();
  await fay.page.goto(newLink);
  await fay.line("Gold").waitFor();
  for (const visitor of [ada, ben, eve]) visitor.expectNoErrors();
});
