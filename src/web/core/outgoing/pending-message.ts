/** A message of one's own that the room has not acknowledged. */
import type { WireError } from "../../../shared/contract/errors.ts";
import type { Attachment } from "../../../shared/contract/message.ts";

/** A file of a message that waits. Its `id` and `path` are empty until it is uploaded. */
export interface PendingAttachment extends Attachment {
  /** Its content is kept on this device under it; missing for one that was uploaded by an older page. */
  key?: string;
}

/** How long the room keeps a file that is not sent, less what a slow network takes, in milliseconds. */
const UPLOADED_MS = 3_300_000;

/** Whether a file that was uploaded at a time is still there, as far as this device can know. */
export const uploadedNow = (at: number): boolean => Math.abs(Date.now() - at) < UPLOADED_MS;

export const lacksFiles = ({ attachments = [] }: PendingMessage): boolean =>
  attachments.some(({ id }) => id === "");

export interface PendingMessage {
  nonce: string;
  text: string;
  /** The message it answers. */
  replyTo?: number;
  attachments?: PendingAttachment[];
  /** When it was written, in milliseconds since the epoch. */
  at: number;
  /** The newest `seq` seen when it was sent for the first time; missing until then. */
  after?: number;
  /** Why the room refused it. It then waits for its author, and for nothing else. */
  refused?: WireError;
  /** Which of its files was not uploaded, and why, where that is what keeps it: half a sentence. */
  fileFailure?: { name: string; reason: string };
}

export function isPendingMessage(value: unknown): value is PendingMessage {
  const message = value as Partial<PendingMessage> | null;
  return (
    typeof message?.nonce === "string" && typeof message.text === "string" && typeof message.at === "number"
  );
}
