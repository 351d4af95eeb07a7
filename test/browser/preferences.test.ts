/** User preferences: text spacing, reduced motion, forced colours. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { horizontalOverflow } from "./support/axe.ts";
import { openInspector } from "./support/dialogs.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** WCAG 2.2, success criterion 1.4.12. */
const SPACED = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
`;

/** Opens the room settings as the owner, with all sections expanded. */
async function settingsOf(ada: Visitor, room: string) {
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.page.locator(".composer textarea").fill("Mine");
  await ada.page.locator(".composer textarea").press("Enter");
  await ada.untilStored("Mine");
  await ada.page.keyboard.press("Control+,");
  await ada.page.getByRole("dialog").locator("select").last().selectOption("private");
  await ada.page.getByRole("dialog").locator("#room-passphrase").waitFor();
}

test("with larger text spacing nothing is cut off on a screen of 320 px", async () => {
  const spaced = uniqueRoom("spaced");
  const spacedOwn = uniqueRoom("spaced-own");
  const ada = await Visitor.create({ locale: "de-DE", viewport: { width: 320, height: 640 } });
  const { page } = ada;
  const expectWhole = async (screen: string) => {
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, SPACED);
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll("*")]
        .filter((element) => element.checkVisibility() && !element.closest(".hidden-visually, pre, .list"))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map(({ outerHTML }) => outerHTML.slice(0, 120)),
    );
    expect(beyond, screen).toEqual([]);
    expect(await horizontalOverflow(ada), screen).toBeLessThanOrEqual(0);
    const cut = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          "button, .button, label, legend, h2, h3, .notice, .state, option",
        ),
      ]
        .filter((element) => element.checkVisibility())
        .filter(({ className }) => !/room-button|hidden-visually/.test(String(className)))
        .filter(
          ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
            clientWidth > 0 && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1),
        )
        .map(({ outerHTML }) => outerHTML.slice(0, 120)),
    );
    expect(cut, screen).toEqual([]);
  };
  await page.goto(server.url);
  await page.locator("#room-name").fill("🚀");
  await expectWhole("the front page");
  await fillRoom(server, spaced, [
    "A **message**, `code` and https://example.org/with-a-long-address",
    "Another",
  ]);
  await ada.enter(`${server.url}/rooms/${spaced}`);
  await expectWhole("a conversation");
  await settingsOf(ada, spacedOwn);
  await expectWhole("an owner's settings");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog").waitFor();
  await expectWhole("the keys");
});

test("nothing is animated with reduced motion", async () => {
  const still = uniqueRoom("still");
  const ada = await Visitor.create({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const { page } = ada;
  const expectStill = async () => {
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].flatMap((element) =>
        ["", "::before", "::after"].flatMap((part) => {
          const style = getComputedStyle(element, part);
          const takes = (durations: string) => durations.split(", ").some((one) => one !== "0s");
          const moves =
            (style.animationName !== "none" && takes(style.animationDuration)) ||
            (takes(style.transitionDuration) && style.transitionProperty !== "none");
          return moves ? [`${element.outerHTML.slice(0, 80)} ${part}`] : [];
        }),
      ),
    );
    expect(moving).toEqual([]);
  };
  await page.goto(server.url);
  await page.locator("#room-name").waitFor();
  await expectStill();
  await settingsOf(ada, still);
  await expectStill();
  await page.keyboard.press("Escape");
  await openInspector(ada);
  await expectStill();
});

test("in forced colours switches, the connection state and the current room stay recognizable", async () => {
  const forced = uniqueRoom("forced");
  const ada = await Visitor.create({ viewport: { width: 1440, height: 900 }, forcedColors: "active" });
  const { page } = ada;
  await settingsOf(ada, forced);
  const colours = (selector: string, part?: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, part) => {
        const { backgroundColor, borderTopColor, outlineStyle, borderTopWidth } = getComputedStyle(
          element,
          part,
        );
        return { backgroundColor, borderTopColor, outlineStyle, borderTopWidth };
      }, part);
  for (const expectation of ["off", "on"]) {
    const [track, thumb] = [await colours(".switch"), await colours(".switch", "::before")];
    expect(thumb.backgroundColor, expectation).not.toBe(track.backgroundColor);
    if (expectation === "off") await page.locator(".switch").click();
    await page.locator('.switch[aria-checked="true"]').waitFor();
  }
  await page.keyboard.press("Escape");
  const canvas = (await colours("html")).backgroundColor;
  expect((await colours(".connection-dot")).backgroundColor).not.toBe(canvas);
  expect((await colours("a.panel-row[aria-current]")).outlineStyle).toBe("solid");
  await ada.setOffline(true);
  await ada.connection.getByText("Offline").waitFor();
  const dot = await colours(".connection-dot");
  expect([dot.backgroundColor, dot.borderTopWidth]).toEqual([canvas, "2px"]);
  expect(dot.borderTopColor).not.toBe(canvas);
});
