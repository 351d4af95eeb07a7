/** The page without a secure context, cookies or storage. */
import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { chooseFromRoomMenu, closeDialog, openInspector, openRoomSettings } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** A picture of one pixel. */
const DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** An address of this machine on its network. */
const networkAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flat()
    .find((network) => network?.family === "IPv4" && !network.internal)?.address;

test("over plain HTTP on another host than localhost, messages and files are sent and links copied", async () => {
  const room = uniqueRoom("plain-http");
  const url = `http://chat.test:${server.port}/rooms/${room}`;
  const ada = await Visitor.create();
  const { page } = ada;
  await ada.enter(url);
  expect(
    await page.evaluate(() => [isSecureContext, "randomUUID" in crypto, "clipboard" in navigator]),
  ).toEqual([false, false, false]);
  const [cookie] = await ada.context.cookies();
  expect(cookie).toMatchObject({ name: "session", secure: false, httpOnly: true });
  await ada.say("Over plain HTTP");
  await ada.untilStored("Over plain HTTP");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Some notes") });
  await page.getByRole("list", { name: "Attached files" }).getByText("notes.txt").waitFor();
  await expect
    .poll(() => page.getByRole("button", { name: "Send" }).getAttribute("aria-disabled"))
    .toBe("false");
  await ada.write("With a file");
  await ada.untilStored("With a file");

  await page.reload();
  await ada.untilLive();
  await ada.untilStored("With a file");
  // The cookie identifies the user: the message is still their own.
  await ada.composer.press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit message" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Notifications need HTTPS. Open this page over HTTPS.").waitFor();
  // Other tests use the same clipboard, and the link is copied in the frame after the click.
  await expect
    .poll(async () => {
      await ada.composer.fill("");
      await chooseFromRoomMenu(page, room, "Copy room link");
      await ada.untilToast("Room link copied");
      await ada.composer.press("Control+V");
      return ada.composer.inputValue();
    })
    .toBe(url);
  // Chromium logs that it ignores this header over HTTP.
  ada.expectNoErrors(/Cross-Origin-Opener-Policy/);
});

test.skipIf(networkAddress() === undefined)(
  "through the machine's own address on the network, files, a private room, an invite and the inspector work",
  async () => {
    const network = networkAddress() ?? "";
    const server = await startServer({ host: "0.0.0.0" });
    const room = uniqueRoom("own-address");
    const url = `http://${network}:${server.port}/rooms/${room}`;
    const ada = await Visitor.create();
    const { page } = ada;
    await ada.enter(url);
    expect(
      await page.evaluate(() => [
        isSecureContext,
        "subtle" in crypto && crypto.subtle !== undefined,
        "randomUUID" in crypto,
        "clipboard" in navigator,
        "serviceWorker" in navigator,
      ]),
    ).toEqual([false, false, false, false, false]);
    await ada.say("From the network");
    await ada.untilStored("From the network");
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: Buffer.from(DOT, "base64") });
    await page.getByRole("list", { name: "Attached files" }).getByRole("listitem").waitFor();
    await expect
      .poll(() => page.getByRole("button", { name: "Send" }).getAttribute("aria-disabled"))
      .toBe("false");
    await ada.write("A picture");
    await ada.untilStored("A picture");
    const picture = ada.line("A picture").locator(".image-preview img");
    await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    // A guest comes by an invite to what is now a private room, and nobody else.
    const dialog = await openRoomSettings(ada, room);
    await dialog.getByLabel("Visibility").selectOption("Private");
    await dialog.getByRole("button", { name: "Create invite link" }).click();
    const invite = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();
    await closeDialog(ada);
    const grace = await Visitor.create();
    await grace.enter(invite);
    await grace.untilStored("A picture");
    const alan = await Visitor.create();
    await alan.page.goto(url);
    await alan.page.getByText("This room is private").first().waitFor();
    // The inspector cannot compute a key here, and works without it.
    const inspector = await openInspector(ada);
    await inspector.getByRole("tab").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Notifications need HTTPS. Open this page over HTTPS.").waitFor();
    ada.expectNoErrors(/Cross-Origin-Opener-Policy/);
    alan.expectNoErrors(/Cross-Origin-Opener-Policy/);
  },
);

test("with cookies and storage blocked a message is sent, a notice says what is lost, and a new room belongs to its creator", async () => {
  const ada = await Visitor.create({ blockCookies: "all" });
  const { page } = ada;
  await page.goto(server.url);
  expect(
    await page.evaluate(() => {
      try {
        return localStorage.length;
      } catch {
        return "blocked";
      }
    }),
  ).toBe("blocked");
  const title = uniqueRoom("kept-by-nobody");
  await page.getByRole("button", { name: "create a new room" }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox").first().fill(title);
  await form.getByRole("radio", { name: /Private/ }).check();
  await form.getByRole("textbox").first().press("Enter");
  await page.waitForURL(/\/rooms\//);
  await ada.untilLive();
  // The token is not stored where another page could read it.
  expect(await page.evaluate(() => [window.name, location.hash, location.search])).toEqual(["", "", ""]);
  await page
    .getByText("If you close it, you lose unsent messages, your name and the ownership of rooms you created.")
    .waitFor();
  await page.getByRole("button", { name: "Got it" }).click();
  await ada.say("Nothing is kept");
  await ada.untilStored("Nothing is kept");
  const dialog = await openRoomSettings(ada, title);
  await dialog.getByText("Delete room").first().waitFor();
  await closeDialog(ada);
  // The browser's own requests for files carry no token.
  await page.locator('input[type="file"]').setInputFiles([
    { name: "dot.png", mimeType: "image/png", buffer: Buffer.from(DOT, "base64") },
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Some notes") },
  ]);
  await page.getByRole("list", { name: "Attached files" }).getByText("notes.txt").waitFor();
  await expect
    .poll(() => page.getByRole("button", { name: "Send" }).getAttribute("aria-disabled"))
    .toBe("false");
  await ada.write("With files");
  await ada.untilStored("With files");
  const picture = ada.line("With files").locator(".image-preview img");
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  const download = page.waitForEvent("download");
  await ada.line("With files").locator("a.file", { hasText: "notes.txt" }).click();
  expect((await download).suggestedFilename()).toBe("notes.txt");
  expect(await readFile(await (await download).path(), "utf8")).toBe("Some notes");
  // The same person after a reconnect.
  await ada.setOffline(true);
  await page.locator('.connection[data-state="offline"]').waitFor();
  await ada.setOffline(false);
  await ada.untilLive();
  await ada.say("Still the same");
  await ada.untilStored("Still the same");
  await expect.poll(() => page.getByText("Your browser doesn't save data").count()).toBe(0);
  ada.expectNoErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|status of 401/);
});

test("a guest whose browser blocks cookies sees the pictures of a private room that were sent before", async () => {
  const room = uniqueRoom("earlier-picture");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.page
    .locator('input[type="file"]')
    .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: Buffer.from(DOT, "base64") });
  await ada.page.getByRole("list", { name: "Attached files" }).getByRole("listitem").waitFor();
  await ada.write("A picture");
  await ada.untilStored("A picture");
  const dialog = await openRoomSettings(ada, room);
  await dialog.getByLabel("Visibility").selectOption("Private");
  await dialog.getByRole("button", { name: "Create invite link" }).click();
  const invite = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();
  const grace = await Visitor.create({ blockCookies: "all" });
  await grace.enter(invite);
  const picture = grace.line("A picture").locator(".image-preview img");
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
});

test("storage that hangs, is full or is denied does not hold back any message", async () => {
  const url = `${server.url}/rooms/${uniqueRoom("denied")}`;
  const denied = await Visitor.create({
    init: () => {
      const deny = () => {
        throw new DOMException("denied", "SecurityError");
      };
      for (const name of ["indexedDB", "caches", "sessionStorage"])
        Object.defineProperty(window, name, { get: deny });
      navigator.locks.request = () => Promise.reject(new DOMException("denied", "SecurityError"));
    },
  });
  await denied.enter(url);
  await denied.say("Locks are denied");
  await denied.untilStored("Locks are denied");
  // With localStorage, unsent messages survive the page.
  await denied.setOffline(true);
  await denied.page.locator('.connection[data-state="offline"]').waitFor();
  await denied.say("Waits outside the database");
  await denied.setOffline(false);
  await denied.page.reload();
  await denied.untilStored("Waits outside the database");
  denied.expectNoErrors(/ERR_INTERNET_DISCONNECTED|WebSocket/);

  const hanging = await Visitor.create({
    init: () => {
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
  });
  await hanging.enter(url);
  await hanging.say("The disk does not answer");
  await hanging.untilStored("The disk does not answer");
  hanging.expectNoErrors();
});
