/** A network that accepts requests and does not answer all of them. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { mutingProxy } from "../support/muting-proxy.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { untilInHtml, Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

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
  const url = `${server.url}/rooms/${room}`;
  await untilInHtml(ada.page, url, ada.line("To be <b>read</b> at once"));
  await ada.page.getByText("The page is taking a long time to load.").waitFor();
  ada.expectNoErrors();

  const grace = await Visitor.create({ javaScriptEnabled: false });
  await untilInHtml(grace.page, url, grace.line("To be <b>read</b> at once"));
  await grace.page.waitForLoadState();
  expect(await grace.page.getByText("The page is taking a long time to load.").isVisible()).toBe(false);
  // Playwright finds no text in a noscript element, so check that the element has its text and is visible.
  const sentence = grace.page.locator("noscript");
  await expect.poll(() => sentence.textContent()).toContain("You can read here without JavaScript.");
  const box = await sentence.boundingBox();
  expect(box?.height).toBeGreaterThan(10);
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(grace.page.viewportSize()?.height ?? 0);
});

test("a dialog whose chunk does not load shows a notice, and opens after a reload", async () => {
  const ada = await Visitor.create();
  const { page } = ada;
  await page.route(/chunk-dialogs-/, () => new Promise(() => {}));
  await ada.enter(`${server.url}/rooms/${uniqueRoom("silent")}`);
  await page.keyboard.press("Control+,");
  await page.getByText("This couldn't be loaded. Check your connection.").waitFor();
  // What has arrived opens.
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");

  await page.unroute(/chunk-dialogs-/);
  await page.getByRole("button", { name: "Reload" }).click();
  await ada.untilLive();
  await page.keyboard.press("Control+,");
  await page.getByRole("dialog", { name: "About this room" }).waitFor();
  ada.expectNoErrors();
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
  await late.waitFor();
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
  await ada.connection.getByText("1 message waiting").waitFor();
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

test("a list of rooms that does not come is given up in time, and can be loaded again", async () => {
  const ada = await Visitor.create();
  const { page } = ada;
  await page.route(/\/api\/rooms/, () => new Promise(() => {}));
  await page.goto(server.url);
  await page
    .getByRole("alert")
    .getByText("The public rooms couldn't be loaded. Check your connection.")
    .waitFor();
  await page.unroute(/\/api\/rooms/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => page.getByRole("alert").getByText("couldn't be loaded").count()).toBe(0);
});

/** A proxy that sends pages in parts, with pauses that take longer together than a network may be silent. */
async function trickling(port: number): Promise<string> {
  const proxy = createServer(({ url = "/", method = "GET", headers }, response) => {
    const upstream = request({ port, path: url, method, headers }, async (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (!url.startsWith("/rooms/")) return answer.pipe(response);
      const parts = (await answer.toArray()) as Buffer[];
      const whole = Buffer.concat(parts);
      for (let part = 0; part < 4; part++) {
        response.write(whole.subarray((part * whole.length) / 4, ((part + 1) * whole.length) / 4));
        await sleep(4_000);
      }
      response.end();
    });
    upstream.on("error", () => response.destroy());
    upstream.end();
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => void proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

test("a network that is slow and not silent is given its time", async () => {
  const room = uniqueRoom("trickle");
  await fillRoom(server, room, ["Slow and steady"]);
  const url = await trickling(Number(new URL(server.url).port));
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.page.goto(url);
  await ada.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // The worker has nothing but the network.
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await ada.page.goto(`${url}/rooms/${room}`);
  await ada.line("Slow and steady").waitFor();
});
