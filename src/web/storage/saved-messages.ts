/** The last messages of a room, kept on this device for when there is no network. */
import type { Message } from "../../shared/contract/message.ts";

export const MESSAGES = "messages-1";
const MOST = 100;

/** Keeps the newest of `messages`. */
export async function keepMessages(room: string, messages: readonly Message[]): Promise<void> {
  try {
    const cache = await caches.open(MESSAGES);
    await cache.put(keyOf(room), Response.json(messages.slice(-MOST)));
  } catch {
    // Nothing can be kept here: offline the room is then empty.
  }
}

/** What {@link keepMessages} kept last; nothing where it kept nothing. */
export async function keptMessages(room: string): Promise<readonly Message[]> {
  try {
    const kept = await (await caches.open(MESSAGES)).match(keyOf(room));
    const messages: unknown = await kept?.json();
    return Array.isArray(messages) ? (messages as Message[]) : [];
  } catch {
    return [];
  }
}

/** Forgets what was kept of a room: it is gone, or not for whoever uses this device any more. */
export async function forgetMessages(room: string): Promise<void> {
  try {
    await (await caches.open(MESSAGES)).delete(keyOf(room));
  } catch {
    // Nothing can be kept here, so there is nothing to forget.
  }
}

/** Forgets what was kept of all rooms. */
export async function forgetAllMessages(): Promise<void> {
  try {
    await caches.delete(MESSAGES);
  } catch {
    // As above.
  }
}

/** Under which path the messages of a room are kept. */
export const keyOf = (room: string): string => `/kept/${encodeURIComponent(room)}`;
