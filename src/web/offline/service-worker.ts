/**
 * Opens the page without a network: what the network gave last is kept, and given again when it gives nothing.
 *
 * The network always comes first, so that nobody is shown an old page while a new one can be had. Sockets, the API and
 * what is not of this site pass by untouched.
 */

/** What a worker of this kind hears; the types of its global scope exclude those of a page. */
interface FetchHeard extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface LifeHeard extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Worker {
  addEventListener(type: "fetch", listener: (event: FetchHeard) => void): void;
  addEventListener(type: "install" | "activate", listener: (event: LifeHeard) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
const worker = self as unknown as Worker;

const CACHE = "page-1";
/** Every room is the same file: what one room got opens all of them. */
const ROOM = "/rooms/";
/** What a room needs beyond its script, whose name a first visit has not asked this worker for. */
const FIRST = ["/assets/room.js", "/assets/style.css", "/icons/rocket.svg", "/icons/rocket-unread.svg"];

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FIRST))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const key = keyOf(event.request);
  if (key !== undefined) event.respondWith(networkFirst(event.request, key));
});

/** Under which name an answer is kept; undefined for what is left alone. */
function keyOf({ url, method, mode }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return undefined;
  if (pathname.startsWith("/assets/") || pathname.startsWith("/icons/")) return pathname;
  if (mode !== "navigate") return undefined;
  return pathname.startsWith(ROOM) ? ROOM : pathname === "/" ? "/" : undefined;
}

async function networkFirst(request: Request, key: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await cache.put(key, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept !== undefined) return kept;
    throw error;
  }
}
