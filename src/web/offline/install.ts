/** Installs the service worker, and has it keep what this page already loaded. */

const SCRIPT = "/assets/service-worker.js";
const CACHE = "page-1";

/** Once the page has nothing better to do. Where a browser has or allows no service worker, nothing is lost. */
export async function installOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(SCRIPT, { scope: "/" });
    const cache = await caches.open(CACHE);
    // The first visit was over before there was a worker: its page and its chunks are asked for once more.
    const loaded = performance
      .getEntriesByType("resource")
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/assets/"));
    await cache.addAll([...new Set(loaded.map(({ pathname }) => pathname))]);
    const page = await fetch(location.pathname);
    if (page.ok && !page.redirected) await cache.put("/rooms/", page);
  } catch {
    // A full disk or a private window: the page works as before, with a network.
  }
}
