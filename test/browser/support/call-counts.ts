/** How often the page's functions run, counted by Chromium, by their names in the source. */
import { SourceMap } from "node:module";
import type { Page } from "playwright-core";

/** Stops counting. Returns how often each function ran, by file and name: `message-row.tsx MessageRow`. */
type Counted = () => Promise<Map<string, number>>;

/** Starts counting. Chromium counts exactly, which slows the page down. */
export async function countCalls(page: Page): Promise<Counted> {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  return async () => {
    const { result } = await session.send("Profiler.takePreciseCoverage");
    await session.detach();
    const counts = new Map<string, number>();
    for (const { url, functions } of result) {
      if (!url.includes("/assets/")) continue;
      const nameAt = await namesOf(url);
      for (const { ranges } of functions) {
        const [range] = ranges;
        const name = range && nameAt(range.startOffset);
        if (range !== undefined && name !== undefined)
          counts.set(name, (counts.get(name) ?? 0) + range.count);
      }
    }
    return counts;
  };
}

/** Returns a lookup from an offset in a built script to the function in the source. */
async function namesOf(url: string): Promise<(offset: number) => string | undefined> {
  const script = await (await fetch(url)).text();
  const payload = await (await fetch(`${url}.map`)).json();
  const map = new SourceMap(payload);
  return (offset) => {
    const before = script.slice(0, offset).split("\n");
    const entry = map.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
    if (!("originalSource" in entry)) return undefined;
    const source = payload.sourcesContent[payload.sources.indexOf(entry.originalSource)] as
      | string
      | undefined;
    const line = source?.split("\n")[entry.originalLine] ?? "";
    const name = /function (\w+)/.exec(line)?.[1];
    return name && `${entry.originalSource.split("/").at(-1)} ${name}`;
  };
}
