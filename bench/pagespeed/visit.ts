/** One visit of a page on a slow phone, and what it took. */
import type { BrowserContext } from "playwright-core";
import type { SlowNetwork } from "./slow-network.ts";

const SLOWER_CPU = 4;
/** How long after it is live a page is looked on, in milliseconds: what it does late counts too. */
const AFTERWARDS = 5_000;

export interface Visit {
  /** Until a message is painted, in milliseconds. */
  firstMessage: number;
  /** Until the room is live, in milliseconds. */
  live: number;
  /** Of all tasks longer than 50 ms what is longer, in milliseconds. */
  blocking: number;
  longTasks: number[];
  /** Cumulative layout shift. */
  shift: number;
  bytesBefore: number;
  bytes: number;
}

declare global {
  interface Window {
    visit: { firstMessage?: number; live?: number; tasks: number[]; shift: number };
    hasFirstMessage?: () => void;
  }
}

function observe(): void {
  window.visit = { tasks: [], shift: 0 };
  const { visit } = window;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) visit.tasks.push(Math.round(duration));
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[])
      if (!entry.hadRecentInput) visit.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    if (visit.firstMessage === undefined && document.querySelector(".line") !== null) {
      visit.firstMessage = performance.now();
      requestAnimationFrame(() =>
        setTimeout(() => {
          visit.firstMessage = performance.now();
          window.hasFirstMessage?.();
        }),
      );
    }
    if (document.querySelector('.connection[data-state="live"]') !== null) visit.live ??= performance.now();
  };
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-state"],
  });
}

/** Opens `path` in a new tab, and closes it. */
export async function visit(context: BrowserContext, network: SlowNetwork, path: string): Promise<Visit> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_CPU });
  const before = network.received;
  let bytesBefore = 0;
  await page.exposeFunction("hasFirstMessage", () => {
    bytesBefore = network.received - before;
  });
  await page.addInitScript(observe);
  await page.goto(`${network.url}${path}`, { waitUntil: "commit" });
  await page.waitForFunction(() => window.visit.live !== undefined, undefined, { timeout: 60_000 });
  await page.waitForTimeout(AFTERWARDS);
  const seen = await page.evaluate(() => window.visit);
  await page.close();
  return {
    firstMessage: seen.firstMessage ?? Number.NaN,
    live: seen.live ?? Number.NaN,
    blocking: seen.tasks.reduce((sum, task) => sum + Math.max(0, task - 50), 0),
    longTasks: seen.tasks,
    shift: seen.shift,
    bytesBefore,
    bytes: network.received - before,
  };
}
