/** Scrolls through the message list and measures what is on screen. */
import { expect } from "vitest";
import type { Visitor } from "./visitor.ts";

export interface ScrollReport {
  /** The largest number of rows in the document at once. */
  maxRows: number;
  /** The largest distance between where a step put the line at the top and where it should be, in pixels. */
  largestJump: number;
  /** Where the largest jump was, for a failure message. */
  jumpedAt: string;
  /** The largest height of the list, in pixels: that of all messages which the page had loaded at the time. */
  maxHeight: number;
  /** The numbers of all notes ("Note 12. ...") that were in the document, each once. */
  notes: number[];
  /** How often two neighbouring lines had numbers that do not follow each other. */
  outOfOrder: number;
}

/**
 * Scrolls by `step` pixels at a time until `text` is in view or was just passed: a step may be longer than the view. After
 * each step the layout has three frames to settle. The line that was at the top should then be exactly `step` pixels away
 * from where it was.
 */
export function scrollTo(visitor: Visitor, step: number, text: string): Promise<ScrollReport> {
  return visitor.page.evaluate(
    async ({ step, text }) => {
      const list = document.querySelector(".list") as HTMLElement;
      const view = list.getBoundingClientRect();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const lines = () => [...list.querySelectorAll<HTMLElement>("[data-line]")];
      const noteOf = (line: HTMLElement) => Number(/Note (\d+)\./.exec(line.textContent ?? "")?.[1] ?? 0);
      const notes = new Set<number>();
      const report = { maxRows: 0, largestJump: 0, jumpedAt: "nowhere", maxHeight: 0, outOfOrder: 0 };
      for (let count = 0; count < 4_000; count += 1) {
        const now = lines();
        const numbers = now.map(noteOf).filter((number) => number > 0);
        for (const [index, number] of numbers.entries()) {
          if (index > 0 && number !== (numbers[index - 1] ?? 0) + 1) report.outOfOrder += 1;
          notes.add(number);
        }
        report.maxRows = Math.max(report.maxRows, now.length);
        report.maxHeight = Math.max(report.maxHeight, list.scrollHeight);
        const found = now.find((line) => line.textContent?.includes(text))?.getBoundingClientRect();
        if (found !== undefined && (step < 0 ? found.bottom > view.top : found.top < view.bottom)) {
          return { ...report, notes: [...notes].sort((a, b) => a - b) };
        }
        const anchor = now.find((line) => line.getBoundingClientRect().bottom > view.top);
        const key = anchor?.dataset.line;
        const before = anchor?.getBoundingClientRect().top ?? 0;
        const [from, height] = [list.scrollTop, list.scrollHeight];
        list.scrollTop += step;
        const moved = list.scrollTop - from;
        for (let settled = 0; settled < 3; settled += 1) await frame();
        const after = lines().find((line) => line.dataset.line === key);
        // A step that the end of the list cut short lands where the list follows the newest line, as it should.
        if (after !== undefined && Math.abs(moved - step) < 1) {
          const jump = Math.abs(before - after.getBoundingClientRect().top - moved);
          if (jump > report.largestJump) {
            report.largestJump = jump;
            report.jumpedAt =
              `step ${count}, ${key}: scrolled from ${from} of ${height}, ` +
              `now at ${list.scrollTop} of ${list.scrollHeight}`;
          }
        }
      }
      throw new Error(`${text} never came into view`);
    },
    { step, text },
  );
}

/** Whether a line with `text` is in view. */
export const isInView = (visitor: Visitor, text: string): Promise<boolean> =>
  visitor.page.evaluate((text) => {
    const view = document.querySelector(".list")?.getBoundingClientRect();
    const line = [...document.querySelectorAll(".line")].find((other) => other.textContent?.includes(text));
    const box = line?.getBoundingClientRect();
    return box !== undefined && view !== undefined && box.bottom > view.top && box.top < view.bottom;
  }, text);

/** All whole numbers from `from` to `to`. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Measures what the list shows in each frame while it is scrolled. */
export interface ScrollWatcher {
  /** How far down the visible text has moved, in pixels. */
  moved(): Promise<number>;
  /** Stops watching. Returns also how many rows were created, and in how many of the frames no line was in view. */
  end(): Promise<{ moved: number; rowsCreated: number; emptyFrames: number; frames: number }>;
}

/** Watches the list of a page. The first line that is in two frames in a row tells how far the text has moved. */
export async function watchScrolling(visitor: Visitor): Promise<ScrollWatcher> {
  const watcher = await visitor.page.evaluateHandle(() => {
    const list = document.querySelector(".list") as HTMLElement;
    const seen = { moved: 0, rowsCreated: 0, emptyFrames: 0, frames: 0, running: true };
    let tops = new Map<string, number>();
    const look = () => {
      const view = list.getBoundingClientRect();
      const now = new Map<string, number>();
      let inView = 0;
      let step: number | undefined;
      for (const line of list.querySelectorAll<HTMLElement>("[data-line]")) {
        const { top, bottom } = line.getBoundingClientRect();
        const key = line.dataset.line ?? "";
        if (bottom > view.top && top < view.bottom) {
          inView += 1;
          const before = tops.get(key);
          if (before !== undefined) step ??= top - before;
        }
        now.set(key, top);
      }
      seen.frames += 1;
      if (inView === 0) seen.emptyFrames += 1;
      seen.moved += step ?? 0;
      tops = now;
      if (seen.running) requestAnimationFrame(look);
    };
    look();
    const observer = new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node instanceof HTMLElement && node.matches(".row")) seen.rowsCreated += 1;
    });
    observer.observe(list, { childList: true, subtree: true });
    const end = () => {
      seen.running = false;
      observer.disconnect();
      return seen;
    };
    return { seen, end };
  });
  return {
    moved: () => watcher.evaluate(({ seen }) => seen.moved),
    end: () => watcher.evaluate(({ end }) => end()),
  };
}

/** A line, and how far below the top of the list it begins, in pixels. */
export interface LinePlace {
  key: string;
  top: number;
}

/** Where the first line in view is. */
export const topLine = (visitor: Visitor): Promise<LinePlace> =>
  visitor.page.evaluate(placeInList, undefined);

/** Waits until a line is within a pixel of where it was: a list scrolls by whole pixels, and a line may end between two. */
export async function expectUnmoved(visitor: Visitor, before: LinePlace): Promise<void> {
  const moved = async () => {
    const { top } = await visitor.page.evaluate(placeInList, before.key);
    return Math.abs(top - before.top);
  };
  await expect.poll(moved).toBeLessThanOrEqual(1);
}

/** Runs in the page. Without a key it is about the first line in view; of a line that is not there the top is NaN. */
function placeInList(wanted?: string): LinePlace {
  const { top } = document.querySelector(".list")?.getBoundingClientRect() ?? new DOMRect();
  const lines = [...document.querySelectorAll<HTMLElement>(".list [data-line]")];
  const line = lines.find((line) =>
    wanted === undefined ? line.getBoundingClientRect().bottom > top : line.dataset.line === wanted,
  );
  return { key: line?.dataset.line ?? "", top: (line?.getBoundingClientRect().top ?? Number.NaN) - top };
}
