/** A page that nobody sees: it gets few frames, and shows everything when it is looked at again. */
import type { Page } from "playwright-core";
import type { Socket } from "socket.io-client";
import { expect, test } from "vitest";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom, sendAll } from "./support/fill-room.ts";
import { type Frames, isVisibilityKnown, recordFrames } from "./support/frames.ts";
import { expectUnmoved, topLine } from "./support/scrolling.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** Hides the page, as another tab does, for long enough that it tells the room. */
const hide = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
    const now = Date.now;
    Date.now = () => now() + 10_000;
  });

const show = (page: Page) =>
  page.evaluate(() => {
    Reflect.deleteProperty(document, "visibilityState");
    document.dispatchEvent(new Event("visibilitychange"));
  });

const isEvent = (name: string) => (frame: string) => frame.startsWith(`42["${name}"`);

/** A page in a room with another member, hidden so that the room knows. */
async function hiddenPage(room: string, before: readonly string[] = []) {
  await fillRoom(server, room, ["The first line.", ...before]);
  const ada = await Visitor.create();
  const frames = recordFrames(ada.page);
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.line(before.at(-1) ?? "The first line.").waitFor();
  const grace = await connectClient(server.url, {
    path: `/rooms/${room}/socket.io/`,
    auth: { name: "Grace" },
  });
  await hide(ada.page);
  await untilPassive(frames, grace);
  return { ada, frames, grace };
}

/** Types until the room knows that the page is hidden: the page says so when the room sends something. */
async function untilPassive(frames: Frames, grace: Socket): Promise<void> {
  let active = false;
  await expect
    .poll(
      async () => {
        active = !active;
        await grace.emitWithAck("typing", { active });
        return isVisibilityKnown(frames, false);
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(true);
}

/** How often windows that are not visible get something, in milliseconds (`src/room/broadcast/flush-window.ts`). */
const PASSIVE_INTERVAL = 5_000;

test("a hidden page counts what comes in its title, and shows it at once when it is visible, as it is by then", async () => {
  const room = uniqueRoom("hidden");
  const { ada, frames, grace } = await hiddenPage(room);
  const before = frames.received.length;
  const startedAt = Date.now();
  await sendAll(grace, ["One", "Two", "Three", "Four", "Five"]);
  await expect.poll(() => ada.page.title()).toBe(`(5) ${room} · Socket Rocket`);
  await grace.emitWithAck("message:edit", { seq: 3, text: "Two, edited" });
  await grace.emitWithAck("message:delete", { seq: 4 });
  await grace.emitWithAck("typing", { active: true });
  await show(ada.page);
  await expect.poll(() => isVisibilityKnown(frames, true)).toBe(true);
  const intervals = Math.ceil((Date.now() - startedAt) / PASSIVE_INTERVAL);
  await ada.line("Two, edited").waitFor();
  // The room forgets it after some seconds.
  await expect
    .poll(async () => {
      await grace.emitWithAck("typing", { active: true });
      return ada.page.locator(".typing").textContent();
    })
    .toContain("Grace is typing");
  const marked = ada.page.locator(".row", { has: ada.page.locator(".unread") });
  await expect.poll(() => marked.textContent()).toContain("One");
  await expect.poll(() => ada.page.title()).toBe(`${room} · Socket Rocket`);
  await ada.line("Five").waitFor();
  expect(await ada.line("Three").count()).toBe(0);
  const received = frames.received.slice(before);
  expect(received.filter(isEvent("batch"))).toEqual([]);
  // The first at once, one after each interval, and one when it is visible.
  expect(received.filter(isEvent("missed")).length).toBeLessThanOrEqual(2 + intervals);

  await sendAll(grace, ["Live again"]);
  await ada.line("Live again").waitFor();
  expect(frames.received.some(isEvent("batch"))).toBe(true);
  ada.expectNoErrors();
});

test("a hidden page that was scrolled up stays where it is, with more new messages than a page of history", async () => {
  const room = uniqueRoom("hidden-place");
  const lines = Array.from({ length: 60 }, (_, index) => `Line ${index + 1}.`);
  const { ada, grace } = await hiddenPage(room, lines);
  const list = ada.page.getByRole("log");
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 3 }));
  const place = await topLine(ada);
  const fresh = Array.from({ length: 120 }, (_, index) => `Fresh ${index + 1}.`);
  await fillRoom(server, room, fresh, "Grace");
  await show(ada.page);
  await expect.poll(() => ada.page.title()).toBe(`(120) ${room} · Socket Rocket`);
  await expectUnmoved(ada, place);
  await ada.page.getByRole("button", { name: "120 new messages" }).click();
  await ada.line("Fresh 120.").waitFor();
  await sendAll(grace, ["The last one"]);
  await ada.line("The last one").waitFor();
  ada.expectNoErrors();
});

test("a hidden page that loses its connection gets everything once, and is hidden for the room again", async () => {
  const room = uniqueRoom("hidden-lost");
  const { ada, frames, grace } = await hiddenPage(room);
  await sendAll(grace, ["Before"]);
  await ada.setOffline(true);
  await sendAll(grace, ["Meanwhile"]);
  // What the page said on its former connection does not count.
  frames.sent.length = 0;
  await ada.setOffline(false);
  await expect.poll(() => ada.page.title()).toBe(`(2) ${room} · Socket Rocket`);
  await untilPassive(frames, grace);
  await sendAll(grace, ["After"]);
  await show(ada.page);
  for (const text of ["Before", "Meanwhile", "After"]) {
    await ada.line(text).waitFor();
    expect(await ada.line(text).count()).toBe(1);
  }
});

test("a hidden page shows what its user writes in another tab once, and does not count it", async () => {
  const room = uniqueRoom("hidden-own");
  const { ada, grace } = await hiddenPage(room);
  const second = await ada.context.newPage();
  await second.goto(`${server.url}/rooms/${room}`);
  await second.getByRole("textbox", { name: /^Message / }).fill("From the other tab");
  await second.keyboard.press("Enter");
  await ada.line("From the other tab").waitFor();
  // It would show the next message, too, and then nothing is unread.
  await second.close();
  await sendAll(grace, ["For the badge"]);
  await expect.poll(() => ada.page.title()).toBe(`(1) ${room} · Socket Rocket`);
  await show(ada.page);
  await expect.poll(() => ada.page.title()).toBe(`${room} · Socket Rocket`);
  expect(await ada.line("From the other tab").count()).toBe(1);
});
