/** What a visitor's browser keeps for when there is no network. */
import { expect } from "vitest";
import type { Visitor } from "./visitor.ts";

/** The paths of everything that is kept, by the name of the cache it is in. */
export const keptBy = (visitor: Visitor, page = visitor.page): Promise<Record<string, string[]>> =>
  page.evaluate(async () => {
    const kept: Record<string, string[]> = {};
    for (const name of await caches.keys()) {
      const requests = await (await caches.open(name)).keys();
      kept[name] = requests.map(({ url }) => new URL(url).pathname);
    }
    return kept;
  });

/** Resolves when the page, and the messages of each of `rooms`, would open without a network. */
export async function untilKept(visitor: Visitor, ...rooms: string[]): Promise<void> {
  const kept = async () => Object.values(await keptBy(visitor)).flat();
  for (const path of ["/", "/rooms/", ...rooms.map((room) => `/kept/${room}`)])
    await expect.poll(kept, { timeout: 60_000 }).toContain(path);
  await visitor.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller === null)
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
      );
  });
}
