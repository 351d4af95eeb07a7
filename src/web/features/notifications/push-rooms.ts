/** The rooms that this browser is subscribed to, for the service worker: it cannot read `localStorage`. */
import type { Language } from "../../../shared/language.ts";
import type { PushLevel } from "../../../shared/push.ts";

/** What a room was asked for. */
export interface PushRoom {
  level: PushLevel;
  language: Language;
}

export type PushRooms = Record<string, PushRoom>;

const CACHE = "push-1";
/** How long to wait for another tab, in milliseconds: it may be suspended. */
const LOCK_TIMEOUT = 5_000;
const KEY = "/kept/push";

/** The rooms by name; none if there are none. Never rejects. */
export async function pushRooms(): Promise<PushRooms> {
  try {
    const stored = await (await caches.open(CACHE)).match(KEY);
    return stored === undefined ? {} : ((await stored.json()) as PushRooms);
  } catch {
    return {};
  }
}

/** Notes that a room was asked for notices, or with undefined that it was not; one call after another, in all tabs. Never rejects. */
export async function savePushRoom(name: string, room: PushRoom | undefined): Promise<void> {
  try {
    const signal = AbortSignal.timeout(LOCK_TIMEOUT);
    await navigator.locks.request(CACHE, { signal }, () => save(name, room));
  } catch {
    await save(name, room);
  }
}

async function save(name: string, room: PushRoom | undefined): Promise<void> {
  try {
    const { [name]: before, ...others } = await pushRooms();
    if (JSON.stringify(before) === JSON.stringify(room)) return;
    const rooms = room === undefined ? others : { ...others, [name]: room };
    const cache = await caches.open(CACHE);
    await cache.put(KEY, Response.json(rooms));
  } catch {
    // Without storage a new subscription is sent when the room is opened.
  }
}
