/** Scrolling through a room's list, and what a reader sees of it on the way. */
import type { Visitor } from "./visitor.ts";

export interface Journey {
  /** The most rows that were on the page at once. */
  mostRows: number;
  /** The farthest that the line at the top of the view landed from where a step should have put it, in pixels. */
  largestJump: number;
  /** Where that was, in words. */
  jumpedAt: string;
  /** The tallest that the list was, in pixels: as tall as all messages that the page had at the time. */
  tallest: number;
  /** The numbers of all notes ("Note 12. ...") that were on the page, each once. */
  notes: number[];
  /** How often two lines stood together whose numbers do not follow each other. */
  outOfOrder: number;
}

/**
 * Scrolls by `step` pixels a time until `text` is in view, or was just passed: a step may be longer than the view. After each step everything has time to settle, and the line
 * that was at the top before has to be exactly `step` away from where it was.
 */
export function scrollTo(visitor: Visitor, step: number, text: string): Promise<Journey> {
  return visitor.page.evaluate(
    async ({ step, text }) => {
      const list = document.querySelector(".list") as HTMLElement;
      const view = list.getBoundingClientRect();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const lines = () => [...list.querySelectorAll<HTMLElement>("[data-line]")];
      const noteOf = (line: HTMLElement) => Number(/Note (\d+)\./.exec(line.textContent ?? "")?.[1] ?? 0);
      const notes = new Set<number>();
      const journey = { mostRows: 0, largestJump: 0, jumpedAt: "nowhere", tallest: 0, outOfOrder: 0 };
      for (let count = 0; count < 4_000; count += 1) {
        const now = lines();
        const numbers = now.map(noteOf).filter((number) => number > 0);
        for (const [index, number] of numbers.entries()) {
          if (index > 0 && number !== (numbers[index - 1] ?? 0) + 1) journey.outOfOrder += 1;
          notes.add(number);
        }
        journey.mostRows = Math.max(journey.mostRows, now.length);
        journey.tallest = Math.max(journey.tallest, list.scrollHeight);
        const found = now.find((line) => line.textContent?.includes(text))?.getBoundingClientRect();
        if (found !== undefined && (step < 0 ? found.bottom > view.top : found.top < view.bottom)) {
          return { ...journey, notes: [...notes].sort((a, b) => a - b) };
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
          if (jump > journey.largestJump) {
            journey.largestJump = jump;
            journey.jumpedAt =
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

/** All whole numbers from one to another. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What a list shows from frame to frame while a person scrolls it. */
export interface Watched {
  /** How far down the text in view has moved, in pixels. */
  moved(): Promise<number>;
  /** Stops watching. Returns that, how many rows were made, and in how many of the frames no line was in view. */
  end(): Promise<{ moved: number; made: number; bare: number; frames: number }>;
}

/** Watches the list of a page. A line that stays on the page from one frame to the next says how far all have moved. */
export async function watch(visitor: Visitor): Promise<Watched> {
  const watcher = await visitor.page.evaluateHandle(() => {
    const list = document.querySelector(".list") as HTMLElement;
    const seen = { moved: 0, made: 0, bare: 0, frames: 0, running: true };
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
      if (inView === 0) seen.bare += 1;
      seen.moved += step ?? 0;
      tops = now;
      if (seen.running) requestAnimationFrame(look);
    };
    look();
    const observer = new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node instanceof HTMLElement && node.matches(".row")) seen.made += 1;
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

/** The first line that reaches into the view, and how far below the list's top it begins, in pixels. */
export const topLine = (visitor: Visitor): Promise<{ key: string | undefined; top: number }> =>
  visitor.page.evaluate(() => {
    const { top } = document.querySelector(".list")?.getBoundingClientRect() ?? new DOMRect();
    const lines = [...document.querySelectorAll<HTMLElement>(".list [data-line]")];
    const line = lines.find((line) => line.getBoundingClientRect().bottom > top);
    return { key: line?.dataset.line, top: (line?.getBoundingClientRect().top ?? 0) - top };
  });
