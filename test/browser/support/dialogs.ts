/** Opens and uses the dialogs and menus of a room's page. */
import type { Locator, Page } from "playwright-core";
import type { Visitor } from "./visitor.ts";

/** The dialog that is open. */
export const dialogOf = ({ page }: Visitor): Locator => page.getByRole("dialog");

/** Opens the room settings; for a visitor who is not the owner they are called "About this room". */
export async function openRoomSettings(visitor: Visitor, room: string): Promise<Locator> {
  await chooseFromRoomMenu(visitor.page, room, /^(About this room|Room settings)/);
  const dialog = visitor.page.getByRole("dialog", { name: /^(About this room|Room settings)$/ });
  await dialog.waitFor();
  return dialog;
}

/** Chooses something from the menu at the room's title. */
export async function chooseFromRoomMenu(page: Page, room: string, item: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: room, exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Chooses something from the menu of the message that the mouse or the focus is on. */
export async function chooseFromMessageMenu(page: Page, item: string | RegExp): Promise<void> {
  const actions = page.getByRole("toolbar", { name: "Message actions" });
  await actions.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Deletes the message that the mouse or the focus is on. */
export async function deleteMessage(page: Page): Promise<void> {
  await chooseFromMessageMenu(page, "Delete");
  await page.getByText("Delete this message?").waitFor();
  await page.getByRole("toolbar").getByRole("button", { name: "Delete", exact: true }).click();
}

/** Opens the network inspector. */
export async function openInspector({ page }: Visitor): Promise<Locator> {
  await page.keyboard.press("Control+Shift+Y");
  const inspector = page.getByRole("complementary", { name: "Network inspector" });
  await inspector.waitFor();
  return inspector;
}

/** Opens the profile of a member from the list of people. */
export async function openProfile(visitor: Visitor, name: string): Promise<Locator> {
  await visitor.page.locator(".panel.people button.panel-row", { hasText: name }).click();
  await dialogOf(visitor).waitFor();
  return dialogOf(visitor);
}

/** Opens the profile of an author, who may have left, from the menu of the message that the mouse or the focus is on. */
export async function openAuthorProfile(visitor: Visitor, name: string): Promise<Locator> {
  await chooseFromMessageMenu(visitor.page, new RegExp(`^Profile of .?${name}`));
  const dialog = visitor.page.getByRole("dialog", { name, exact: true });
  await dialog.waitFor();
  return dialog;
}

/** Runs a moderation action that must be confirmed. */
export async function confirmAction(dialog: Locator, action: string): Promise<void> {
  await dialog.getByRole("button", { name: action, exact: true }).click();
  await dialog.getByRole("button", { name: "Yes", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

export async function closeDialog(visitor: Visitor): Promise<void> {
  await visitor.page.keyboard.press("Escape");
  await dialogOf(visitor).waitFor({ state: "detached" });
}

/** The name of the user. */
export const ownNameOf = async ({ page }: Visitor): Promise<string> =>
  (await page.locator(".yourself-name").textContent()) ?? "";
