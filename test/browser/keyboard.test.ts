/** Tab order: every control can be reached, is visible when it has the focus, and does not trap it. */
import { expect, test } from "vitest";
import { PUBLIC_ROOMS_ELEMENT } from "../../src/shared/contract/page-preview.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { openRoomSettings } from "./support/dialogs.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { type TabStop, tabThrough, unreachedElements } from "./support/tab-order.ts";
import { Visitor } from "./support/visitor.ts";

const TEXTS = Array.from({ length: 30 }, (_, index) => `Look at https://example.org/${index} and say`);

/** The problems of a tab order. */
const wrong = (stops: readonly TabStop[]) => ({
  ringless: stops.filter(({ ring }) => ring < 3),
  unread: stops.filter(({ isVisible }) => !isVisible),
});
const NOTHING = { ringless: [], unread: [] };

for (const [colorScheme, viewport] of [
  ["light", { width: 1440, height: 900 }],
  ["dark", { width: 320, height: 640 }],
] as const) {
  const tag = `${colorScheme}-${viewport.width}`;
  test(`Tab reaches every control and returns, each with a visible focus ring (${tag})`, async () => {
    const ada = await Visitor.create({ viewport, colorScheme, reducedMotion: "reduce" });
    const { page } = ada;
    const expectGood = async (screen: string) => {
      const stops = await tabThrough(page);
      expect(wrong(stops), screen).toEqual(NOTHING);
      expect(await unreachedElements(page), screen).toEqual([]);
      return stops;
    };
    const listed = uniqueRoom(`public-${tag}`);
    await fillRoom(server, listed, ["Hello"]);
    const found = async () => (await fetch(`${server.url}/api/rooms?query=${listed}`)).text();
    await expect.poll(found).toContain(`"${listed}"`);
    // Other tests create rooms meanwhile: a changing list would move the focus. So it stays as it is in the HTML, if it is there.
    let rooms: string | undefined;
    await page.route(/\/api\/rooms(?:\?|$)/, async (route) => {
      rooms ??= await page.evaluate((id) => {
        const sent = document.getElementById(id)?.textContent;
        return sent ? JSON.stringify({ ok: true, ...JSON.parse(sent) }) : undefined;
      }, PUBLIC_ROOMS_ELEMENT);
      rooms ??= await (await route.fetch()).text();
      await route.fulfill({ body: rooms, contentType: "application/json" });
    });
    await page.goto(server.url);
    for (const element of [".enter-room-frame", ".public-search"])
      await page.locator(`${element}:not([inert])`).waitFor();
    await expectGood("the front page");

    const room = uniqueRoom(`tabs-${tag}`);
    await ada.enter(`${server.url}/rooms/${room}`);
    await ada.say("Mine");
    await ada.untilStored("Mine");
    await fillRoom(server, room, TEXTS, "Grace");
    await ada.untilStored("example.org/29");
    // Links are detected by a chunk that loads after the first messages, and the network is turned off next.
    await ada.line("example.org/29").getByRole("link").waitFor();
    await ada.untilComplete();
    // The connection status may cover the top of the list: no focused element may be under it.
    await ada.setOffline(true);
    await ada.connection.getByText("Offline").waitFor();
    const stops = await tabThrough(page);
    expect(wrong(stops), "a conversation").toEqual(NOTHING);
    expect(stops.filter(({ element }) => element.includes("example.org")).length).toBeGreaterThan(5);
    expect(stops.some(({ element }) => element.startsWith("<textarea"))).toBe(true);
    await ada.setOffline(false);
    await ada.untilLive();

    const dialog = await openRoomSettings(ada, room);
    await dialog.getByLabel("Visibility").selectOption("Private");
    await dialog.getByRole("button", { name: "Create invite link" }).click();
    await dialog.getByRole("textbox", { name: "Invite link" }).waitFor();
    await dialog.getByLabel("Name of the new bot").fill("Herald");
    await page.keyboard.press("Enter");
    await dialog.getByRole("textbox", { name: "Token" }).waitFor();
    await dialog.getByRole("button", { name: "Delete room" }).click();
    // The link and the bot each bring one, which comes later and moves what is below.
    const offers = dialog.getByRole("button", { name: "Create recovery code" });
    await expect.poll(() => offers.count()).toBe(2);
    await expectGood("an owner's settings");
    // Backwards as well: no focused element may be under the header of the dialog.
    expect(wrong(await tabThrough(page, "Shift+Tab")), "the way back").toEqual(NOTHING);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe("room-button");
  });
}
