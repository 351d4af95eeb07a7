/** The dialogs of a room, as its owner opens and uses them. */
import type { Locator, Page } from "playwright-core";
import type { Visitor } from "./visitor.ts";

/** The dialog that is open. */
export const dialogOf = ({ page }: Visitor): Locator => page.getByRole("dialog");

/** Opens the room settings, or the details of a room for a visitor who does not own it. */
export async function aboutRoom(visitor: Visitor, room: string): Promise<Locator> {
  await fromRoomMenu(visitor.page, room, /^(About this room|Room settings)/);
  const dialog = visitor.page.getByRole("dialog", { name: /^(About this room|Room settings)$/ });
  await dialog.waitFor();
  return dialog;
}

/** Chooses something from the menu at the room's title. */
export async function fromRoomMenu(page: Page, room: string, item: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: room, exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Chooses something from the menu of the message that the mouse or the focus is on. */
export async function fromMessageMenu(page: Page, item: string | RegExp): Promise<void> {
  const actions = page.getByRole("toolbar", { name: "Message actions" });
  await actions.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Deletes the message that the mouse or the focus is on. */
export async function deleteMessage(page: Page): Promise<void> {
  await fromMessageMenu(page, "Delete");
  await page.getByText("Delete this message?").waitFor();
  await page.getByRole("toolbar").getByRole("button", { name: "Delete", exact: true }).click();
}

/** Opens the view of what travels. */
export async function openWire({ page }: Visitor): Promise<Locator> {
  await page.keyboard.press("Control+Shift+Y");
  const view = page.getByRole("complementary", { name: "Network inspector" });
  await view.waitFor();
  return view;
}

/** Opens the moderation actions for a member. */
export async function aboutPerson(visitor: Visitor, name: string): Promise<Locator> {
  await visitor.page.locator(".panel.people button.panel-row", { hasText: name }).click();
  await dialogOf(visitor).waitFor();
  return dialogOf(visitor);
}

/** Opens the same from the actions of the message under the mouse, for a person who may have left. */
export async function aboutAuthor(visitor: Visitor, name: string): Promise<Locator> {
  await fromMessageMenu(visitor.page, new RegExp(`^Profile of .?${name}`));
  const dialog = visitor.page.getByRole("dialog", { name, exact: true });
  await dialog.waitFor();
  return dialog;
}

/** Runs a moderation action that must be confirmed. */
export async function decide(dialog: Locator, what: string): Promise<void> {
  await dialog.getByRole("button", { name: what, exact: true }).click();
  await dialog.getByRole("button", { name: "Yes", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

export async function closeDialog(visitor: Visitor): Promise<void> {
  await visitor.page.keyboard.press("Escape");
  await dialogOf(visitor).waitFor({ state: "detached" });
}

/** The name of the user. */
export const nameOf = async ({ page }: Visitor): Promise<string> =>
  (await page.locator(".yourself-name").textContent()) ?? "";
