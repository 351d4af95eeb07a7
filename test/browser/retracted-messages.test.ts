/** The page when something is removed: a quoted message, an invite, a connection that stays silent. */
import { expect, test } from "vitest";
import { uniqueRoom, uniqueWord } from "../support/rooms.ts";
import {
  closeDialog,
  confirmAction,
  deleteMessage,
  dialogOf,
  openProfile,
  openRoomSettings,
  ownNameOf,
} from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("a reply survives a reload, loses an original that is deleted, and is sent; another tab does not count it", async () => {
  const room = uniqueRoom("withdrawn");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await grace.enter(url);
  await ada.enter(url);
  const other = await ada.context.newPage();
  await other.goto(url);
  await other.locator('.connection[data-state="live"]').waitFor();
  // The newest message is out of view while the tab is in the background.
  await other.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await grace.say("The original");
  await grace.say("A question");
  await ada.untilStored("A question");
  // Messages read in the visible tab are read in the other one.
  await expect.poll(() => other.title()).toBe(`${room} · Socket Rocket`);

  await ada.line("The original").hover();
  await ada.page
    .getByRole("toolbar", { name: "Message actions" })
    .getByRole("button", { name: "Reply" })
    .click();
  await ada.composer.fill("An answer");
  await ada.page.reload();
  await ada.page.locator(".reply-bar", { hasText: "The original" }).waitFor();
  await expect.poll(() => ada.composer.inputValue()).toBe("An answer");
  await grace.line("The original").hover();
  await deleteMessage(grace.page);
  await ada.untilToast("The message you were replying to was deleted.");
  await ada.page.locator(".reply-bar").waitFor({ state: "detached" });
  await ada.composer.press("Enter");
  await ada.untilStored("An answer");
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("an invalid invite is rejected with an explanation, and the name on this device stays", async () => {
  const room = uniqueRoom("garbage-invite");
  const url = `${server.url}/rooms/${room}`;
  const [ada, ben] = [await Visitor.create(), await Visitor.create()];
  await ada.enter(url);
  await ada.say("Private matters");
  await ada.untilStored("Private matters");
  const dialog = await openRoomSettings(ada, room);
  await dialog.getByLabel("Visibility").selectOption("Private");
  await dialog
    .getByText("There's no invite link yet. Anyone who opens it can join, and come back later.")
    .waitFor();
  await closeDialog(ada);
  await ben.page.goto(`${server.url}/api/health`);
  await ben.page.evaluate(() => localStorage.setItem("name", "Benjamin"));
  for (const invite of ["x".repeat(129), "%00%F0%9F%92%A9", "", "wrong"]) {
    await ben.page.goto(`${url}?invite=${invite}`);
    await ben.page.getByText("This invite link is no longer valid. Ask for a new one.").waitFor();
    expect(await ben.page.evaluate(() => [localStorage.getItem("name"), location.search])).toEqual([
      "Benjamin",
      "",
    ]);
    // The room has no passphrase, so there is no passphrase form.
    await expect.poll(() => ben.page.getByLabel("Passphrase").count()).toBe(0);
  }
});

test("when a member is banned, search results, a quote and the member's own lines leave the screen, too", async () => {
  const room = uniqueRoom("banned-screen");
  const word = uniqueWord();
  const url = `${server.url}/rooms/${room}`;
  const options = { viewport: { width: 1440, height: 900 } };
  const ada = await Visitor.create({ ...options, name: "Ada" });
  const grace = await Visitor.create({ ...options, name: "Grace" });
  await ada.enter(url);
  await ada.say(`Between us: ${word}`);
  await ada.untilStored(word);
  await grace.enter(url);
  await grace.line(word).hover();
  await grace.page
    .getByRole("toolbar", { name: "Message actions" })
    .getByRole("button", { name: "Reply" })
    .click();
  await grace.composer.fill("My draft");
  await grace.page.keyboard.press("Control+Shift+F");
  await dialogOf(grace).getByRole("searchbox").fill(word);
  await dialogOf(grace).getByRole("listitem").filter({ hasText: word }).waitFor();
  await confirmAction(await openProfile(ada, await ownNameOf(grace)), "Ban");
  await grace.page.getByText("You're banned from this room").waitFor();
  await expect.poll(() => grace.page.getByText(word).count()).toBe(0);
  expect(await grace.composer.inputValue()).toBe("My draft");
  await expect.poll(() => dialogOf(grace).count()).toBe(0);
});

test("a WebSocket that is accepted and stays silent is replaced by long-polling", async () => {
  const ada = await Visitor.create();
  const { page } = ada;
  // Opens at once, and transfers nothing.
  await page.routeWebSocket(/socket\.io/, () => undefined);
  await page.clock.install();
  await page.goto(`${server.url}/rooms/${uniqueRoom("mute")}`);
  await page.locator('.connection[data-state="connecting"]').waitFor();
  await page.clock.runFor(20_000);
  await ada.connection.getByText("Live over long-polling").waitFor({ timeout: 60_000 });
  await ada.say("By the other way");
  await ada.untilStored("By the other way");
});
