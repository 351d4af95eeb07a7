/** What fails is told where it failed, in words, and does not look done. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { aboutPerson, aboutRoom, closeDialog, deleteMessage, dialogOf, nameOf } from "./support/dialogs.ts";
import { Visitor } from "./support/visitor.ts";

const UNANSWERED = "the room did not answer, perhaps because there is no network";

test("every control of the owner says that the room did not answer, and none looks as if it had", async () => {
  const room = uniqueRoom("broken");
  const server = await startServer();
  const [ada, grace] = [await Visitor.arrive(), await Visitor.arrive()];
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await grace.enter(`${server.url}/rooms/${room}`);
  const name = await nameOf(grace);
  const dialog = await aboutRoom(ada, room);
  await dialog.getByLabel("This room is").selectOption("Private");
  await dialog.getByLabel("Passphrase").fill("open sesame");
  await dialog.getByRole("button", { name: "Save" }).last().click();
  await dialog.getByText("It is set.").waitFor();
  await dialog.getByRole("button", { name: "Make a link" }).click();
  await dialog.getByRole("textbox", { name: "Invite link" }).waitFor();
  await dialog.getByLabel("Name of a new bot").fill("Herald");
  await dialog.getByRole("button", { name: "Make a bot" }).click();
  await dialog.getByRole("textbox", { name: "Token" }).waitFor();
  await closeDialog(ada);
  // Loaded while it can be.
  await aboutPerson(ada, name);
  await closeDialog(ada);
  await aboutRoom(ada, room);
  await dialog.getByRole("button", { name: "Revoke the link" }).waitFor();
  await dialog.getByRole("button", { name: "Revoke the token of Herald" }).waitFor();
  await dialog.getByRole("button", { name: `Let in no more: ${name}` }).waitFor();
  await server.kill();
  await ada.page.locator('.connection[data-state="waiting"]').waitFor({ timeout: 60_000 });

  const alerts = dialog.getByRole("alert").filter({ hasText: `Not done: ${UNANSWERED}` });
  let told = 0;
  const fails = async (act: () => Promise<unknown>) => {
    await act();
    await expect.poll(() => alerts.count()).toBeGreaterThan(told);
    told = await alerts.count();
  };
  const press = (button: string) => () => dialog.getByRole("button", { name: button, exact: true }).click();
  await fails(async () => {
    await dialog.getByLabel("Topic").fill("Lost");
    await dialog.getByLabel("Topic").press("Enter");
  });
  await expect.poll(() => dialog.getByText("Saved").count()).toBe(0);
  const lock = dialog.getByRole("switch", { name: "Only you may write" });
  await fails(() => lock.click());
  await expect.poll(() => lock.isChecked()).toBe(false);
  await fails(() => dialog.getByLabel("Slow mode").selectOption("30"));
  await expect.poll(() => dialog.getByLabel("Slow mode").inputValue()).toBe("0");
  await fails(async () => {
    await dialog.getByLabel("Keep messages").selectOption("7");
    await dialog.getByRole("button", { name: "Yes, remove it" }).click();
  });
  await fails(() => dialog.getByLabel("This room is").selectOption("Public"));
  await expect.poll(() => dialog.getByLabel("This room is").inputValue()).toBe("private");
  await fails(press("Revoke the link"));
  await expect.poll(() => dialog.getByRole("button", { name: "Revoke the link" }).count()).toBe(1);
  await fails(press("Remove"));
  await fails(press(`Let in no more: ${name}`));
  await fails(press("Revoke the token of Herald"));
  await fails(() => dialog.getByRole("link", { name: "Export as JSON" }).click());
  await press("Delete this room")();
  await fails(async () => {
    await dialog.getByLabel(`Type ${room} to delete it.`).fill(room);
    await dialog.getByRole("button", { name: "Delete for good" }).click();
  });
  await closeDialog(ada);

  const person = await aboutPerson(ada, name);
  await person.getByRole("button", { name: "Ban" }).click();
  await person.getByRole("button", { name: "Yes" }).click();
  await person.getByText(`Not done: ${UNANSWERED}`).waitFor();
  await closeDialog(ada);

  // By keyboard: with the button that goes the focus is not lost.
  await ada.page.getByRole("button", { name: "Retry now" }).press("Enter");
  await expect.poll(() => ada.page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  await server.restart();
  await ada.untilLive();
  await aboutRoom(ada, room);
  await dialog.getByLabel("Topic").fill("Found");
  await dialog.getByLabel("Topic").press("Enter");
  await grace.page.locator(".topic", { hasText: "Found" }).waitFor({ timeout: 60_000 });
});

test("what one does with messages, names, searches and files fails in words where it was done", async () => {
  const room = uniqueRoom("brittle");
  const server = await startServer({ vars: { LIMIT_NAME_LENGTH: "20" } });
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Mine");
  await ada.untilStored("Mine");

  await page.getByRole("button", { name: "Change your name" }).click();
  const name = page.getByRole("textbox", { name: "Your name" });
  // The page knows the limit; a server may have got a smaller one since.
  await name.evaluate((field) => field.removeAttribute("maxlength"));
  await name.fill("A name that this server finds too long");
  await name.press("Enter");
  await page.getByText("Not changed: it is too long.").waitFor();
  await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  await name.fill("  ");
  await name.press("Enter");
  await page.getByText("A name needs at least one visible character.").waitFor();

  // Loaded while they can be.
  await page.keyboard.press("Control+Shift+F");
  await dialogOf(ada).getByRole("searchbox").waitFor();
  await closeDialog(ada);
  await page.locator('input[type="file"]').setInputFiles({
    name: "empty.txt",
    mimeType: "text/plain",
    buffer: Buffer.from(""),
  });
  await page.getByText("Not uploaded: there is nothing in it").waitFor();
  await page.getByRole("button", { name: "Remove empty.txt" }).click();

  await server.kill();
  await page.locator('.connection[data-state="waiting"]').waitFor({ timeout: 60_000 });
  await name.fill("Short");
  await name.press("Enter");
  await page.getByText(`Not changed: ${UNANSWERED}`).waitFor();
  await name.press("Escape");

  await ada.line("Mine").hover();
  await page.getByRole("button", { name: "React", exact: true }).click();
  await page.getByRole("button", { name: "React with 👍" }).click();
  await page.getByText(`No reaction: ${UNANSWERED}`).waitFor();
  await ada.line("Mine").hover();
  await deleteMessage(page);
  await page.getByText(`Not deleted: ${UNANSWERED}`).waitFor();
  await ada.composer.press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit the message" }).fill("Changed");
  await page.keyboard.press("Enter");
  await page.getByText(`Not changed: ${UNANSWERED}`).waitFor();
  await expect
    .poll(() => page.getByRole("textbox", { name: "Edit the message" }).inputValue())
    .toBe("Changed");
  await page.keyboard.press("Escape");
  await ada.line("Mine").waitFor();

  await page.locator('input[type="file"]').setInputFiles({
    name: "notes.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("hello"),
  });
  await page.getByText("Not uploaded: the room did not answer").waitFor();
  await page.keyboard.press("Control+Shift+F");
  await dialogOf(ada).getByRole("searchbox").fill("mine");
  await dialogOf(ada).getByRole("alert").getByText(UNANSWERED).waitFor();
});
