/** Stores messages in a `MessageStore` directly. */
import type { MessageStore } from "../../src/room/messages/message-store.ts";
import type { SentMessage } from "../../src/room/messages/send-message.ts";
import type { Author, SendPayload } from "../../src/shared/contract/index.ts";

/** Stores a message without permission checks, limits and broadcast. `at` is in milliseconds since the epoch. */
export function append(store: MessageStore, author: Author, payload: SendPayload, at: number): SentMessage {
  const retried = store.findRetry(author.id, payload.nonce, payload.after);
  if (retried !== undefined) return { message: retried, isNew: false };
  return { message: store.insert(author, payload, undefined, at), isNew: true };
}
