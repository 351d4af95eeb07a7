/**
 * Opens the page without a network, and without waiting for a slow one.
 *
 * All files of one build are kept together, or none: what opens from here is never half of one deploy and half of another.
 * A file's name says what is in it, so a page of any build gets its own files, kept or not. A new deploy brings a new
 * worker, which keeps its own files before it takes over; those of the build before stay for the tabs that are open.
 *
 * A page comes from the network where that answers at once, else from here. Sockets, the API and what is not of this
 * site pass by untouched. Whatever is asked of the network has a deadline: some accept a connection and never answer.
 */

import {
  type NotificationEventLike,
  openFromNotification,
  type WorkerClients,
} from "../features/offline/notification-click.ts";
import { keyOf, MESSAGES_CACHE } from "../storage/saved-messages.ts";

/** What a worker of this kind hears; the types of its global scope exclude those of a page. */
interface FetchHeard extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
  waitUntil(done: Promise<unknown>): void;
}
interface LifeHeard extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Worker {
  addEventListener(type: "fetch", listener: (event: FetchHeard) => void): void;
  addEventListener(type: "notificationclick", listener: (event: NotificationEventLike) => void): void;
  addEventListener(type: "install" | "activate", listener: (event: LifeHeard) => void): void;
  skipWaiting(): Promise<void>;
  clients: WorkerClients & { claim(): Promise<void> };
}
const worker = self as unknown as Worker;

/** The build this worker belongs to, written here by scripts/build-web.mjs: the paths of its files. */
declare const BUILT: { id: string; common: string[]; languages: Record<string, string[]> };

const PREFIX = "page-";
const CACHE = PREFIX + BUILT.id;
/** Every room is the same page: one opens all of them. */
const ROOM = "/rooms/";
/** Where the network has that page: without a room in it. */
const ANY_ROOM = "/offline";
const ICONS = ["/icons/rocket.svg", "/icons/rocket-unread.svg"];
/** How long a page that is kept here, with the messages of its room, leaves the network to be first, in milliseconds. */
const HEAD_START = 600;
/** The same where nothing is kept to read, or where its reader asked for a fresh one. */
const PATIENCE = 3_000;
/** The longest that anything may take to arrive, whole, in milliseconds. */
const DEADLINE = 10_000;
/** The same for all files of a build, one of which may wait for the others. */
const INSTALL_DEADLINE = 120_000;

worker.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => worker.clients.claim())));
worker.addEventListener("notificationclick", (event) => openFromNotification(worker.clients, event));
worker.addEventListener("fetch", (event) => {
  const { url, method, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (/^\/assets\/.*-\w{8}\.(?:js|css)$/.test(pathname)) event.respondWith(file(event, pathname));
  else if (ICONS.includes(pathname)) event.respondWith(icon(event, pathname));
  else if (mode === "navigate" && (pathname === "/" || pathname.startsWith(ROOM)))
    event.respondWith(page(event, pathname));
});

/** Rejects, and keeps nothing, where one of them is missing or of another build: the browser tries again later. */
async function keepAll(): Promise<void> {
  const signal = AbortSignal.timeout(INSTALL_DEADLINE);
  const [front, room] = await Promise.all([pageOf("/", signal), pageOf(ANY_ROOM, signal)]);
  const paths = [...BUILT.common, ...(BUILT.languages[languageOf(room.html)] ?? []), ...ICONS];
  const got = await Promise.all(
    paths.map(async (path) => [path, (await caches.match(path)) ?? (await whole(path, signal))] as const),
  );
  const cache = await caches.open(CACHE);
  await Promise.all([
    ...got.map(([path, response]) => cache.put(path, response)),
    cache.put("/", front.response),
    cache.put(ROOM, room.response),
  ]);
}

/** A page of this build. */
async function pageOf(path: string, signal: AbortSignal): Promise<{ response: Response; html: string }> {
  const response = await whole(path, signal);
  const html = await response.clone().text();
  if (buildOf(html) !== BUILT.id) throw new Error(`${path} is of another build`);
  return { response, html };
}

async function whole(path: string, signal: AbortSignal): Promise<Response> {
  const first = await fetch(path, { signal });
  // That a file was missing in the middle of a deploy may have been cached for as long as the file itself.
  const response = first.ok ? first : await fetch(path, { signal, cache: "reload" });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}

const buildOf = (html: string): string | undefined => /<meta name="build" content="(\w+)"/.exec(html)?.[1];
const languageOf = (html: string): string => /<html lang="(\w+)"/.exec(html)?.[1] ?? "en";

/** Lets go of all builds but this one and the one before. */
async function tidy(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** A file of any build. One that this build has and that was not kept ahead is kept from now on. */
async function file(event: FetchHeard, path: string): Promise<Response> {
  const kept = await caches.match(path);
  if (kept !== undefined) return kept;
  const first = await arrived(event.request);
  const response = first.ok ? first : await arrived(new Request(path, { cache: "reload" }));
  const isOurs = Object.values(BUILT.languages).flat().includes(path) || path.includes("/chunk-");
  if (response.ok && isOurs) event.waitUntil(keep(path, response.clone()));
  return response;
}

async function icon({ request }: FetchHeard, path: string): Promise<Response> {
  return (await caches.match(path)) ?? arrived(request);
}

/** Where there is no space left, all that is lost is to have it offline. */
async function keep(path: string, response: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(path, response).catch(() => undefined);
}

/** What the network answers, once all of it is here: a network may fall silent in the middle. */
async function arrived(request: Request): Promise<Response> {
  const response = await fetch(request, { signal: AbortSignal.timeout(DEADLINE) });
  // A redirect is for the browser to follow, and has no body to wait for.
  if (response.type === "opaqueredirect" || response.status === 304) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.blob(), { status, statusText, headers });
}

async function page(event: FetchHeard, path: string): Promise<Response> {
  const key = path === "/" ? "/" : ROOM;
  const kept = await (await caches.open(CACHE)).match(key);
  const answer = arrived(event.request);
  if (kept === undefined) return answer;
  const isAskedFor = event.request.cache === "reload" || event.request.cache === "no-cache";
  const isReadable =
    key === "/" || (await (await caches.open(MESSAGES_CACHE)).match(keyOf(roomOf(path)))) !== undefined;
  const wait = isReadable && !isAskedFor ? HEAD_START : PATIENCE;
  event.waitUntil(
    answer.then((response) => followLanguage(key, kept.clone(), response.clone())).catch(() => undefined),
  );
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept.clone()), wait));
  return Promise.race([answer.catch(() => kept.clone()), patience]);
}

const roomOf = (path: string): string => {
  try {
    return decodeURIComponent(path.slice(ROOM.length));
  } catch {
    return "";
  }
};

/** Keeps the page and its words in the language in which it was read last. */
async function followLanguage(key: string, kept: Response, response: Response): Promise<void> {
  const html = await response.text();
  const language = languageOf(html);
  if (buildOf(html) !== BUILT.id || languageOf(await kept.text()) === language) return;
  const signal = AbortSignal.timeout(INSTALL_DEADLINE);
  await Promise.all(
    (BUILT.languages[language] ?? []).map(async (path) => {
      if ((await caches.match(path)) === undefined) await keep(path, await whole(path, signal));
    }),
  );
  const fresh = await pageOf(key === "/" ? "/" : ANY_ROOM, signal);
  await keep(key, fresh.response);
}
