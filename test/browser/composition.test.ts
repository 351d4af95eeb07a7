/** Keys during a composition of an input method must not trigger anything else. */
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { chooseFromRoomMenu } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** Composes text in a field while pressing keys of the input method. The composed text stays in the field. */
async function compose({ page, context }: Visitor, field: Locator, keys: readonly string[]): Promise<void> {
  // A click waits until the field is not inert any more, as the front page is until its script runs.
  await field.click();
  const input = await context.newCDPSession(page);
  const text = "にほ";
  await input.send("Input.imeSetComposition", {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  });
  await expect.poll(() => field.inputValue()).toContain(text);
  for (const key of keys) await page.keyboard.press(key);
  await input.detach();
}

test("Enter, Escape and arrow keys of an input method submit no form, close no dialog and move no focus", async () => {
  const ada = await Visitor.create();
  const { page } = ada;
  await page.goto(server.url);
  const front = page.url();
  const door = page.getByRole("textbox", { name: "Room name" });
  await compose(ada, door, ["Enter"]);
  await page.getByRole("button", { name: "create a new room" }).click();
  const form = page.getByRole("dialog");
  await compose(ada, form.getByRole("textbox").first(), ["Enter", "Escape"]);
  await form.getByRole("textbox").first().waitFor();
  expect(page.url()).toBe(front);
  await page.keyboard.press("Escape");

  const other = uniqueRoom("composed-before");
  const room = uniqueRoom("composed");
  await ada.enter(`${server.url}/rooms/${other}`);
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Said before");
  await ada.untilStored("Said before");
  await compose(ada, ada.composer, ["ArrowUp", "Escape", "Tab"]);
  expect(await page.getByRole("textbox", { name: "Edit message" }).count()).toBe(0);
  await expect.poll(() => ada.composer.inputValue()).toContain("にほ");
  await ada.composer.fill("");
  // Without a composition the same key does edit.
  await ada.composer.press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit message" }).waitFor();
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+k");
  const jump = page.getByRole("combobox", { name: "Room" });
  await compose(ada, jump, ["ArrowDown", "Enter", "Escape"]);
  await jump.waitFor();
  expect(page.url()).toContain(room);
  await jump.fill("");
  await page.keyboard.press("Escape");

  await chooseFromRoomMenu(page, room, "Search messages");
  const search = page.getByRole("searchbox");
  await compose(ada, search, ["Enter", "Escape"]);
  await search.waitFor();
  ada.expectNoErrors();
});
