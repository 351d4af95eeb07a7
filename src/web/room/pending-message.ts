/** A message of one's own that the room has not acknowledged, and where it waits across reloads. */
import type { WireError } from "../../protocol/errors.ts";
import type { Attachment } from "../../protocol/message.ts";
import { readJson, type Store, writeJson } from "../device/storage.ts";

export interface PendingMessage {
  nonce: string;
  text: string;
  /** The message it answers. */
  replyTo?: number;
  /** Its files, uploaded already. */
  attachments?: Attachment[];
  /** When it was written, in milliseconds since the epoch. */
  at: number;
  /** The newest `seq` seen when it was sent for the first time; missing until then. */
  after?: number;
  /** Why the room refused it. It then waits for its author, and for nothing else. */
  refused?: WireError;
}

/**
 * Keeps each pending message under a key of its own, so that two tabs of one room never overwrite each other's. Both
 * may send the same one: the room stores a nonce once.
 */
export class PendingStore {
  readonly #prefix: string;

  constructor(
    private readonly store: Store,
    room: string,
  ) {
    this.#prefix = `outbox:${room}:`;
  }

  /** All of this room, oldest first. */
  read(): PendingMessage[] {
    return this.store
      .keys(this.#prefix)
      .map((key) => readJson(this.store, key, isPendingMessage))
      .filter((message) => message !== undefined)
      .sort((a, b) => a.at - b.at);
  }

  write(message: PendingMessage): void {
    writeJson(this.store, this.#prefix + message.nonce, message);
  }

  remove(nonce: string): void {
    this.store.remove(this.#prefix + nonce);
  }
}

function isPendingMessage(value: unknown): value is PendingMessage {
  const message = value as Partial<PendingMessage> | null;
  return (
    typeof message?.nonce === "string" && typeof message.text === "string" && typeof message.at === "number"
  );
}
