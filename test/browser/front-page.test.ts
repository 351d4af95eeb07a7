/** The front page: the list of public rooms, its search, its refresh and its errors. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { untilInHtml, Visitor } from "./support/visitor.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ vars: { LIMIT_DIRECTORY_MS: "500" } });
});
afterAll(() => server.stop());

/** A client without a browser that creates a public room and stays in it. */
async function host(room: string, topic: string) {
  const path = `/rooms/${encodeURIComponent(room)}/socket.io/`;
  const socket = await connectClient(server.url, { path, auth: { name: "Host" } });
  await socket.timeout(60_000).emitWithAck("message:send", { nonce: "first", text: "Welcome" });
  await socket.timeout(60_000).emitWithAck("room:update", { topic });
  return socket;
}

test("public rooms are listed with topic and number of people, are refreshed while visible, and can be searched", async () => {
  const harbour = uniqueRoom("harbour");
  const cafe = uniqueRoom("café");
  const ada = await Visitor.create();
  const { page } = ada;
  await page.goto(server.url);
  await page.getByText("There are no public rooms yet. They appear here once people talk in them.").waitFor();
  await expect.poll(() => page.getByRole("searchbox").count()).toBe(0);

  await host(harbour, "Ships and <i>boats</i>");
  const second = await host(cafe, "Where the good coffee is");
  const list = page.getByRole("navigation", { name: "Public rooms" });
  const room = (name: RegExp) => list.getByRole("link", { name });
  // Without a reload: the page refreshes the list by itself.
  await room(new RegExp(`^${harbour}.*Ships and <i>boats</i>.*1 online`)).waitFor({ timeout: 60_000 });
  await room(new RegExp(`^${cafe}.*Where the good coffee is.*1 online`)).waitFor({ timeout: 60_000 });
  second.disconnect();
  await room(new RegExp(`^${cafe}.*No one online`)).waitFor({ timeout: 60_000 });

  const search = page.getByRole("searchbox", { name: "Search public rooms" });
  await search.fill("SHIPS");
  await room(new RegExp(`^${cafe}`)).waitFor({ state: "detached" });
  await expect.poll(() => room(new RegExp(`^${harbour}`)).count()).toBe(1);
  await page.getByRole("status").getByText("1 room found").waitFor({ state: "attached" });
  await search.fill("cafe");
  await room(new RegExp(`^${harbour}`)).waitFor({ state: "detached" });
  await room(new RegExp(`^${cafe}`)).waitFor();
  await search.fill("submarines");
  await page.getByText("No public rooms match “submarines”.").waitFor();
  await search.fill("");
  await room(new RegExp(`^${harbour}`)).click();
  await ada.untilLive();
  ada.expectNoErrors();
});

test("a list or room that cannot be loaded says so, with a retry", async () => {
  const reachable = uniqueRoom("reachable");
  const lunchPlans = uniqueRoom("lunch");
  const ada = await Visitor.create();
  const { page } = ada;
  await host(reachable, "Still here");
  await page.route(/\/api\/rooms/, (route) => route.abort());
  await page.goto(server.url);
  await page
    .getByRole("alert")
    .getByText("The public rooms couldn't be loaded. Check your connection.")
    .waitFor();
  await page.getByRole("button", { name: "create a new room" }).click();
  const form = page.getByRole("dialog", { name: "New room" });
  await form.getByRole("button", { name: "Create room" }).click();
  await form.getByText("Enter a room name with at least one letter or digit.").waitFor();
  await form.getByLabel("Name").fill(lunchPlans.replace("lunch-", "Lunch "));
  await form.getByText(`Address: /rooms/${lunchPlans}`).waitFor();
  await form.getByRole("button", { name: "Create room" }).click();
  await form.getByText("The room couldn't be created. Try again in a moment.").waitFor();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  // A hidden page does not refresh the list by itself, which would remove the button.
  await page.evaluate(() =>
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" }),
  );
  await page.unroute(/\/api\/rooms/);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.evaluate(() => Reflect.deleteProperty(document, "visibilityState"));
  await page.getByRole("link", { name: new RegExp(`^${reachable}`) }).waitFor();
  await expect.poll(() => page.getByText("couldn't be loaded").count()).toBe(0);

  const name = page.getByLabel("Room name");
  await name.fill("🚀");
  await page.getByText("A room name can contain only letters, digits and hyphens.").waitFor();
  await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => name.getAttribute("aria-describedby")).toBe("room-name-note");
  await name.fill("");
  await name.press("Enter");
  await page.getByText("Enter a room name with at least one letter or digit.").waitFor();
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  // A pasted address works like the name in it.
  await name.fill(`https://chat.example/rooms/${reachable}?m=1`);
  await name.press("Enter");
  await page.waitForURL(`**/rooms/${reachable}?m=1`);
  await ada.untilLive();
  ada.expectNoErrors(/ERR_FAILED/);
});

/** Sums the layout shifts of a page. */
function sumLayoutShifts(): void {
  window.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.layoutShift += (entry as LayoutShift).value;
  }).observe({ type: "layout-shift", buffered: true });
}

/** As in the Layout Instability API, which TypeScript does not know. */
interface LayoutShift extends PerformanceEntry {
  value: number;
}

declare global {
  interface Window {
    layoutShift: number;
  }
}

test("public rooms show before the script runs, which takes them over without moving anything", async () => {
  const early = uniqueRoom("early");
  await host(early, "Here at once");
  const ada = await Visitor.create({
    init: sumLayoutShifts,
    viewport: { width: 412, height: 823 },
    locale: "en-GB",
  });
  const { page } = ada;
  const list = page.getByRole("navigation", { name: "Public rooms" });
  const link = list.getByRole("link", { name: new RegExp(`^${early}.*Here at once.*1 online`) });
  for (const visitedRooms of [0, 1]) {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(/\/landing-\w+\.js$/, async (route) => {
      await released;
      await route.continue();
    });
    await untilInHtml(page, server.url, link);
    expect(await page.locator(".enter-room").evaluate((form) => form.closest("[inert]") !== null)).toBe(true);
    await link.focus();
    const element = await link.elementHandle();
    release();
    await page.locator(".enter-room-frame:not([inert])").waitFor();
    const recent = page.getByRole("navigation", { name: "Recent rooms" }).getByRole("link");
    await expect.poll(() => recent.count()).toBe(visitedRooms);
    // The same element, which keeps the focus.
    expect(await element?.evaluate((link) => link === document.activeElement)).toBe(true);
    expect(await page.evaluate(() => window.layoutShift)).toBeLessThan(0.05);
    await page.unroute(/\/landing-\w+\.js$/);
    if (visitedRooms === 0) {
      await link.click();
      await ada.untilLive();
    }
  }
  ada.expectNoErrors();

  const grace = await Visitor.create({ javaScriptEnabled: false });
  const readable = grace.page.getByRole("link", { name: new RegExp(`^${early}`) });
  await untilInHtml(grace.page, server.url, readable);
  await grace.page.waitForLoadState();
  expect(await grace.page.locator(".enter-room").isVisible()).toBe(false);
  await readable.click();
  await grace.page.waitForURL(`**/rooms/${early}`);
  await untilInHtml(grace.page, grace.page.url(), grace.line("Welcome"));
});
