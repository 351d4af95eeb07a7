/** A message of one's own that the room has not acknowledged. */
import type { WireError } from "../../protocol/errors.ts";
import type { Attachment } from "../../protocol/message.ts";

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

export function isPendingMessage(value: unknown): value is PendingMessage {
  const message = value as Partial<PendingMessage> | null;
  return (
    typeof message?.nonce === "string" && typeof message.text === "string" && typeof message.at === "number"
  );
}
