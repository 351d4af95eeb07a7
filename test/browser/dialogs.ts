/** The dialogs of a room, as its owner opens and uses them. */
import type { Locator } from "playwright-core";
import type { Visitor } from "./visitor.ts";

/** The dialog that is open. */
export const dialogOf = ({ page }: Visitor): Locator => page.getByRole("dialog");

/** Opens what there is to know and to decide about the room. */
export async function aboutRoom(visitor: Visitor, room: string): Promise<Locator> {
  await visitor.page.getByRole("button", { name: room, exact: true }).click();
  await dialogOf(visitor).waitFor();
  return dialogOf(visitor);
}

/** Opens what the owner can do about somebody who is here. */
export async function aboutPerson(visitor: Visitor, name: string): Promise<Locator> {
  await visitor.page.locator(".side.people button.side-row", { hasText: name }).click();
  await dialogOf(visitor).waitFor();
  return dialogOf(visitor);
}

/** Opens the same from the actions of the message that the mouse is on, for somebody who may have left. */
export async function aboutAuthor(visitor: Visitor, name: string): Promise<Locator> {
  const actions = visitor.page.getByRole("toolbar", { name: "Message actions" });
  await actions.getByRole("button", { name: new RegExp(`^About .?${name}`) }).click();
  await dialogOf(visitor).waitFor();
  return dialogOf(visitor);
}

/** Does something about somebody that is asked for twice. */
export async function decide(dialog: Locator, what: string): Promise<void> {
  await dialog.getByRole("button", { name: what, exact: true }).click();
  await dialog.getByRole("button", { name: "Yes", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

export async function closeDialog(visitor: Visitor): Promise<void> {
  await visitor.page.keyboard.press("Escape");
  await dialogOf(visitor).waitFor({ state: "detached" });
}

/** The name that somebody goes by. */
export const nameOf = async ({ page }: Visitor): Promise<string> =>
  (await page.locator(".yourself-name").textContent()) ?? "";
