/** Keyboard shortcuts for messages, and the focus after them. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { copied } from "./support/clipboard.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** The focused element: the text of a message, or the accessible name of another element. */
const focused = ({ page }: Visitor) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return "nothing";
    if (element?.matches(".line")) return `line: ${element.querySelector(".text")?.textContent}`;
    return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
  });

/** A visitor alone in a room with their own messages. */
async function alone(room: string, ...texts: string[]): Promise<Visitor> {
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  for (const text of texts) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  return ada;
}

/** Moves the focus from the composer to the newest message. */
async function toNewest({ composer, page }: Visitor): Promise<void> {
  await composer.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  // Message actions load later.
  await page.locator(".line .action-bar").first().waitFor();
}

test("every message action has a shortcut, shown in its tooltip and in the list of shortcuts", async () => {
  const everyKey = uniqueRoom("every-key");
  const ada = await alone(everyKey);
  await ada.write("Look at **this**");
  await ada.untilStored("Look at this");
  const { keyboard } = ada.page;
  const copy = (key: string, answer: string) => async () => {
    await keyboard.press(key);
    await ada.page.getByText(answer).waitFor();
  };
  await toNewest(ada);
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
  await expect.poll(() => focused(ada)).toMatch(/^Copy text/);
  await keyboard.press("End");
  await expect.poll(() => focused(ada)).toMatch(/^Delete/);
  await keyboard.press("ArrowDown");
  await expect.poll(() => focused(ada)).toMatch(/^Copy text/);
  await keyboard.press("Escape");
  await expect.poll(() => focused(ada)).toBe("line: Look at this");
  await keyboard.press("?");
  const help = ada.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  for (const key of ["+", "R", "E", "C", "L", "Delete"]) {
    await help.locator("kbd").getByText(key, { exact: true }).first().waitFor();
  }
  await help.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => focused(ada)).toBe("line: Look at this");

  await copied(ada, copy("c", "Text copied"), "Look at **this**");
  await copied(ada, copy("l", "Link copied"), `${server.url}/rooms/${everyKey}?m=1`);
  await expect.poll(() => focused(ada)).toBe("line: Look at this");

  await keyboard.press("r");
  await ada.page.locator(".reply-bar", { hasText: "Look at" }).waitFor();
  await expect.poll(() => focused(ada)).toBe(`Message ${everyKey}`);
  await expect.poll(() => ada.composer.inputValue()).toBe("");
  await keyboard.press("Escape");
  await ada.page.locator(".reply-bar").waitFor({ state: "detached" });
  await expect.poll(() => focused(ada)).toBe(`Message ${everyKey}`);

  await toNewest(ada);
  await keyboard.press("e");
  await ada.page.getByRole("textbox", { name: "Edit message" }).waitFor();
  await keyboard.press("Escape");
  await expect.poll(() => focused(ada)).toBe("line: Look at this");
  await keyboard.press("e");
  await ada.page.getByRole("textbox", { name: "Edit message" }).fill("Look there");
  await keyboard.press("Enter");
  await ada.line("Look there").getByText("edited").waitFor();
  await expect.poll(() => focused(ada)).toBe("line: Look there");

  await keyboard.press("+");
  await expect.poll(() => focused(ada)).toBe("React with 👍");
  await keyboard.press("Escape");
  await expect.poll(() => focused(ada)).toBe("line: Look there");
  await keyboard.press("+");
  await expect.poll(() => focused(ada)).toBe("React with 👍");
  await keyboard.press("Enter");
  const reaction = ada.page.locator(".reaction");
  await reaction.waitFor();
  await expect.poll(() => focused(ada)).toBe("line: Look there");
  // Removing a reaction keeps the focus in its place.
  await reaction.press("Enter");
  await reaction.waitFor({ state: "detached" });
  await expect.poll(() => focused(ada)).toBe("line: Look there");

  await keyboard.press("Delete");
  await expect.poll(() => focused(ada)).toBe("Delete");
  await toolbar.getByRole("button", { name: "Cancel" }).press("Enter");
  await expect.poll(() => focused(ada)).toBe("line: Look there");
  await keyboard.press("Delete");
  await expect.poll(() => focused(ada)).toBe("Delete");
  await keyboard.press("Enter");
  await ada.page.getByText("This message was deleted").waitFor();
  await expect.poll(() => focused(ada)).toBe("line: This message was deleted");
  // A deleted message has no shortcuts.
  await keyboard.press("c");
  await expect.poll(() => ada.composer.inputValue()).toBe("c");
  ada.expectNoErrors();
});

/** The copied text if everything from the first `from` to the last `to` is selected. */
const copiedBetween = ({ page }: Visitor, from: string, to: string) =>
  page.evaluate(
    ([from, to]) => {
      const list = document.querySelector(".rows");
      if (list === null) throw new Error("no messages");
      const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      const first = texts.find(({ data }) => data.includes(from));
      const last = texts.findLast(({ data }) => data.includes(to));
      if (first === undefined || last === undefined) throw new Error("no such text");
      const selection = getSelection();
      selection?.setBaseAndExtent(first, first.data.indexOf(from), last, last.data.indexOf(to) + to.length);
      const clipboardData = new DataTransfer();
      const event = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented ? clipboardData.getData("text/plain") : "as selected";
    },
    [from, to] as const,
  );

test("shortcuts that change a message do nothing on another person's, and its text is copied with its author", async () => {
  const notMine = uniqueRoom("not-mine");
  await fillRoom(server, notMine, ["**Bold** words", "> Said\n\n1) one\n1) two", "Theirs"], "Grace");
  const ada = await alone(notMine);
  await ada.line("Theirs").waitFor();
  await toNewest(ada);
  await expect.poll(() => focused(ada)).toBe("line: Theirs");
  await ada.page.keyboard.press("Delete");
  await expect.poll(() => focused(ada)).toBe("line: Theirs");
  await ada.page.keyboard.press("e");
  await expect.poll(() => focused(ada)).toBe(`Message ${notMine}`);
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
  const ada = await alone(clicked, "Click me");
  await ada.line("Click me").locator("p").click();
  await ada.page.keyboard.type("really clever");
  await expect.poll(() => ada.composer.inputValue()).toBe("really clever");
  await expect.poll(() => ada.page.locator(".reply-bar").count()).toBe(0);
});

test("shortcuts work on a keyboard without Latin letters, and do not interrupt an input method", async () => {
  const layouts = uniqueRoom("layouts");
  const ada = await alone(layouts, "لنبدأ");
  const device = await ada.context.newCDPSession(ada.page);
  /** Presses a key with this `key` and `code`. */
  const press = async (key: string, code: string, modifiers = 0) => {
    const text = modifiers === 0 ? key : undefined;
    await device.send("Input.dispatchKeyEvent", { type: "keyDown", key, code, text, modifiers });
    await device.send("Input.dispatchKeyEvent", { type: "keyUp", key, code, modifiers });
  };
  await toNewest(ada);
  await press("ق", "KeyR");
  await ada.page.locator(".reply-bar").waitFor();
  await expect.poll(() => ada.composer.inputValue()).toBe("");
  await ada.page.keyboard.press("Escape");

  await press("ن", "KeyK", 2);
  await ada.page.getByRole("dialog", { name: "Switch rooms" }).waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("dialog").waitFor({ state: "detached" });

  // On a keyboard with Latin letters the letter on the key counts, not its position.
  await toNewest(ada);
  await press("p", "KeyR");
  await expect.poll(() => ada.page.locator(".reply-bar").count()).toBe(0);
  await expect.poll(() => ada.composer.inputValue()).toBe("p");
  await ada.composer.fill("");

  await toNewest(ada);
  await ada.page.evaluate(() => {
    const key = { key: "r", code: "KeyR", bubbles: true, isComposing: true };
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", key));
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { ...key, key: "?", code: "Slash" }));
  });
  await expect.poll(() => focused(ada)).toBe("line: لنبدأ");
  // After the composition the same key works. The help was not opened during the composition.
  await press("r", "KeyR");
  await ada.page.locator(".reply-bar").waitFor();
  await expect.poll(() => ada.page.getByRole("dialog").count()).toBe(0);
});

test("single-key shortcuts can be turned off on the device, and their actions stay available", async () => {
  const quietKeys = uniqueRoom("quiet-keys");
  const ada = await alone(quietKeys, "Anything");
  const { keyboard } = ada.page;
  await keyboard.press("Control+/");
  const help = ada.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await expect.poll(() => focused(ada)).toBe(`Message ${quietKeys}`);
  await ada.page.reload();
  await ada.untilLive();
  await ada.untilStored("Anything");

  for (const key of ["?", "/", "r", "e", "+"]) {
    await ada.composer.fill("");
    await toNewest(ada);
    await keyboard.press(key);
    await expect.poll(() => ada.composer.inputValue()).toBe(key);
  }
  await expect.poll(() => ada.page.getByRole("dialog").count()).toBe(0);
  await toNewest(ada);
  const reply = ada.page.getByRole("button", { name: "Reply", exact: true });
  await expect.poll(() => reply.getAttribute("title")).toBe("Reply");
  await reply.press("Enter");
  await ada.page.locator(".reply-bar").waitFor();
  await keyboard.press("Control+Shift+F");
  await ada.page.getByRole("dialog", { name: "Search messages" }).waitFor();
  await keyboard.press("Escape");

  await keyboard.press("Control+/");
  await help.getByRole("checkbox", { name: "Single-key shortcuts" }).check();
  await keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await toNewest(ada);
  await keyboard.press("?");
  await help.waitFor();
});

test("shortcuts make the selection bold, italic or struck through, and back, and can be undone", async () => {
  const format = uniqueRoom("format");
  const ada = await alone(format);
  await ada.composer.fill("all of it");
  const press = async (...keys: string[]) => {
    for (const key of keys) await ada.composer.press(key);
    return ada.composer.inputValue();
  };
  expect(await press("Control+a", "Control+b")).toBe("**all of it**");
  expect(await press("Control+i")).toBe("**_all of it_**");
  expect(await press("Control+i")).toBe("**all of it**");
  expect(await press("Control+b")).toBe("all of it");
  expect(await press("Control+Shift+X")).toBe("~~all of it~~");
  expect(await press("Control+z")).toBe("all of it");
  await press("End", "Control+b");
  await ada.composer.pressSequentially("bold");
  await expect.poll(() => ada.composer.inputValue()).toBe("all of it**bold**");
});

test("shortcuts open and close panels from the composer, which gets the focus back", async () => {
  const panes = uniqueRoom("panes");
  const ada = await alone(panes, "Something");
  const { keyboard } = ada.page;
  await ada.composer.fill("half a thought");
  for (let step = 0; step < " thought".length; step += 1) await ada.composer.press("ArrowLeft");
  await keyboard.press("Control+Shift+L");
  await ada.page.getByRole("navigation", { name: "Your rooms" }).waitFor({ state: "detached" });
  await keyboard.press("Control+Shift+L");
  await ada.page.getByRole("navigation", { name: "Your rooms" }).waitFor();
  await keyboard.press("Control+Shift+M");
  await ada.page.getByRole("complementary", { name: "Members" }).waitFor({ state: "detached" });
  await keyboard.press("Control+Shift+M");
  await ada.page.getByRole("complementary", { name: "Members" }).waitFor();
  for (const [keys, name] of [
    ["Control+,", "Room settings"],
    ["Control+k", "Switch rooms"],
    ["Control+/", "Keyboard shortcuts"],
  ] as const) {
    const dialog = ada.page.getByRole("dialog", { name });
    await keyboard.press(keys);
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await focused(ada), name).toBe(`Message ${panes}`);
  }
  await keyboard.type(" good");
  await expect.poll(() => ada.composer.inputValue()).toBe("half a good thought");

  await keyboard.press("F2");
  const name = ada.page.getByRole("textbox", { name: "Your name" });
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  await keyboard.press("Escape");
  await expect.poll(() => focused(ada)).toBe("Change your name");
  const chooser = ada.page.waitForEvent("filechooser");
  await keyboard.press("Control+u");
  await chooser;
  ada.expectNoErrors();
});

test("Esc moves the focus from an old message to the composer, and then scrolls to the newest message", async () => {
  const farUp = uniqueRoom("far-up");
  await fillRoom(
    server,
    farUp,
    Array.from({ length: 60 }, (_, index) => `Line ${index + 1}.`),
    "Grace",
  );
  const ada = await alone(farUp);
  await ada.line("Line 60.").waitFor();
  await ada.page.getByRole("log").evaluate((list) => list.scrollTo({ top: 0 }));
  const pill = ada.page.getByRole("button", { name: "Jump to latest" });
  await expect.poll(() => pill.getAttribute("title")).toBe("Jump to latest (Esc)");
  await ada.page.getByRole("log").focus();
  await ada.page.keyboard.press("Escape");
  await expect.poll(() => focused(ada)).toBe(`Message ${farUp}`);
  await pill.waitFor();
  await ada.page.keyboard.press("Escape");
  await pill.waitFor({ state: "detached" });
  await expect.poll(() => ada.line("Line 60.").isVisible()).toBe(true);
});
