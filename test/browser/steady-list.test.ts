/** The scroll position is stable: the line at the top of the view stays in place. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { UploadedFile } from "../../src/shared/contract/files.ts";
import { repository } from "../support/build.ts";
import { createClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { expectUnmoved, isInView, topLine } from "./support/scrolling.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const NOTES_OF_ANY_LENGTH = Array.from({ length: 300 }, (_, index) =>
  `Note ${index + 1}. ${"Some more words about it. ".repeat((index * 7) % 23)}`.trim(),
);

/** A visitor who reads a message far from the newest. */
async function readerAt(room: string, seq: number, options: Parameters<typeof Visitor.create>[0] = {}) {
  const ada = await Visitor.create(options);
  await ada.enter(`${server.url}/rooms/${room}?m=${seq}`);
  await ada.page.locator("[data-target]").waitFor();
  return ada;
}

test("messages that arrive while the reader is further up are counted, and nothing moves", async () => {
  const arrivals = uniqueRoom("arrivals");
  await fillRoom(
    server,
    arrivals,
    Array.from({ length: 300 }, (_, index) => `Note ${index + 1}.`),
  );
  const ada = await readerAt(arrivals, 120);
  const before = await topLine(ada);
  await fillRoom(
    server,
    arrivals,
    Array.from({ length: 1_000 }, (_, index) => `Later ${index + 1}.`),
    "Grace",
  );
  await ada.page.getByRole("button", { name: "1,000 new messages" }).waitFor();
  await expectUnmoved(ada, before);
  await ada.page.getByRole("button", { name: "1,000 new messages" }).click();
  await expect.poll(() => isInView(ada, "Later 1000.")).toBe(true);
  ada.expectNoErrors();
});

declare global {
  interface Window {
    /** Received WebSocket events that are held back; undefined while they are delivered at once. */
    held?: { data: string; tell(): void }[];
  }
}

/** Lets a test hold back the events of the page's WebSocket. */
function holdSockets(): void {
  window.WebSocket = class extends WebSocket {
    override set onmessage(hear: (event: MessageEvent) => void) {
      super.onmessage = (event) => {
        if (window.held === undefined) hear(event);
        else window.held.push({ data: String(event.data), tell: () => hear(event) });
      };
    }
  };
}

/** Scrolls up, and delivers the held events before the `scroll` event. */
async function expectScrolledUp(ada: Visitor): Promise<void> {
  const moved = await ada.page.evaluate(async () => {
    const list = document.querySelector(".list") as HTMLElement;
    const { top } = list.getBoundingClientRect();
    const lines = () => [...list.querySelectorAll<HTMLElement>("[data-line]")];
    const first = lines().find((line) => line.getBoundingClientRect().bottom > top);
    const topOfFirst = () =>
      lines()
        .find((line) => line.dataset.line === first?.dataset.line)
        ?.getBoundingClientRect().top ?? Number.NaN;
    const from = topOfFirst();
    list.scrollTop -= 400;
    for (const { tell } of window.held ?? []) tell();
    delete window.held;
    for (let frames = 0; frames < 4; frames += 1) await new Promise(requestAnimationFrame);
    // Older messages may load above, so compare positions on the screen.
    return topOfFirst() - from;
  });
  expect(Math.abs(moved - 400)).toBeLessThanOrEqual(1);
}

test("scrolling up at the moment messages arrive, new or old, ends where it was scrolled to", async () => {
  const moment = uniqueRoom("moment");
  const texts = Array.from({ length: 500 }, (_, index) => `Note ${index + 1}.`);
  await fillRoom(server, moment, texts, "Grace");
  const ada = await Visitor.create({ init: holdSockets });
  await ada.enter(`${server.url}/rooms/${moment}`);
  await ada.line("Note 500.").waitFor();
  await expect.poll(() => isInView(ada, "Note 500.")).toBe(true);
  // Older messages are loaded, too: while events are held back none arrive, and there is to be room to scroll up.
  await expect
    .poll(() => ada.page.locator(".list").evaluate(({ scrollTop }) => scrollTop))
    .toBeGreaterThan(1_000);
  const hold = () =>
    ada.page.evaluate(() => {
      window.held = [];
    });
  await hold();
  await fillRoom(server, moment, ["And one more"], "Grace");
  await ada.page.waitForFunction(() => window.held?.some(({ data }) => data.includes("And one more")));
  await expectScrolledUp(ada);
  const pill = ada.page.getByRole("button", { name: "Jump to latest" });
  await pill.waitFor();

  const scrollTo = (share: number) =>
    ada.page.locator(".list").evaluate((list, share) => {
      list.scrollTop = share * list.scrollHeight;
    }, share);
  await scrollTo(1);
  await pill.waitFor({ state: "detached" });
  await hold();
  await scrollTo(0);
  await pill.waitFor();
  await ada.page.waitForFunction(() => window.held?.some(({ data }) => data.includes("Note ")));
  await scrollTo(1);
  await pill.waitFor({ state: "detached" });
  await expectScrolledUp(ada);
  await pill.waitFor();
  ada.expectNoErrors();
});

test("after a long time offline the reader stays in place, and changes there are shown", async () => {
  const gap = uniqueRoom("gap");
  const grace = createClient(server.url, { path: `/rooms/${gap}/socket.io/`, auth: { name: "Grace" } });
  const say = (text: string) =>
    grace.timeout(60_000).emitWithAck("message:send", { nonce: crypto.randomUUID(), text });
  for (let number = 1; number <= 100; number += 1) await say(`Note ${number}.`);
  const draft = await say("A first version");
  await fillRoom(
    server,
    gap,
    Array.from({ length: 60 }, (_, index) => `Further ${index + 1}.`),
  );
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${gap}`);
  await ada.line("Further 60.").waitFor();
  await ada.page.locator(".list").evaluate((list) => {
    list.scrollTop = 0;
  });
  await ada.page.goto(`${server.url}/rooms/${gap}?m=${draft.message.seq}`);
  await ada.page.locator("[data-target]", { hasText: "A first version" }).waitFor();
  const before = await topLine(ada);

  await ada.setOffline(true);
  await ada.page.locator('.connection[data-state="offline"]').waitFor();
  await grace
    .timeout(60_000)
    .emitWithAck("message:edit", { seq: draft.message.seq, text: "A second version" });
  await fillRoom(
    server,
    gap,
    Array.from({ length: 400 }, (_, index) => `Missed ${index + 1}.`),
    "Linus",
  );
  await ada.setOffline(false);
  await ada.untilLive();
  await ada.line("A second version").waitFor();
  await expectUnmoved(ada, before);
  await ada.page.getByRole("button", { name: "400 new messages" }).click();
  await expect.poll(() => isInView(ada, "Missed 400.")).toBe(true);
});

test("resizing the window or the font leaves the line at the top where it is", async () => {
  const steady = uniqueRoom("steady");
  await fillRoom(server, steady, NOTES_OF_ANY_LENGTH, "Grace");
  const ada = await readerAt(steady, 150);
  const before = await topLine(ada);
  for (const [width, height] of [
    [1_000, 720],
    [620, 900],
    [360, 640],
    [360, 320],
    [1_600, 1_000],
  ] as const) {
    await ada.page.setViewportSize({ width, height });
    await ada.page.waitForFunction(([width]) => innerWidth === width, [width]);
    await untilSettled(ada);
    await expectUnmoved(ada, before);
  }
  for (const size of ["200%", "130%", ""]) {
    await ada.page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, size);
    await untilSettled(ada);
    await expectUnmoved(ada, before);
  }
  ada.expectNoErrors();
});

test("a scroll event that comes before that of a new size moves nothing", async () => {
  const reflowed = uniqueRoom("reflowed");
  await fillRoom(server, reflowed, NOTES_OF_ANY_LENGTH, "Grace");
  const ada = await readerAt(reflowed, 150);
  await untilSettled(ada);
  const before = await topLine(ada);
  for (const width of ["360px", "700px", ""]) {
    await ada.page.locator(".list").evaluate((list: HTMLElement, width) => {
      list.style.width = width;
      list.dispatchEvent(new Event("scroll"));
    }, width);
    await untilSettled(ada);
    await expectUnmoved(ada, before);
  }
  ada.expectNoErrors();
});

test("pictures and highlighting that load late move nothing", async () => {
  const lateRoom = uniqueRoom("late");
  const grace = createClient(server.url, { path: `/rooms/${lateRoom}/socket.io/`, auth: { name: "Grace" } });
  const token = await new Promise<string>((resolve) =>
    grace.once("welcome", (welcome: { you: { token: string } }) => resolve(welcome.you.token)),
  );
  const picture = await readFile(join(repository, "public/icons/rocket-512.png"));
  for (let number = 1; number <= 12; number += 1) {
    const uploaded = await fetch(`${server.url}/api/rooms/${lateRoom}/files?name=rocket.png`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      body: new Uint8Array(picture),
    });
    const { file } = (await uploaded.json()) as { file: UploadedFile };
    const text = `Note ${number}.\n\`\`\`ts\n${`const answer = "42";\n`.repeat(number)}\`\`\``;
    const message = { nonce: crypto.randomUUID(), text, attachments: [file.id] };
    expect(await grace.timeout(60_000).emitWithAck("message:send", message)).toMatchObject({ ok: true });
  }

  const ada = await Visitor.create();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  for (const late of [/\/files\//, /chunk-highlight-/]) {
    await ada.page.route(late, async (route) => {
      await held;
      await route.continue();
    });
  }
  await ada.enter(`${server.url}/rooms/${lateRoom}?m=6`);
  await ada.line("Note 6.").locator("pre").waitFor();
  // All rows around the view are rendered, and have their real heights.
  await ada.untilComplete();
  await untilSettled(ada);
  const before = await topLine(ada);
  const height = () => ada.page.locator(".list").evaluate(({ scrollHeight }) => scrollHeight);
  const tall = await height();
  release();
  await ada.line("Note 6.").locator("pre [data-code]").first().waitFor();
  await expect
    .poll(() =>
      ada
        .line("Note 6.")
        .locator("img")
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBe(512);
  await untilSettled(ada);
  await expectUnmoved(ada, before);
  expect(await height()).toBe(tall);
  await ada.page.unrouteAll({ behavior: "wait" });
  ada.expectNoErrors();
});

/** Resolves after two frames, when the layout is complete. */
const untilSettled = (ada: Visitor): Promise<void> =>
  ada.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
