/** The latest messages of rooms, stored on this device for use without a network. */
import type { Message } from "../../shared/contract/message.ts";

export const MESSAGES_CACHE = "messages-1";
const MAX_MESSAGES = 100;

/** Stores the newest of `messages`. */
export async function saveMessages(room: string, messages: readonly Message[]): Promise<void> {
  try {
    const cache = await caches.open(MESSAGES_CACHE);
    await cache.put(keyOf(room), Response.json(messages.slice(-MAX_MESSAGES)));
  } catch {
    // Without storage the room is empty offline.
  }
}

/** The messages that {@link saveMessages} has stored; none if there are none. */
export async function savedMessages(room: string): Promise<readonly Message[]> {
  try {
    const stored = await (await caches.open(MESSAGES_CACHE)).match(keyOf(room));
    const messages: unknown = await stored?.json();
    return Array.isArray(messages) ? (messages as Message[]) : [];
  } catch {
    return [];
  }
}

/** Deletes the messages of a room that was deleted or that the user has no access to any more. */
export async function deleteMessages(room: string): Promise<void> {
  try {
    await (await caches.open(MESSAGES_CACHE)).delete(keyOf(room));
  } catch {
    // Without storage there is nothing to delete.
  }
}

/** Deletes the messages of all rooms. */
export async function deleteAllMessages(): Promise<void> {
  try {
    await caches.delete(MESSAGES_CACHE);
  } catch {
    // As above.
  }
}

/** The cache key of a room. */
export const keyOf = (room: string): string => `/kept/${encodeURIComponent(room)}`;
