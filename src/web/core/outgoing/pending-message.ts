/** A message of the user that the room has not acknowledged. */
import type { WireError } from "../../../shared/contract/errors.ts";
import type { Attachment } from "../../../shared/contract/message.ts";

/** A file of a message that waits. Its `id` and `path` are empty until it is uploaded. */
export interface PendingAttachment extends Attachment {
  /** The key of its content on this device; missing if an older version of the page uploaded it. */
  key?: string;
}

/** How long the room stores a file that is not sent, less some time for a slow network, in milliseconds. */
const UPLOAD_LIFETIME = 3_300_000;

/** Whether the room probably still stores a file that was uploaded `at`, in milliseconds since the epoch. */
export const isUploadFresh = (at: number): boolean => Math.abs(Date.now() - at) < UPLOAD_LIFETIME;

/** Whether a file of the message is not uploaded yet. */
export const needsUpload = ({ attachments = [] }: PendingMessage): boolean =>
  attachments.some(({ id }) => id === "");

export interface PendingMessage {
  nonce: string;
  text: string;
  /** The `seq` of the message it replies to. */
  replyTo?: number;
  attachments?: PendingAttachment[];
  /** When it was written, in milliseconds since the epoch. */
  at: number;
  /** The newest `seq` that the page had when it was sent for the first time; missing until then. */
  after?: number;
  /** Why the room rejected it. It then waits until the user retries or discards it. */
  refused?: WireError;
  /** The file that was rejected, if that is the reason. `reason` is half a sentence. */
  fileFailure?: { name: string; reason: string };
}

export function isPendingMessage(value: unknown): value is PendingMessage {
  const message = value as Partial<PendingMessage> | null;
  return (
    typeof message?.nonce === "string" && typeof message.text === "string" && typeof message.at === "number"
  );
}
