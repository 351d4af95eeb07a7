/** Uploads the files of messages that wait. */
import type { Attachment } from "../../../shared/contract/message.ts";
import type { Clock } from "../clock.ts";
import type { PendingList } from "./pending-list.ts";
import type { PendingAttachment, PendingMessage } from "./pending-message.ts";
import { UploadFailure } from "./upload-error.ts";

/** The files of messages that wait. */
export interface PendingFiles {
  /** Uploads a file. Rejects with an {@link UploadFailure}. */
  upload(file: PendingAttachment): Promise<Attachment>;
  /** Deletes a file from this device. */
  remove(key: string): void;
}

/** How long to wait before a file is uploaded again, in milliseconds. */
const RETRY_AFTER = 3_000;

export class AttachmentUploader {
  #isRunning = false;

  constructor(
    private readonly list: PendingList,
    private readonly files: PendingFiles,
    private readonly clock: Clock,
    /** The next message whose files are to be uploaded. */
    private readonly next: () => PendingMessage | undefined,
  ) {}

  /**
   * Uploads the files of all messages, one message at a time.
   *
   * @param uploaded runs after each message
   */
  async run(uploaded: () => void): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      await this.list.loaded;
      for (let message = this.next(); message !== undefined; message = this.next()) {
        await this.#upload(message.nonce, message.attachments ?? []);
        uploaded();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** Deletes files that no message needs any more. */
  remove(attachments: readonly PendingAttachment[] = []): void {
    for (const { key } of attachments) if (key !== undefined) this.files.remove(key);
  }

  async #upload(nonce: string, attachments: readonly PendingAttachment[]): Promise<void> {
    const uploaded: PendingAttachment[] = [];
    for (const file of attachments) {
      try {
        const { key } = file;
        const attachment = file.id === "" ? await this.files.upload(file) : file;
        uploaded.push(key === undefined ? attachment : { ...attachment, key });
      } catch (error) {
        const failure = error instanceof UploadFailure ? error : new UploadFailure(String(error), "refused");
        if (failure.kind === "network") await this.#wait();
        else this.#reject(nonce, file.name, failure);
        return;
      }
    }
    const message = this.list.find(nonce);
    if (message?.attachments !== undefined) this.list.replace({ ...message, attachments: uploaded });
  }

  #reject(nonce: string, name: string, { reason, siteKey }: UploadFailure): void {
    const message = this.list.find(nonce);
    if (message === undefined) return;
    const refused = { code: "invalid", message: reason, ...(siteKey && { siteKey }) } as const;
    this.list.replace({ ...message, refused, fileFailure: { name, reason } });
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => void this.clock.after(RETRY_AFTER, resolve));
  }
}
