/** The member list of a room with more members than it sends by itself. */
import { describe, expect, test } from "vitest";
import { atLength } from "../support/length.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { closeDialog } from "./support/dialogs.ts";
import { MANY_CONNECTIONS, ManyClients } from "./support/many-clients.ts";
import { customServer } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const DESK = { viewport: { width: 1440, height: 900 } };

const rows = ({ page }: Visitor) => page.locator(".people-rows li");
const names = (visitor: Visitor) => rows(visitor).locator(".panel-row-text").allInnerTexts();
const field = ({ page }: Visitor) => page.getByRole("searchbox", { name: "Find a member" });
const numbered = (count: number, word = "Guest") =>
  Array.from({ length: count }, (_, index) => `${word} ${String(index).padStart(4, "0")}`);

/** So many members that the page loads them in pages. */
const CROWD = atLength({ short: 500, long: 4_000 });

test(`a room of ${CROWD} lists all members, finds one, and completes a name that it has not shown`, async () => {
  const arena = uniqueRoom("arena");
  const server = await startServer({ vars: MANY_CONNECTIONS });
  const crowd = new ManyClients(server, arena);
  await crowd.join([...numbered(CROWD - 1), "Zuletzt Gekommen"]);
  const ada = await Visitor.create(DESK);
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${arena}`);
  await page.getByText(`${(CROWD + 1).toLocaleString("en-GB")} members online`).waitFor();
  await rows(ada).first().getByText("Guest 0000").waitFor();

  await ada.composer.pressSequentially("Welcome @geko");
  await page.getByRole("option", { name: "Zuletzt Gekommen" }).waitFor();
  await ada.composer.press("Enter");
  await ada.composer.press("Enter");
  await ada.untilStored("Welcome @Zuletzt Gekommen");
  await page.locator(".mention", { hasText: "@Zuletzt Gekommen" }).waitFor();

  const walked = await walkDown(ada, "Zuletzt Gekommen");
  expect(walked.names).toEqual([...numbered(CROWD - 1), "Zuletzt Gekommen"]);
  expect(walked.mostRows).toBeLessThan(100);
  expect(walked.mostElements).toBeLessThan(500);
  await expect.poll(() => rows(ada).last().getAttribute("aria-posinset")).toBe(String(CROWD));

  await field(ada).fill("ZULETZT");
  await page.getByText("1 found").waitFor();
  expect(await names(ada)).toEqual(["Zuletzt Gekommen"]);
  await rows(ada).getByRole("button").click();
  await page.getByRole("dialog", { name: "Zuletzt Gekommen" }).getByText("Online").waitFor();
  await closeDialog(ada);
  await field(ada).fill("nobody of this name");
  await page.getByText("No members found.").waitFor();
  await field(ada).press("Escape");
  await expect.poll(() => field(ada).inputValue()).toBe("");
  await rows(ada).first().getByText("Guest 0000").waitFor();

  // The room sends all remaining members by itself again.
  crowd.leave(CROWD - 100);
  await page.getByText("101 members online").waitFor();
  await expect.poll(() => rows(ada).first().getAttribute("aria-setsize")).toBe("100");
  await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
  expect((await walkDown(ada, "Guest 0099")).names).toEqual(numbered(100));
  ada.expectNoErrors();
  // Thousands of connections are slow to open on a small machine.
}, 240_000);

test("people join and leave a full room, which becomes ordinary and full again, and reconnects", async () => {
  const gate = uniqueRoom("gate");
  const server = await startServer({
    vars: { ...MANY_CONNECTIONS, LIMIT_MEMBERS_LISTED: "45", LIMIT_MEMBERS_PAGE: "20" },
  });
  const crowd = new ManyClients(server, gate);
  await crowd.join(numbered(44));
  const ada = await Visitor.create(DESK);
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${gate}`);
  await page.getByText("45 members online").waitFor();
  await field(ada).fill("0007");
  await page.getByText("1 found").waitFor();
  expect(await names(ada)).toEqual(["Guest 0007"]);

  // Full: the same query is now answered by the room.
  await crowd.join(["New 0007", "New 0008"]);
  await page.getByText("47 members online").waitFor();
  await page.getByText("2 found").waitFor();
  expect(await names(ada)).toEqual(["Guest 0007", "New 0007"]);
  await field(ada).fill("");
  await rows(ada).first().getByText("Guest 0000").waitFor();
  expect((await walkDown(ada, "New 0008")).names).toHaveLength(46);

  // An ordinary room: members who left disappear at once.
  crowd.leave(2);
  await page.getByText("45 members online").waitFor();
  await expect.poll(() => names(ada)).not.toContain("New 0008");
  expect((await walkDown(ada, "Guest 0043")).names).toEqual(numbered(44));

  // Full again, with other members who joined while the page was disconnected.
  await crowd.join(numbered(3, "Aaron"));
  await page.getByText("48 members online").waitFor();
  await expect.poll(async () => (await walkDown(ada, "Guest 0043")).names[0]).toBe("Aaron 0000");
  await ada.setOffline(true);
  await ada.connection.getByText("Offline").waitFor();
  await crowd.join(["Aaa"]);
  await ada.setOffline(false);
  await ada.untilLive();
  await page.getByText("49 members online").waitFor();
  await page.locator(".panel.people .panel-body").evaluate((side) => side.scrollTo({ top: 0 }));
  await rows(ada).first().getByText("Aaa", { exact: true }).waitFor();
  ada.expectNoErrors(/ERR_INTERNET_DISCONNECTED/);
});

describe("in a room that lists ten members by itself, and fifty at a time on request", () => {
  const server = customServer;

  test("names that failed to load show an error in their place, and load on a retry", async () => {
    const moody = uniqueRoom("moody");
    await new ManyClients(server, moody).join(numbered(12));
    const ada = await Visitor.create(DESK);
    const { page } = ada;
    let refusing = true;
    await page.routeWebSocket(/socket\.io/, (browser) => {
      const room = browser.connectToServer();
      browser.onMessage((message) => {
        const id = /^42(\d+)\["members:get"/.exec(String(message))?.[1];
        if (id === undefined || !refusing) room.send(message);
        else browser.send(`43${id}[{"ok":false,"error":{"code":"internal","message":"no"}}]`);
      });
    });
    await ada.enter(`${server.url}/rooms/${moody}`);
    await ada.say("Hello");
    const side = page.locator(".panel.people");
    await side
      .getByRole("alert")
      .getByText("Some members couldn't be loaded. Something went wrong in the room. Try again.")
      .waitFor();
    await ada.composer.fill("@gue");
    const suggestions = page.locator(".choices");
    await suggestions.getByRole("alert").getByText("Some members couldn't be loaded").waitFor();
    refusing = false;
    await suggestions.getByRole("button", { name: "Try again" }).click();
    await suggestions.getByRole("option", { name: "Guest 0000" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
    await ada.composer.press("Tab");
    await expect.poll(() => ada.composer.inputValue()).toBe("@Guest 0000 ");

    await side.getByRole("button", { name: "Try again" }).click();
    await rows(ada).nth(11).getByText("Guest 0011").waitFor();
    await side.getByRole("alert").waitFor({ state: "detached" });
    ada.expectNoErrors();
  });

  test("the arrow keys move through all pages of the list, and Tab leaves it in one step", async () => {
    const keys = uniqueRoom("keys");
    await new ManyClients(server, keys).join(numbered(150));
    const ada = await Visitor.create(DESK);
    const { page } = ada;
    await ada.enter(`${server.url}/rooms/${keys}`);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await rows(ada).getByText("Guest 0000").waitFor();
    await field(ada).focus();
    await page.keyboard.press("Tab");
    await expect.poll(focused).toContain("Guest 0000");
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toContain("Guest 0001");
    await page.keyboard.press("PageDown");
    await expect.poll(focused).not.toContain("Guest 0001");
    // To the end of the loaded members, until all are loaded.
    await expect
      .poll(async () => {
        await page.keyboard.press("End");
        return focused();
      })
      .toContain("Guest 0149");
    expect(await page.locator(":focus").evaluate((row) => row.getBoundingClientRect().bottom)).toBeLessThan(
      900,
    );
    await page.keyboard.press("Home");
    await expect.poll(focused).toContain("Guest 0000");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Guest 0000" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(focused).toContain("Guest 0000");

    // The focused row stays in the document, however far the list is scrolled.
    await page.locator(".panel.people .panel-body").evaluate((side) => side.scrollTo({ top: 3_000 }));
    await rows(ada).getByText("Guest 0100").waitFor();
    await expect.poll(() => focused()).toContain("Guest 0000");
    await page.keyboard.press("Shift+Tab");
    await expect.poll(() => field(ada).evaluate((input) => input === document.activeElement)).toBe(true);
    ada.expectNoErrors();
  });

  test("a button loads more names without scrolling, and moves the focus when it disappears", async () => {
    const button = uniqueRoom("button");
    // Sorted before any generated name of Ada.
    await new ManyClients(server, button).join(numbered(120, "00"));
    // So low that the end of the first page is far from the rows in view.
    const ada = await Visitor.create({ viewport: { width: 1440, height: 400 } });
    const { page } = ada;
    await ada.enter(`${server.url}/rooms/${button}`);
    const loaded = () =>
      page
        .locator(".people-rows")
        .evaluate((list) => (list as HTMLElement).style.getPropertyValue("--count"));
    const more = page.getByRole("button", { name: "Show more" });
    await page.getByText("and 70 more members").waitFor();
    await more.dispatchEvent("click");
    await page.getByText("and 20 more members").waitFor();
    expect(await loaded()).toBe("100");
    // With the focus it is in view, and so is the end of the list.
    await more.focus();
    await more.waitFor({ state: "detached" });
    expect(await loaded()).toBe("120");
    await expect.poll(() => page.locator(".people-rows :focus").count()).toBe(1);
    ada.expectNoErrors();
  });
});

/** Scrolls to the top and then down in steps until `last` is shown. @returns all names, in order */
function walkDown(
  { page }: Visitor,
  last: string,
): Promise<{ names: string[]; mostRows: number; mostElements: number }> {
  return page.evaluate(async (last) => {
    const side = document.querySelector(".panel.people .panel-body") as HTMLElement;
    const list = side.querySelector(".people-rows") as HTMLElement;
    const seen = new Map<number, string>();
    let mostRows = 0;
    let mostElements = 0;
    side.scrollTop = 0;
    for (let step = 0; step < 5_000; step += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const rows = [...list.querySelectorAll("li")];
      mostRows = Math.max(mostRows, rows.length);
      mostElements = Math.max(mostElements, list.querySelectorAll("*").length);
      for (const row of rows) {
        seen.set(Number(row.ariaPosInSet), row.querySelector(".panel-row-text")?.textContent ?? "");
      }
      if ([...seen.values()].includes(last)) {
        const names = [...seen].sort(([a], [b]) => a - b).map(([, name]) => name);
        return { names, mostRows, mostElements };
      }
      side.scrollTop += 400;
    }
    throw new Error(`${last} never came into view; the last was ${[...seen.values()].at(-1)}`);
  }, last);
}
