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
  /** When the page moved, by how much, and what. */
  shifts: string[];
  bytesBefore: number;
  bytes: number;
}

/** As in the Layout Instability API, which TypeScript does not know. */
interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

declare global {
  interface Window {
    visit: { firstMessage?: number; live?: number; tasks: number[]; shift: number; shifts: string[] };
    hasFirstMessage?: () => void;
  }
}

function observe(): void {
  window.visit = { tasks: [], shift: 0, shifts: [] };
  const { visit } = window;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) visit.tasks.push(Math.round(duration));
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, startTime, sources } of list.getEntries() as LayoutShift[]) {
      if (hadRecentInput) continue;
      visit.shift += value;
      const moved = sources.map(({ node, previousRect, currentRect }) => {
        const name = node instanceof Element ? `${node.tagName}.${node.className}` : node?.nodeName;
        return `${name} from ${previousRect.y}+${previousRect.height} to ${currentRect.y}+${currentRect.height}`;
      });
      visit.shifts.push(`${value.toFixed(3)} at ${Math.round(startTime)} ms: ${moved.join(", ")}`);
    }
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
    shifts: seen.shifts,
    bytesBefore,
    bytes: network.received - before,
  };
}
