/** What a visitor's browser has cached for offline use. */
import { expect } from "vitest";
import { keyOf, MESSAGES_CACHE } from "../../../src/web/storage/saved-messages.ts";
import type { Visitor } from "./visitor.ts";

/** The paths of all cached responses, by the name of the cache. */
export const cachedPaths = (visitor: Visitor, page = visitor.page): Promise<Record<string, string[]>> =>
  page.evaluate(async () => {
    const paths: Record<string, string[]> = {};
    for (const name of await caches.keys()) {
      const requests = await (await caches.open(name)).keys();
      paths[name] = requests.map(({ url }) => new URL(url).pathname);
    }
    return paths;
  });

/** Resolves when a message of `room` can be read offline. The page stores messages some time after they arrive. */
export async function untilMessageSaved({ page }: Visitor, room: string, text: string): Promise<void> {
  const saved = () =>
    page.evaluate(
      async ([cache, key]) => (await (await (await caches.open(cache)).match(key))?.text()) ?? "",
      [MESSAGES_CACHE, keyOf(room)] as const,
    );
  await expect.poll(saved, { timeout: 60_000 }).toContain(JSON.stringify(text));
}

/** Resolves when the page, and the messages of each of `rooms`, can be opened offline. */
export async function untilSavedOffline(visitor: Visitor, ...rooms: string[]): Promise<void> {
  const cached = async () => Object.values(await cachedPaths(visitor)).flat();
  for (const path of ["/", "/rooms/", ...rooms.map((room) => `/kept/${room}`)])
    await expect.poll(cached, { timeout: 60_000 }).toContain(path);
  await visitor.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller === null)
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
      );
  });
}
