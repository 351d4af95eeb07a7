/**
 * Opens the page without a network, and without waiting for a slow one. Shows notices of messages while no page is open.
 *
 * All files of a build are cached together, or none, so that a cached page never mixes two deploys. File names contain a
 * hash, so a page of any build gets its own files, cached or not. A new deploy installs a new worker, which caches its
 * files before it activates; those of the previous build stay for open tabs.
 *
 * A page comes from the network if that answers at once and without a server error, else from the cache. Sockets, the API
 * and other sites are not handled. Every request has a deadline: some networks accept a connection and never answer.
 */

import { EMBED_PARAMETER } from "../../shared/embed.ts";
import type { PushNotice } from "../../shared/push.ts";
import { showNotice } from "../features/notifications/message-notice.ts";
import { renewSubscription, type SubscriptionChange } from "../features/notifications/renew-subscription.ts";
import type { NoticeRegistration } from "../features/notifications/shown-notices.ts";
import {
  type NotificationEventLike,
  openFromNotification,
  type WorkerClients,
} from "../features/offline/notification-click.ts";
import { keyOf, MESSAGES_CACHE } from "../storage/saved-messages.ts";

/** The events of a service worker; the types of its global scope exclude those of a page. */
interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
  waitUntil(done: Promise<unknown>): void;
}
interface LifecycleEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface PushEvent extends LifecycleEvent {
  readonly data: { json(): unknown } | null;
}
interface SubscriptionChangeEvent extends LifecycleEvent, SubscriptionChange {}
interface Worker {
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(type: "notificationclick", listener: (event: NotificationEventLike) => void): void;
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(type: "pushsubscriptionchange", listener: (event: SubscriptionChangeEvent) => void): void;
  addEventListener(type: "install" | "activate", listener: (event: LifecycleEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: WorkerClients & { claim(): Promise<void> };
  registration: NoticeRegistration & { pushManager: PushManager };
}
const worker = self as unknown as Worker;

/** The build of this worker and the paths of its files, set by scripts/build-web.mjs. */
declare const BUILT: { id: string; common: string[]; languages: Record<string, string[]> };

const PREFIX = "page-";
const CACHE = PREFIX + BUILT.id;
const FRONT = "/";
/** All rooms have the same page, cached under this path. */
const ROOM = "/rooms/";
/** The paths of the pages on the server, without rooms or messages, by the path under which they are cached. */
const PAGES: Readonly<Record<typeof FRONT | typeof ROOM, string>> = {
  [FRONT]: "/offline/front",
  [ROOM]: "/offline",
};
const ICONS = ["/icons/rocket.svg", "/icons/rocket-unread.svg"];
/** How long to wait for the network if the page and messages of the room are cached, in milliseconds. */
const CACHED_TIMEOUT = 600;
/** The same if no messages are cached, or the user reloads the page. */
const FRESH_TIMEOUT = 3_000;
/** How long the network may send nothing of a response, in milliseconds. */
const STALL_TIMEOUT = 10_000;
/** The same for all files of a build together. */
const INSTALL_TIMEOUT = 120_000;

worker.addEventListener("install", (event) => event.waitUntil(cacheBuild().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) =>
  event.waitUntil(deleteOldBuilds().then(() => worker.clients.claim())),
);
worker.addEventListener("notificationclick", (event) => openFromNotification(worker.clients, event));
worker.addEventListener("push", (event) => event.waitUntil(pushed(event)));
worker.addEventListener("pushsubscriptionchange", (event) =>
  event.waitUntil(renewSubscription(event, worker.registration.pushManager)),
);
worker.addEventListener("fetch", (event) => {
  const { url, method, mode } = event.request;
  const { origin, pathname, searchParams } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (/^\/assets\/.*-\w{8}\.(?:js|css)$/.test(pathname)) event.respondWith(file(event, pathname));
  else if (ICONS.includes(pathname)) event.respondWith(icon(event, pathname));
  // A room in a frame has other headers, and texts in the language of the page around it.
  else if (
    mode === "navigate" &&
    !searchParams.has(EMBED_PARAMETER) &&
    (pathname === FRONT || pathname.startsWith(ROOM))
  )
    event.respondWith(page(event, pathname));
});

/** Shows a notice of the server, unless the user sees a page: browsers permit that, and the list of rooms shows it. */
async function pushed({ data }: PushEvent): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.some(({ visibilityState }) => visibilityState === "visible")) return;
  await showNotice(worker.registration, data?.json() as PushNotice);
}

/** Caches all files of the build. Rejects if any is missing or of another build: the browser tries again later. */
async function cacheBuild(): Promise<void> {
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT);
  const [front, room] = await Promise.all([fetchPage(PAGES[FRONT], signal), fetchPage(PAGES[ROOM], signal)]);
  const paths = [...BUILT.common, ...(BUILT.languages[languageOf(room.html)] ?? []), ...ICONS];
  const got = await Promise.all(
    paths.map(async (path) => [path, (await caches.match(path)) ?? (await fetchFile(path, signal))] as const),
  );
  const cache = await caches.open(CACHE);
  await Promise.all([
    ...got.map(([path, response]) => cache.put(path, response)),
    cache.put(FRONT, front.response),
    cache.put(ROOM, room.response),
  ]);
}

/** Fetches a page. @throws Error if it is of another build */
async function fetchPage(path: string, signal: AbortSignal): Promise<{ response: Response; html: string }> {
  const response = await fetchFile(path, signal);
  const html = await response.clone().text();
  if (buildOf(html) !== BUILT.id) throw new Error(`${path} is of another build`);
  return { response, html };
}

async function fetchFile(path: string, signal: AbortSignal): Promise<Response> {
  const first = await fetch(path, { signal });
  // During a deploy the browser may have cached that the file is missing.
  const response = first.ok ? first : await fetch(path, { signal, cache: "reload" });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}

const buildOf = (html: string): string | undefined => /<meta name="build" content="(\w+)"/.exec(html)?.[1];
const languageOf = (html: string): string => /<html lang="(\w+)"/.exec(html)?.[1] ?? "en";

/** Deletes the caches of all builds but this and the previous one. */
async function deleteOldBuilds(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** Answers with a file of any build. A file of this build is cached if it was not. */
async function file(event: FetchEvent, path: string): Promise<Response> {
  const cached = await caches.match(path);
  if (cached !== undefined) return cached;
  const first = await fetchWhole(event.request);
  const response = first.ok ? first : await fetchWhole(new Request(path, { cache: "reload" }));
  const isOurs = Object.values(BUILT.languages).flat().includes(path) || path.includes("/chunk-");
  if (response.ok && isOurs) event.waitUntil(store(path, response.clone()));
  return response;
}

async function icon({ request }: FetchEvent, path: string): Promise<Response> {
  return (await caches.match(path)) ?? fetchWhole(request);
}

/** Caches a response. Without space the file is missing offline, no more. */
async function store(path: string, response: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(path, response).catch(() => undefined);
}

/** Fetches a response with its body: the network may fail in the middle of it. A slow network may take its time. */
async function fetchWhole(request: Request): Promise<Response> {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), STALL_TIMEOUT);
  try {
    const response = await fetch(request, { signal: stalled.signal });
    // A redirect has no body, and the browser follows it.
    if (response.type === "opaqueredirect" || response.status === 304) return response;
    const chunks: BlobPart[] = [];
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      chunks.push(read.value);
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(), STALL_TIMEOUT);
    }
    const { status, statusText, headers } = response;
    return new Response(new Blob(chunks), { status, statusText, headers });
  } finally {
    clearTimeout(timer);
  }
}

async function page(event: FetchEvent, path: string): Promise<Response> {
  const key = path === FRONT ? FRONT : ROOM;
  const cached = await (await caches.open(CACHE)).match(key);
  const answer = fetchWhole(event.request);
  if (cached === undefined) return answer;
  const isReload = event.request.cache === "reload" || event.request.cache === "no-cache";
  const isReadable =
    key === FRONT || (await (await caches.open(MESSAGES_CACHE)).match(keyOf(roomOf(path)))) !== undefined;
  const wait = isReadable && !isReload ? CACHED_TIMEOUT : FRESH_TIMEOUT;
  event.waitUntil(
    answer.then((response) => cacheLanguage(key, cached.clone(), response.clone())).catch(() => undefined),
  );
  const timeout = new Promise<Response>((resolve) => setTimeout(() => resolve(cached.clone()), wait));
  // During an outage the network answers, but not with a page.
  const fresh = answer.then(
    (response) => (response.status >= 500 ? cached.clone() : response),
    () => cached.clone(),
  );
  return Promise.race([fresh, timeout]);
}

const roomOf = (path: string): string => {
  try {
    return decodeURIComponent(path.slice(ROOM.length));
  } catch {
    return "";
  }
};

/** Caches the page and its words in the language in which it was used last. */
async function cacheLanguage(key: keyof typeof PAGES, cached: Response, response: Response): Promise<void> {
  const html = await response.text();
  const language = languageOf(html);
  if (buildOf(html) !== BUILT.id || languageOf(await cached.text()) === language) return;
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT);
  await Promise.all(
    (BUILT.languages[language] ?? []).map(async (path) => {
      if ((await caches.match(path)) === undefined) await store(path, await fetchFile(path, signal));
    }),
  );
  const fresh = await fetchPage(PAGES[key], signal);
  await store(key, fresh.response);
}
