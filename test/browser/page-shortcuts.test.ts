/** Keyboard shortcuts of the page and the composer. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { focusedElement, focusNewest, openRoomWith } from "./support/message-focus.ts";
import { sharedServer as server } from "./support/shared-server.ts";

test("single-key shortcuts can be turned off on the device, and their actions stay available", async () => {
  const quietKeys = uniqueRoom("quiet-keys");
  const ada = await openRoomWith(quietKeys, "Anything");
  const { keyboard } = ada.page;
  await keyboard.press("Control+/");
  const help = ada.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await expect.poll(() => focusedElement(ada)).toBe(`Message ${quietKeys}`);
  await ada.page.reload();
  await ada.untilLive();
  await ada.untilStored("Anything");

  for (const key of ["?", "/", "r", "e", "+"]) {
    await ada.composer.fill("");
    await focusNewest(ada);
    await keyboard.press(key);
    await expect.poll(() => ada.composer.inputValue()).toBe(key);
  }
  await expect.poll(() => ada.page.getByRole("dialog").count()).toBe(0);
  await focusNewest(ada);
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
  await focusNewest(ada);
  await keyboard.press("?");
  await help.waitFor();
});

test("shortcuts make the selection bold, italic or struck through, and back, and can be undone", async () => {
  const format = uniqueRoom("format");
  const ada = await openRoomWith(format);
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
  const ada = await openRoomWith(panes, "Something");
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
    expect(await focusedElement(ada), name).toBe(`Message ${panes}`);
  }
  await keyboard.type(" good");
  await expect.poll(() => ada.composer.inputValue()).toBe("half a good thought");

  await keyboard.press("F2");
  const name = ada.page.getByRole("textbox", { name: "Your name" });
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  await keyboard.press("Escape");
  await expect.poll(() => focusedElement(ada)).toBe("Change your name");
  await ada.fileChooser(() => keyboard.press("Control+u"));
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
  const ada = await openRoomWith(farUp);
  await ada.line("Line 60.").waitFor();
  await ada.page.getByRole("log").evaluate((list) => list.scrollTo({ top: 0 }));
  const pill = ada.page.getByRole("button", { name: "Jump to latest" });
  await expect.poll(() => pill.getAttribute("title")).toBe("Jump to latest (Esc)");
  await ada.page.getByRole("log").focus();
  await ada.page.keyboard.press("Escape");
  await expect.poll(() => focusedElement(ada)).toBe(`Message ${farUp}`);
  await pill.waitFor();
  await ada.page.keyboard.press("Escape");
  await pill.waitFor({ state: "detached" });
  await expect.poll(() => ada.line("Line 60.").isVisible()).toBe(true);
});
