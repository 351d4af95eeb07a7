/** The page on touch screens and small screens. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("a long press opens a sheet of message actions, in targets of 40 px that all fit on a small phone", async () => {
  const touchRoom = uniqueRoom("touch");
  const ada = await Visitor.create({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${touchRoom}`);
  await ada.say("Press me");
  await ada.untilStored("Press me");
  const finger = await ada.context.newCDPSession(page);
  const box = await ada.line("Press me").locator("p").boundingBox();
  if (box === null) throw new Error("the message is not on the screen");
  const at = { x: box.x + 20, y: box.y + box.height / 2 };
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const bar = page.getByRole("toolbar", { name: "Message actions" });

  await page.clock.install();
  // No time passes until the finger moves.
  await page.clock.pauseAt(Date.now() + 60_000);
  await touch("touchStart", [at]);
  await touch("touchMove", [{ x: at.x, y: at.y + 30 }]);
  await page.clock.resume();
  await page.clock.runFor(2_000);
  await touch("touchEnd", []);
  const sheet = page.getByRole("dialog", { name: /^Message from / });
  expect([await bar.count(), await sheet.count()]).toEqual([0, 0]);

  await touch("touchStart", [at]);
  await page.clock.runFor(2_000);
  await sheet.waitFor();
  // The finger is lifted over the sheet, which must not press a button in it.
  await touch("touchEnd", []);
  const expectReachable = async (within = bar) => {
    await within.locator("button").first().waitFor();
    for (const button of await within.locator("button").all()) {
      const target = await button.boundingBox();
      if (target === null) throw new Error("a button is not on the screen");
      expect(Math.min(target.width, target.height)).toBeGreaterThanOrEqual(40);
      expect(target.x).toBeGreaterThanOrEqual(0);
      expect(target.x + target.width).toBeLessThanOrEqual(320);
    }
  };
  await sheet.getByText(/^Message from /).waitFor();
  for (const action of ["Reply", "Edit", "Copy text", "Copy link"])
    await sheet.getByRole("menuitem", { name: action }).waitFor();
  await expectReachable(sheet);
  await sheet.getByRole("menuitem", { name: "Delete" }).tap();
  await bar.getByRole("button", { name: "Cancel" }).waitFor();
  await expectReachable();
  await bar.getByRole("button", { name: "Cancel" }).tap();
  await bar.getByRole("button", { name: "React" }).tap();
  await bar.getByRole("button", { name: "React with ✅" }).waitFor();
  await expectReachable();
  await bar.getByRole("button", { name: "React with ✅" }).tap();
  await page.getByRole("button", { name: /^✅ 1: You/ }).waitFor();
  ada.expectNoErrors();
});

for (const [name, viewport, deviceScaleFactor] of [
  ["a desk's screen at 200 %", { width: 640, height: 400 }, 2],
  ["a screen of 320 px", { width: 320, height: 560 }, 1],
] as const) {
  test(`on ${name} nothing is cut off, in the language with the longest words`, async () => {
    const ada = await Visitor.create({
      locale: "de-DE",
      viewport,
      deviceScaleFactor,
      reducedMotion: "reduce",
    });
    const { page } = ada;
    /** Elements that overflow the screen, or whose text is cut off without another way to read it. */
    const cutOff = () =>
      page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const found: string[] = [];
        if (document.documentElement.scrollWidth > width) found.push("the page scrolls sideways");
        for (const element of document.querySelectorAll<HTMLElement>(
          "button, a, input, textarea, select, h1, h2, h3, p, dd, kbd, label, summary",
        )) {
          if (!element.checkVisibility() || element.closest(".hidden-visually") !== null) continue;
          const { left, right, width: own } = element.getBoundingClientRect();
          const style = getComputedStyle(element);
          const hides = style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
          const readable = element.closest("[title]") !== null;
          if (own > 0 && (left < -1 || right > width + 1 || (hides && !readable)))
            found.push(element.outerHTML.slice(0, 120));
        }
        return found;
      });
    const look = async (what: string) => expect(await cutOff(), what).toEqual([]);

    await page.goto(server.url);
    await page.getByRole("button", { name: "Raum öffnen" }).waitFor();
    await look("the front page");
    const room = uniqueRoom(`zoom-${viewport.width}`);
    await fillRoom(
      server,
      room,
      ["Rindfleischetikettierungsüberwachung ".repeat(4), "`code` ".repeat(30)],
      "Grace",
    );
    await ada.enter(`${server.url}/rooms/${room}`);
    await page.getByText("Rindfleisch").waitFor();
    await look("a conversation");
    const list = await page.locator(".list").boundingBox();
    expect(list?.height).toBeGreaterThan(200);
    const composer = await page.locator(".composer textarea").boundingBox();
    expect((composer?.y ?? 0) + (composer?.height ?? 0)).toBeLessThanOrEqual(viewport.height);

    for (const [open, title] of [
      [() => page.keyboard.press("Control+/"), "Tastenkürzel"],
      [() => page.keyboard.press("Control+k"), "Raum wechseln"],
      [() => page.keyboard.press("Control+,"), "Über diesen Raum"],
      [() => page.getByRole("button", { name: "Räume" }).click(), "Räume"],
      [() => page.getByRole("button", { name: /^Mitglieder/ }).click(), "Mitglieder"],
    ] as const) {
      await open();
      const dialog = page.getByRole("dialog", { name: title, exact: true });
      await dialog.waitFor();
      await look(title);
      await dialog.getByRole("button", { name: "Schließen" }).click();
      await dialog.waitFor({ state: "hidden" });
    }
    await page.keyboard.press("Control+Shift+Y");
    await page.getByRole("complementary", { name: "Netzwerk-Inspektor" }).waitFor();
    await look("the network inspector");
  });
}
