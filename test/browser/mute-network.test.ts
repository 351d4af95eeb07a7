/** A network that accepts requests and does not answer all of them. */
import { expect, test } from "vitest";
import { mutingProxy } from "../support/muting-proxy.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

test("a saved room opens with its messages on a network that does not respond", async () => {
  const room = uniqueRoom("mute");
  await fillRoom(server, room, ["Said before the tunnel"]);
  const proxy = await mutingProxy(Number(new URL(server.url).port));
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.enter(`${proxy.url}/rooms/${room}`);
  await ada.line("Said before the tunnel").waitFor();
  await untilSavedOffline(ada, room);
  proxy.mute();
  for (const visit of [() => ada.page.reload(), () => ada.page.goto(`${proxy.url}/rooms/${room}`)]) {
    await visit();
    // Rendered by the page's script, not only in the HTML.
    await ada.page.locator(".room:not(.early) .line", { hasText: "Said before the tunnel" }).waitFor();
    await ada.composer.waitFor();
  }
});

test("a room whose scripts do not load shows its messages and an explanation, with and without scripting", async () => {
  const room = uniqueRoom("late");
  await fillRoom(server, room, ["To be <b>read</b> at once"]);
  const ada = await Visitor.create();
  await ada.page.route(/\.js$/, () => new Promise(() => {}));
  await ada.page.goto(`${server.url}/rooms/${room}`, { waitUntil: "commit" });
  await ada.line("To be <b>read</b> at once").waitFor();
  await ada.page.getByText("The page is taking a long time to load.").waitFor();
  ada.expectNoErrors();

  const grace = await Visitor.create({ javaScriptEnabled: false });
  await grace.page.goto(`${server.url}/rooms/${room}`);
  await grace.line("To be <b>read</b> at once").waitFor();
  expect(await grace.page.getByText("The page is taking a long time to load.").isVisible()).toBe(false);
  // Playwright finds no text in a noscript element, so check that the element has its text and is visible.
  const sentence = grace.page.locator("noscript");
  await expect.poll(() => sentence.textContent()).toContain("You can read here without JavaScript.");
  const box = await sentence.boundingBox();
  expect(box?.height).toBeGreaterThan(10);
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(grace.page.viewportSize()?.height ?? 0);
});

test("a room whose style sheet does not load shows its messages without it, and an explanation until it loads", async () => {
  const room = uniqueRoom("unstyled");
  await fillRoom(server, room, ["Read without a style"]);
  const ada = await Visitor.create();
  const { promise: arrives, resolve: arrive } = Promise.withResolvers<void>();
  await ada.page.route(/\/style-\w+\.css$/, async (route) => {
    await arrives;
    await route.continue();
  });
  await ada.page.goto(`${server.url}/rooms/${room}`, { waitUntil: "commit" });
  const late = ada.page.getByText("The page is taking a long time to load.");
  await expect
    .poll(() => ada.page.evaluate(() => performance.getEntriesByName("first-paint").length), {
      timeout: 60_000,
    })
    .toBe(1);
  await ada.page.locator(".room:not(.early) .line", { hasText: "Read without a style" }).waitFor();
  expect(await late.isVisible()).toBe(true);
  arrive();
  await late.waitFor({ state: "detached" });
  ada.expectNoErrors();
});

test("a first message waits while the room does not answer: the page says so in time, and sends it once it is there", async () => {
  const room = uniqueRoom("hanging");
  const ada = await Visitor.create();
  const { page } = ada;
  await page.clock.install();
  let isWell = false;
  // The network answers the page; a socket opens, and nothing comes over it.
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isWell) socket.connectToServer();
  });
  await page.route(/socket\.io/, async (route) => {
    if (isWell) await route.continue();
  });
  await page.goto(`${server.url}/rooms/${room}`);
  await ada.write("First words");
  await ada.connection.getByText("1 message waiting").waitFor();
  await page.clock.runFor(16_000);
  await page.getByText("Can't reach the room").waitFor();
  await page.getByText("Messages you write now are sent once you're connected.").waitFor();
  await page.reload();
  await page.clock.runFor(16_000);
  await page.getByText("Can't reach the room").waitFor();
  isWell = true;
  await page.getByRole("button", { name: "Try now", exact: true }).click();
  await page.clock.resume();
  await ada.untilStored("First words");
  expect(await ada.line("First words").count()).toBe(1);
});

test("an upload that hangs ends and is tried again: its message is sent", async () => {
  const ada = await Visitor.create();
  const { page } = ada;
  await page.clock.install();
  await ada.enter(`${server.url}/rooms/${uniqueRoom("hanging-upload")}`);
  let uploads = 0;
  await page.route("**/api/rooms/*/files*", async (route) => {
    uploads++;
    if (uploads > 1) await route.continue();
  });
  const file = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") };
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.locator(".composer").getByText("notes.txt").waitFor();
  await ada.write("With a file");
  await expect.poll(() => uploads).toBe(1);
  const isStored = ada.untilStored("With a file");
  // It ends after half a minute, and is tried again after some seconds.
  for (let seconds = 0; seconds < 40; seconds += 5) await page.clock.runFor(5_000);
  await isStored;
  expect(uploads).toBe(2);
});
