/** One visit of a page on a slow phone, and what it took. */
import type { BrowserContext } from "playwright-core";
import type { SlowNetwork } from "./slow-network.ts";

const SLOWER_CPU = 4;
/** How long after it is ready a page is observed, in milliseconds: what it does late counts too. */
const AFTERWARDS = 5_000;

/** A page, and the selectors of what a visit waits for. */
export interface VisitedPage {
  path: string;
  /** The first of what the visitor came for. */
  content: string;
  /** What shows that everything works. */
  ready: string;
}

export interface Visit {
  /** Until the content is painted, in milliseconds. */
  content: number;
  /** Until the page is ready, in milliseconds. */
  ready: number;
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
    visit: { content?: number; ready?: number; tasks: number[]; shift: number; shifts: string[] };
    hasContent?: () => void;
  }
}

function observe({ content, ready }: VisitedPage): void {
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
    if (visit.content === undefined && document.querySelector(content) !== null) {
      visit.content = performance.now();
      requestAnimationFrame(() =>
        setTimeout(() => {
          visit.content = performance.now();
          window.hasContent?.();
        }),
      );
    }
    if (document.querySelector(ready) !== null) visit.ready ??= performance.now();
  };
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-state", "inert"],
  });
}

/** Opens a page in a new tab, and closes it. */
export async function visit(
  context: BrowserContext,
  network: SlowNetwork,
  visited: VisitedPage,
): Promise<Visit> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_CPU });
  const before = network.received;
  let bytesBefore = 0;
  await page.exposeFunction("hasContent", () => {
    bytesBefore = network.received - before;
  });
  await page.addInitScript(observe, visited);
  await page.goto(`${network.url}${visited.path}`, { waitUntil: "commit" });
  await page.waitForFunction(() => window.visit.ready !== undefined, undefined, { timeout: 60_000 });
  await page.waitForTimeout(AFTERWARDS);
  const seen = await page.evaluate(() => window.visit);
  await page.close();
  return {
    content: seen.content ?? Number.NaN,
    ready: seen.ready ?? Number.NaN,
    blocking: seen.tasks.reduce((sum, task) => sum + Math.max(0, task - 50), 0),
    longTasks: seen.tasks,
    shift: seen.shift,
    shifts: seen.shifts,
    bytesBefore,
    bytes: network.received - before,
  };
}
