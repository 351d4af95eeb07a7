/** Keyboard shortcuts for messages. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { copied } from "./support/clipboard.ts";
import { fillRoom } from "./support/fill-room.ts";
import { copiedBetween, focusedElement, focusNewest, openRoomWith } from "./support/message-focus.ts";
import { sharedServer as server } from "./support/shared-server.ts";

test("every message action has a shortcut, shown in its tooltip and in the list of shortcuts", async () => {
  const everyKey = uniqueRoom("every-key");
  const ada = await openRoomWith(everyKey);
  await ada.write("Look at **this**");
  await ada.untilStored("Look at this");
  const { keyboard } = ada.page;
  await focusNewest(ada);
  const toolbar = ada.page.getByRole("toolbar", { name: "Message actions" });
  await toolbar.getByRole("button").first().waitFor();
  const tips = await toolbar
    .getByRole("button")
    .evaluateAll((all) => all.map((button) => button.getAttribute("title") ?? ""));
  expect(tips).toEqual(["React (+)", "Reply (R)", "Edit (E)", "More actions"]);
  await toolbar.getByRole("button", { name: "More actions" }).click();
  const items = ada.page.getByRole("menu").getByRole("menuitem");
  await items.first().waitFor();
  expect(await items.allInnerTexts()).toEqual(["Copy text\nC", "Copy link\nL", "Delete\nDelete"]);
  await expect.poll(() => focusedElement(ada)).toMatch(/^Copy text/);
  await keyboard.press("End");
  await expect.poll(() => focusedElement(ada)).toMatch(/^Delete/);
  await keyboard.press("ArrowDown");
  await expect.poll(() => focusedElement(ada)).toMatch(/^Copy text/);
  await keyboard.press("Escape");
  await expect.poll(() => focusedElement(ada)).toBe("line: Look at this");
  await keyboard.press("?");
  const help = ada.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  for (const key of ["+", "R", "E", "C", "L", "Delete"]) {
    await help.locator("kbd").getByText(key, { exact: true }).first().waitFor();
  }
  await help.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => focusedElement(ada)).toBe("line: Look at this");

  await copied(ada, () => keyboard.press("c"), "Look at **this**");
  await ada.untilToast("Text copied");
  await copied(ada, () => keyboard.press("l"), `${server.url}/rooms/${everyKey}?m=1`);
  await ada.untilToast("Link copied");
  await expect.poll(() => focusedElement(ada)).toBe("line: Look at this");

  await keyboard.press("r");
  await ada.page.locator(".reply-bar", { hasText: "Look at" }).waitFor();
  await expect.poll(() => focusedElement(ada)).toBe(`Message ${everyKey}`);
  await expect.poll(() => ada.composer.inputValue()).toBe("");
  await keyboard.press("Escape");
  await ada.page.locator(".reply-bar").waitFor({ state: "detached" });
  await expect.poll(() => focusedElement(ada)).toBe(`Message ${everyKey}`);

  await focusNewest(ada);
  await keyboard.press("e");
  await ada.page.getByRole("textbox", { name: "Edit message" }).waitFor();
  await keyboard.press("Escape");
  await expect.poll(() => focusedElement(ada)).toBe("line: Look at this");
  await keyboard.press("e");
  await ada.page.getByRole("textbox", { name: "Edit message" }).fill("Look there");
  await keyboard.press("Enter");
  await ada.line("Look there").getByText("edited").waitFor();
  await expect.poll(() => focusedElement(ada)).toBe("line: Look there");

  await keyboard.press("+");
  await expect.poll(() => focusedElement(ada)).toBe("React with 👍");
  await keyboard.press("Escape");
  await expect.poll(() => focusedElement(ada)).toBe("line: Look there");
  await keyboard.press("+");
  await expect.poll(() => focusedElement(ada)).toBe("React with 👍");
  await keyboard.press("Enter");
  const reaction = ada.page.locator(".reaction");
  await reaction.waitFor();
  await expect.poll(() => focusedElement(ada)).toBe("line: Look there");
  // Removing a reaction keeps the focus in its place.
  await reaction.press("Enter");
  await reaction.waitFor({ state: "detached" });
  await expect.poll(() => focusedElement(ada)).toBe("line: Look there");

  await keyboard.press("Delete");
  await expect.poll(() => focusedElement(ada)).toBe("Delete");
  await toolbar.getByRole("button", { name: "Cancel" }).press("Enter");
  await expect.poll(() => focusedElement(ada)).toBe("line: Look there");
  await keyboard.press("Delete");
  await expect.poll(() => focusedElement(ada)).toBe("Delete");
  await keyboard.press("Enter");
  await ada.page.getByText("This message was deleted").waitFor();
  await expect.poll(() => focusedElement(ada)).toBe("line: This message was deleted");
  // A deleted message has no shortcuts.
  await keyboard.press("c");
  await expect.poll(() => ada.composer.inputValue()).toBe("c");
  ada.expectNoErrors();
});

test("shortcuts that change a message do nothing on another person's, and its text is copied with its author", async () => {
  const notMine = uniqueRoom("not-mine");
  await fillRoom(server, notMine, ["**Bold** words", "> Said\n\n1) one\n1) two", "Theirs"], "Grace");
  const ada = await openRoomWith(notMine);
  await ada.line("Theirs").waitFor();
  await focusNewest(ada);
  await expect.poll(() => focusedElement(ada)).toBe("line: Theirs");
  await ada.page.keyboard.press("Delete");
  await expect.poll(() => focusedElement(ada)).toBe("line: Theirs");
  await ada.page.keyboard.press("e");
  await expect.poll(() => focusedElement(ada)).toBe(`Message ${notMine}`);
  await expect.poll(() => ada.composer.inputValue()).toBe("e");

  await ada.composer.fill("");
  await ada.say("Mine");
  const own = await ada.page.locator(".author.own").textContent();
  // The module for copying loads later.
  await expect
    .poll(async () => (await copiedBetween(ada, "words", "Mine")).replaceAll(/\d\d:\d\d/g, "12:00"))
    .toBe(`Grace · 12:00\nwords\nSaid\n1) one\n1) two\nTheirs\n\n${own} · 12:00\nMine`);
  expect(await copiedBetween(ada, "The", "irs")).toBe("as selected");
});

test("typing after a click on a message goes to the composer", async () => {
  const clicked = uniqueRoom("clicked");
  const ada = await openRoomWith(clicked, "Click me");
  await ada.line("Click me").locator("p").click();
  await ada.page.keyboard.type("really clever");
  await expect.poll(() => ada.composer.inputValue()).toBe("really clever");
  await expect.poll(() => ada.page.locator(".reply-bar").count()).toBe(0);
});

test("shortcuts work on a keyboard without Latin letters, and do not interrupt an input method", async () => {
  const layouts = uniqueRoom("layouts");
  const ada = await openRoomWith(layouts, "لنبدأ");
  const device = await ada.context.newCDPSession(ada.page);
  /** Presses a key with this `key` and `code`. */
  const press = async (key: string, code: string, modifiers = 0) => {
    const text = modifiers === 0 ? key : undefined;
    await device.send("Input.dispatchKeyEvent", { type: "keyDown", key, code, text, modifiers });
    await device.send("Input.dispatchKeyEvent", { type: "keyUp", key, code, modifiers });
  };
  await focusNewest(ada);
  await press("ق", "KeyR");
  await ada.page.locator(".reply-bar").waitFor();
  await expect.poll(() => ada.composer.inputValue()).toBe("");
  await ada.page.keyboard.press("Escape");

  await press("ن", "KeyK", 2);
  await ada.page.getByRole("dialog", { name: "Switch rooms" }).waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("dialog").waitFor({ state: "detached" });

  // On a keyboard with Latin letters the letter on the key counts, not its position.
  await focusNewest(ada);
  await press("p", "KeyR");
  await expect.poll(() => ada.page.locator(".reply-bar").count()).toBe(0);
  await expect.poll(() => ada.composer.inputValue()).toBe("p");
  await ada.composer.fill("");

  await focusNewest(ada);
  await ada.page.evaluate(() => {
    const key = { key: "r", code: "KeyR", bubbles: true, isComposing: true };
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", key));
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { ...key, key: "?", code: "Slash" }));
  });
  await expect.poll(() => focusedElement(ada)).toBe("line: لنبدأ");
  // After the composition the same key works. The help was not opened during the composition.
  await press("r", "KeyR");
  await ada.page.locator(".reply-bar").waitFor();
  await expect.poll(() => ada.page.getByRole("dialog").count()).toBe(0);
});
