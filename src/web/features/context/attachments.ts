/** The files of the next message as other features use them; `features/files` implements it. */
import type { ReadonlySignal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import type { PendingAttachment } from "../../core/outgoing/pending-message.ts";
import type { UploadFailure } from "../../core/outgoing/upload-error.ts";

export type UploadState =
  | { kind: "uploading"; progress: number }
  | { kind: "done"; attachment: Attachment }
  | { kind: "failed"; failure: UploadFailure };

/** One file beside the composer. */
export interface Upload {
  /** The key that its content is stored under on this device. */
  key: string;
  name: string;
  /** Bytes. */
  size: number;
  type: string;
  /** Missing for a file that was chosen before the page was loaded. */
  file?: File;
  state: UploadState;
}

/** What the user can do with files; loads with the first of them. */
export interface UploadActions {
  /** Uploads files. Returns how many exceeded the limit of a message. */
  add(files: Iterable<File>): number;
  retry(upload: Upload): void;
  remove(upload: Upload): void;
}

export interface AttachmentsDraft {
  readonly uploads: ReadonlySignal<readonly Upload[]>;
  /** Whether a file would be lost with the page. */
  readonly hasUnsavedFile: boolean;
  /** Whether a file goes with the next message. */
  readonly isSendable: boolean;
  load(): Promise<UploadActions>;
  /** Takes the files that go with the message that is being sent, uploaded or not. */
  take(): PendingAttachment[];
}
