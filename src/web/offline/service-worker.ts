/**
 * Opens the page without a network. All files of one build are kept together, or none: what opens offline is never half of
 * one deploy and half of another. A new deploy brings a new worker, which keeps its own files before it takes over; those
 * of the build before stay for the tabs that are still open.
 *
 * The network always comes first, so that nobody is shown an old page while a new one can be had; only what has a hash of
 * its content in its name needs no asking. Sockets, the API and what is not of this site pass by untouched.
 */

/** What a worker of this kind hears; the types of its global scope exclude those of a page. */
interface FetchHeard extends Event {
  readonly request: Request;
  /** The page that asks. */
  readonly clientId: string;
  /** The page that the answer to a navigation becomes. */
  readonly resultingClientId: string;
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

/**
 * The build this worker belongs to, written here by scripts/build-web.mjs: the paths of its files, and for those whose
 * name says nothing of their content a hash of it.
 */
declare const BUILT: { id: string; files: Record<string, string> };

const PREFIX = "page-";
const CACHE = PREFIX + BUILT.id;
/** Every room is the same file: what one room got opens all of them. */
const ROOM = "/rooms/";
/** A room by whose name the file of all rooms is fetched. Opening a room makes nothing. */
const ANY_ROOM = "/rooms/offline";
const ICONS = ["/icons/rocket.svg", "/icons/rocket-unread.svg"];
/** How long a page waits for a network that does not answer before what is kept is shown, in milliseconds. */
const PATIENCE = 5_000;

worker.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event) => {
  const { url, method, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/assets/chunk-")) event.respondWith(keptFirst(event.request, pathname));
  else if (pathname in BUILT.files || ICONS.includes(pathname))
    event.respondWith(networkFirst(event, pathname));
  else if (mode === "navigate" && (pathname === "/" || pathname.startsWith(ROOM)))
    event.respondWith(page(event, pathname === "/" ? "/" : ROOM));
});

/** Rejects, and keeps nothing, where one of them is missing or of another build: the browser tries again later. */
async function keepAll(): Promise<void> {
  const wanted: [key: string, response: Promise<Response>][] = [
    ...Object.entries(BUILT.files).map(([path, integrity]): [string, Promise<Response>] => [
      path,
      integrity === "" ? chunk(path) : whole(path, { integrity, cache: "no-cache" }),
    ]),
    ...ICONS.map((path): [string, Promise<Response>] => [path, whole(path)]),
    ["/", whole("/")],
    [ROOM, whole(ANY_ROOM)],
  ];
  const got = await Promise.all(wanted.map(async ([key, response]) => [key, await response] as const));
  const cache = await caches.open(CACHE);
  await Promise.all(got.map(([key, response]) => cache.put(key, response)));
}

/** A chunk that the build before had too is here already. */
const chunk = async (path: string): Promise<Response> => (await caches.match(path)) ?? whole(path);

async function whole(path: string, how: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, how);
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** Lets go of all builds but this one and the one before. */
async function tidy(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function keptFirst(request: Request, path: string): Promise<Response> {
  return (await caches.match(path)) ?? fetch(request);
}

/** Pages of a later build than this worker's. What is kept here does not fit them. */
const later = new Set<string>();

async function networkFirst({ request, clientId }: FetchHeard, path: string): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(path);
  try {
    const response = await fetch(request);
    if (kept !== undefined && response.ok && tagOf(kept) !== tagOf(response)) later.add(clientId);
    return response;
  } catch (error) {
    if (kept !== undefined && !later.has(clientId)) return kept;
    throw error;
  }
}

/** The same for the same content, however it was compressed. */
const tagOf = ({ headers }: Response): string => (headers.get("ETag") ?? "").replace(/^W\//, "");

async function page({ request }: FetchHeard, key: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(key);
  const answer = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await cache.put(key, response.clone()).catch(() => undefined);
    return response;
  });
  if (kept === undefined) return answer;
  const patience = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE, kept.clone()));
  return Promise.race([answer.catch(() => kept), patience]);
}
