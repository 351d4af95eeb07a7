/** The messages of all rooms that this browser has not sent yet. */
import { createStore, entries } from "idb-keyval";
import { isPendingMessage, type PendingMessage } from "./pending-message.ts";

/** A message that is not sent, and its room. */
export type UnsentMessage = Pick<PendingMessage, "text" | "at"> & { room: string };

/** Those in the database; what it does not take is in `localStorage`. Never rejects. */
export async function unsentMessages(): Promise<UnsentMessage[]> {
  try {
    const records = await entries<string, unknown>(createStore("socket-rocket", "outbox"));
    return records.flatMap(([key, value]) =>
      isPendingMessage(value)
        ? [{ room: key.slice(0, key.lastIndexOf(`:${value.nonce}`)), text: value.text, at: value.at }]
        : [],
    );
  } catch {
    // There is no database.
    return [];
  }
}
