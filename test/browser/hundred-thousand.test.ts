/** A room of 100,000 messages. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { RAISED_LIMITS } from "../support/raised-limits.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { type StoredMessage, storeHistory } from "../support/stored-history.ts";
import { countCalls } from "./support/call-counts.ts";
import { untilSavedOffline } from "./support/offline-cache.ts";
import { isInView, range, scrollTo, watchScrolling } from "./support/scrolling.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

const COUNT = 100_000;
const room = uniqueRoom("century");
const FIRST = "Note 1. The first of all.";
/** The only note with a rare word. */
const RARE = 98_765;
const NAMES = ["Ada", "Barbara", "Grace", "Ken", "Linus", "Radia"];
const MINUTE = 60_000;
/** The maximum height of the list, in pixels: far messages are unloaded. A note is 120 pixels tall on average, 560 at most. */
const TALLEST = 250_000;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ vars: RAISED_LIMITS });
  await storeHistory(server, room, FIRST, notes());
  // A room that has just started may not answer before its page is sent.
  expect((await fetch(`${server.url}/api/rooms/${room}/messages?limit=1`)).status).toBe(200);
});
afterAll(() => server.stop());

/** Notes of all kinds and lengths, so that estimated and real heights differ. */
function* notes(): Iterable<StoredMessage> {
  const begin = Date.now() - COUNT * MINUTE;
  for (let number = 2; number <= COUNT; number += 1) {
    const index = Math.floor(number / 3) % NAMES.length;
    const name = NAMES[index] ?? "";
    yield { author: `author-${index}`, name, at: begin + number * MINUTE, text: note(number) };
  }
}

function note(number: number): string {
  const text = `Note ${number}. ${"Some more words about it. ".repeat((number * 7) % 23)}`.trim();
  if (number === RARE) return `${text} Quetzalcoatlus.`;
  if (number % 41 === 0) return `${text}\n\`\`\`ts\n${"const answer = 42;\n".repeat(number % 13)}\`\`\``;
  if (number % 29 === 0) return `${text}\n\n- one\n- **two**\n- \`three\``;
  return text;
}

/** A page with a record of its requests and of the messages it received, in its HTML or over its socket. */
async function arriveWatched(options = {}): Promise<{ ada: Visitor; asked: string[]; got: Set<number> }> {
  const ada = await Visitor.create(options);
  const asked: string[] = [];
  const got = new Set<number>();
  const collect = (sent: string) => {
    for (const [, seq] of sent.matchAll(/"seq":(\d+),"from"/g)) got.add(Number(seq));
  };
  ada.page.on("response", async (response) => {
    if (response.request().resourceType() === "document") collect(await response.text());
  });
  ada.page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes("history:get")) asked.push(String(payload));
    });
    socket.on("framereceived", ({ payload }) => collect(String(payload)));
  });
  return { ada, asked, got };
}

/** Resolves when the Markdown of the newest notes is rendered. */
const untilParsed = (visitor: Visitor): Promise<void> =>
  visitor.line("Note 99992.").locator("strong").waitFor({ state: "attached" });

test("the room opens at the newest messages, and loads only their page", async () => {
  const { ada, asked, got } = await arriveWatched(WITH_SERVICE_WORKER);
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.line(`Note ${COUNT}.`).waitFor();
  await expect.poll(() => isInView(ada, `Note ${COUNT}.`)).toBe(true);
  // The HTML contains the newest messages, and the socket sends none of them again.
  // After the parser, the dialogs and the offline copy have loaded, nothing else is requested.
  await untilSavedOffline(ada, room);
  await expect.poll(() => [...got].sort((a, b) => a - b)).toEqual(range(COUNT - 29, COUNT));
  expect(asked).toEqual([]);
  await expect.poll(() => ada.page.locator(".row").count()).toBeLessThan(60);
  ada.expectNoErrors();
});

test("the address of a message in the middle opens there, with one page around it", async () => {
  const { ada, asked, got } = await arriveWatched();
  await ada.enter(`${server.url}/rooms/${room}?m=50000`);
  const line = ada.page.locator("[data-target]", { hasText: "Note 50000." });
  await line.waitFor();
  const offCentre = () =>
    line.evaluate((line) => {
      const list = line.closest(".list") as HTMLElement;
      const view = list.getBoundingClientRect();
      // The parts of the list that may be covered at its ends do not count.
      const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(list);
      const middle =
        (view.top +
          Number.parseFloat(scrollPaddingTop) +
          view.bottom -
          Number.parseFloat(scrollPaddingBottom)) /
        2;
      const box = line.getBoundingClientRect();
      return Math.abs((box.top + box.bottom) / 2 - middle);
    });
  await expect.poll(offCentre).toBeLessThan(2);
  expect(asked.length).toBe(1);
  expect(got.size).toBe(150);
  ada.expectNoErrors();
});

test("scrolling past many more messages than stay loaded shows each once, in order, without a jump", async () => {
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await untilParsed(ada);
  const up = await scrollTo(ada, -1_100, "Note 98500.");
  expect(up.notes.filter((number) => number >= 98_500)).toEqual(range(98_500, COUNT));
  const down = await scrollTo(ada, 1_100, `Note ${COUNT}.`);
  expect(down.notes.filter((number) => number >= 98_500)).toEqual(range(98_500, COUNT));
  for (const journey of [up, down]) {
    expect(journey.outOfOrder).toBe(0);
    expect(journey.largestJump, journey.jumpedAt).toBeLessThanOrEqual(2);
    expect(journey.maxRows).toBeLessThan(60);
    expect(journey.maxHeight).toBeLessThan(TALLEST);
  }
  await ada.say("And it follows again");
  await expect.poll(() => isInView(ada, "And it follows again")).toBe(true);
  ada.expectNoErrors();
});

test("rows are rendered once while the wheel turns, whatever passes below the mouse, and none is missing", async () => {
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await untilParsed(ada);
  // What starts later renders the whole page once more.
  await ada.untilComplete();
  const countedBefore = await countCalls(ada.page);
  await ada.line(`Note ${COUNT}.`).hover();
  await ada.page.getByRole("toolbar", { name: "Message actions" }).waitFor();
  // A control: the function is counted by name, so a small count below means that it rarely ran.
  const bar = "action-bar.tsx ActionBar";
  expect((await countedBefore()).get(bar)).toBeGreaterThan(0);
  const watched = await watchScrolling(ada);
  const session = await ada.context.newCDPSession(ada.page);
  await session.send("Performance.enable");
  const layouts = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "LayoutCount")?.value ?? Number.NaN;
  };
  const layoutsBefore = await layouts();
  const counted = await countCalls(ada.page);
  for (let turn = 0; turn < 40; turn += 1) await ada.page.mouse.wheel(0, -400);
  await expect.poll(() => watched.moved()).toBeGreaterThan(15_900);
  for (let turn = 0; turn < 20; turn += 1) await ada.page.mouse.wheel(0, 400);
  await expect.poll(() => watched.moved()).toBeLessThan(8_100);
  const calls = await counted();
  const { moved, rowsCreated, emptyFrames, frames } = await watched.end();
  const laidOut = (await layouts()) - layoutsBefore;
  const renders = calls.get("message-list.tsx MessageList") ?? Number.NaN;
  console.log(
    `${frames} frames, ${renders} renders of the list, ${rowsCreated} rows created, ${laidOut} layouts`,
  );

  expect(Math.abs(moved - 8_000)).toBeLessThan(8);
  // Every frame showed at least one line.
  expect(emptyFrames).toBe(0);
  expect(rowsCreated).toBeGreaterThan(60);
  // A row may change for a reason of its own, as the one below the mouse. What renders a screen twice adds a dozen at least.
  for (const name of ["message-row.tsx MessageRow", "message-line.tsx MessageLine"]) {
    const rendered = calls.get(name) ?? 0;
    expect(rendered, name).toBeGreaterThanOrEqual(rowsCreated);
    expect(rendered, name).toBeLessThan(rowsCreated + 6);
  }
  // One layout for each render, not for each row, and a few more for elements around the list.
  expect(renders).toBeGreaterThan(0);
  expect(laidOut).toBeLessThan(renders + rowsCreated / 2);
  expect(calls.get("markdown.ts parseMarkdown")).toBeLessThan(rowsCreated / 4);
  expect(calls.get(bar) ?? 0).toBeLessThan(3);
  ada.expectNoErrors();
});

test("Home and End go to the ends of the room, and PageUp and PageDown move the same distance", async () => {
  const { ada, got } = await arriveWatched();
  await ada.enter(`${server.url}/rooms/${room}`);
  await untilParsed(ada);
  const list = ada.page.getByRole("log");
  await list.focus();
  await ada.page.keyboard.press("Home");
  await expect.poll(() => isInView(ada, FIRST)).toBe(true);
  await expect.poll(() => list.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  await ada.page.getByText("This is the beginning of the room").waitFor();
  expect(got.size).toBeLessThan(300);
  const down = await scrollTo(ada, 700, "Note 400.");
  expect(down.notes.filter((number) => number <= 400)).toEqual(range(1, 400));
  expect(down.largestJump, down.jumpedAt).toBeLessThanOrEqual(2);

  await list.focus();
  const watched = await watchScrolling(ada);
  // The distance that Chromium scrolls for PageUp and PageDown.
  const page = await list.evaluate((list) => {
    const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(list);
    const padding = Number.parseFloat(scrollPaddingTop) + Number.parseFloat(scrollPaddingBottom);
    return (list.clientHeight - padding) * 0.875;
  });
  const steps = [...Array(5).fill("PageUp"), ...Array(5).fill("PageDown")];
  let expected = 0;
  for (const key of steps) {
    await ada.page.keyboard.press(key);
    expected += key === "PageUp" ? page : -page;
    await expect.poll(async () => Math.abs((await watched.moved()) - expected)).toBeLessThan(6);
  }
  await watched.end();
  await ada.page.keyboard.press("End");
  await expect.poll(() => isInView(ada, `Note ${COUNT}.`)).toBe(true);
  await ada.page.getByRole("button", { name: "Jump to latest" }).waitFor({ state: "detached" });
  ada.expectNoErrors();
});

test("dragging the scroll bar to its ends repeatedly shows the messages in order", async () => {
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}?m=50000`);
  await ada.page.locator("[data-target]").waitFor();
  const list = ada.page.locator(".list");
  const notes = () =>
    list
      .locator(".text")
      .evaluateAll((texts) => texts.map((text) => Number(/Note (\d+)\./.exec(text.textContent ?? "")?.[1])));
  for (const up of [true, false]) {
    for (let count = 0; count < 14; count += 1) {
      const before = await notes();
      await list.evaluate((list, up) => {
        list.scrollTop = up ? 0 : list.scrollHeight;
      }, up);
      // More has loaded, in the right place.
      await expect
        .poll(async () =>
          up
            ? Math.min(...(await notes())) < Math.min(...before)
            : Math.max(...(await notes())) > Math.max(...before),
        )
        .toBe(true);
      const after = await notes();
      expect(after).toEqual(range(after[0] ?? 0, after.at(-1) ?? 0));
      expect(after.length).toBeLessThan(60);
      expect(await list.evaluate(({ scrollHeight }) => scrollHeight)).toBeLessThan(TALLEST);
    }
  }
  ada.expectNoErrors();
});

test("a search finds the only message with a rare word, and opens it among the messages around it", async () => {
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.page.getByRole("button", { name: "Search", exact: true }).click();
  await ada.page.getByRole("searchbox", { name: "Search terms" }).fill("quetzalc");
  const found = ada.page.getByRole("list", { name: "Search results" }).getByRole("listitem");
  const further = ada.page.getByRole("button", { name: "Search older messages" });
  // A room without a search index is scanned from its newest message on, in steps.
  for (;;) {
    await found.or(further).first().waitFor();
    if ((await found.count()) > 0) break;
    await further.click();
    await ada.page.getByText("Searching…").waitFor({ state: "detached" });
  }
  await expect.poll(() => found.count()).toBe(1);
  await found.getByRole("button").click();
  await ada.page.locator("[data-target]", { hasText: `Note ${RARE}.` }).waitFor();
  await expect.poll(() => isInView(ada, `Note ${RARE}.`)).toBe(true);
  const around = await scrollTo(ada, 600, `Note ${RARE + 60}.`);
  expect(around.outOfOrder).toBe(0);
  ada.expectNoErrors();
});
