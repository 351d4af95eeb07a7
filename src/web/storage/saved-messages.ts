/** The last messages of a room, kept on this device for when there is no network. */
import type { Message } from "../../shared/contract/message.ts";

export const MESSAGES_CACHE = "messages-1";
const MAX_MESSAGES = 100;

/** Keeps the newest of `messages`. */
export async function saveMessages(room: string, messages: readonly Message[]): Promise<void> {
  try {
    const cache = await caches.open(MESSAGES_CACHE);
    await cache.put(keyOf(room), Response.json(messages.slice(-MAX_MESSAGES)));
  } catch {
    // Nothing can be kept here: offline the room is then empty.
  }
}

/** What {@link saveMessages} kept last; nothing where it kept nothing. */
export async function savedMessages(room: string): Promise<readonly Message[]> {
  try {
    const kept = await (await caches.open(MESSAGES_CACHE)).match(keyOf(room));
    const messages: unknown = await kept?.json();
    return Array.isArray(messages) ? (messages as Message[]) : [];
  } catch {
    return [];
  }
}

/** Forgets what was kept of a room: it is gone, or not for whoever uses this device any more. */
export async function deleteMessages(room: string): Promise<void> {
  try {
    await (await caches.open(MESSAGES_CACHE)).delete(keyOf(room));
  } catch {
    // Nothing can be kept here, so there is nothing to forget.
  }
}

/** Forgets what was kept of all rooms. */
export async function deleteAllMessages(): Promise<void> {
  try {
    await caches.delete(MESSAGES_CACHE);
  } catch {
    // As above.
  }
}

/** Under which path the messages of a room are kept. */
export const keyOf = (room: string): string => `/kept/${encodeURIComponent(room)}`;
