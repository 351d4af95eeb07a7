/** A room of a hundred thousand messages: as quick and as steady as one of fifty. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";
import { type StoredMessage, storeHistory } from "../support/stored-history.ts";
import { UNHURRIED } from "./crowd.ts";
import { isInView, range, scrollTo } from "./list-journey.ts";
import { Visitor } from "./visitor.ts";

const COUNT = 100_000;
const FIRST = "Note 1. The first of all.";
/** The only note with a word of its own. */
const RARE = 98_765;
const NAMES = ["Ada", "Barbara", "Grace", "Ken", "Linus", "Radia"];
const MINUTE = 60_000;
/** What one page has when it has let go of all it does not need; a note is 120 pixels tall on average, and 560 at most. */
const TALLEST = 250_000;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ vars: UNHURRIED });
  await storeHistory(server, "century", FIRST, notes());
});
afterAll(() => server.stop());

/** Of all kinds and lengths, so that estimated and real heights differ. */
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

/** Somebody whose page is watched: what it asked the room for, and the messages it got. */
async function arriveWatched(): Promise<{ ada: Visitor; asked: string[]; got: Set<number> }> {
  const ada = await Visitor.arrive();
  const asked: string[] = [];
  const got = new Set<number>();
  ada.page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes("history:get")) asked.push(String(payload));
    });
    socket.on("framereceived", ({ payload }) => {
      for (const [, seq] of String(payload).matchAll(/"seq":(\d+),"from"/g)) got.add(Number(seq));
    });
  });
  return { ada, asked, got };
}

/** Resolves when the newest notes with markup are shown as they are meant. */
const untilParsed = (visitor: Visitor): Promise<void> =>
  visitor.line("Note 99992.").locator("strong").waitFor({ state: "attached" });

test("it opens at the newest messages, and gets no more than their page", async () => {
  const { ada, asked, got } = await arriveWatched();
  await ada.enter(`${server.url}/rooms/century`);
  await ada.line(`Note ${COUNT}.`).waitFor();
  await expect.poll(() => isInView(ada, `Note ${COUNT}.`)).toBe(true);
  // The parser, the dialogs and the offline copy have had their time: nothing else is asked for.
  await expect.poll(() => ada.page.evaluate(() => caches.has("page-1")), { timeout: 20_000 }).toBe(true);
  expect([...got].sort((a, b) => a - b)).toEqual(range(COUNT - 49, COUNT));
  expect(asked).toEqual([]);
  expect(await ada.page.locator(".row").count()).toBeLessThan(60);
  ada.expectNoComplaints();
});

test("the address of a message in its middle opens there, with one page from around it", async () => {
  const { ada, asked, got } = await arriveWatched();
  await ada.enter(`${server.url}/rooms/century?m=50000`);
  const line = ada.page.locator("[data-target]", { hasText: "Note 50000." });
  await line.waitFor();
  const offCentre = () =>
    line.evaluate((line) => {
      const view = document.querySelector(".list")?.getBoundingClientRect() ?? new DOMRect();
      const box = line.getBoundingClientRect();
      return Math.abs((box.top + box.bottom) / 2 - (view.top + view.bottom) / 2);
    });
  await expect.poll(offCentre).toBeLessThan(2);
  expect(asked.length).toBe(1);
  expect(got.size).toBe(150);
  ada.expectNoComplaints();
});

test("thousands of messages pass up and down: each once, in order, without a jump, and few are kept", async () => {
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/century`);
  await untilParsed(ada);
  const up = await scrollTo(ada, -1_100, "Note 97500.");
  expect(up.notes.filter((number) => number >= 97_500)).toEqual(range(97_500, COUNT));
  const down = await scrollTo(ada, 1_100, `Note ${COUNT}.`);
  expect(down.notes.filter((number) => number >= 97_500)).toEqual(range(97_500, COUNT));
  for (const journey of [up, down]) {
    expect(journey.outOfOrder).toBe(0);
    expect(journey.largestJump).toBeLessThanOrEqual(2);
    expect(journey.mostRows).toBeLessThan(60);
    expect(journey.tallest).toBeLessThan(TALLEST);
  }
  await ada.say("And it follows again");
  await expect.poll(() => isInView(ada, "And it follows again")).toBe(true);
  ada.expectNoComplaints();
});
