/** Stores messages without a room around them. */
import type { MessageStore } from "../../src/room/messages/message-store.ts";
import type { SentMessage } from "../../src/room/messages/send-message.ts";
import type { Author, SendPayload } from "../../src/shared/contract/index.ts";

/** What a room stores and nothing else of it: no permission, no limit, no broadcast. `at` is in milliseconds. */
export function append(store: MessageStore, author: Author, payload: SendPayload, at: number): SentMessage {
  const retried = store.findRetry(author.id, payload.nonce, payload.after);
  if (retried !== undefined) return { message: retried, isNew: false };
  return { message: store.insert(author, payload, undefined, at), isNew: true };
}
