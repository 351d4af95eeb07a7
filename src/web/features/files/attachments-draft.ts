/** The files of the next message. The code that uploads them loads with the first one. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import { LazyModule } from "../../core/lazy-module.ts";
import type { PendingAttachment } from "../../core/outgoing/pending-message.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { AttachmentsDraft, Upload, UploadActions } from "../context/attachments.ts";

/** Whether a file goes with the next message: it is uploaded, or may still be. */
export const isSendable = ({ state }: Upload): boolean =>
  state.kind !== "failed" || state.failure.kind !== "final";

/** The storage key of a room's files. */
export const storeKeyOf = (room: string): string => `files:${room}`;

/** The part that loads with the first file. */
export interface LoadedUploads extends UploadActions {
  /** The keys of the files that would be lost with the page. */
  readonly unsaved: ReadonlySignal<ReadonlySet<string>>;
  take(): PendingAttachment[];
  upload(file: PendingAttachment): Promise<Attachment>;
  removeContent(key: string): void;
}

export class RoomAttachments implements AttachmentsDraft {
  readonly uploads = signal<readonly Upload[]>([]);
  readonly #uploads: LazyModule<LoadedUploads>;

  /** @param load loads the code that uploads */
  constructor(
    store: Store,
    room: string,
    load: (uploads: Signal<readonly Upload[]>) => Promise<LoadedUploads>,
  ) {
    this.#uploads = new LazyModule(() => load(this.uploads));
    if (store.get(storeKeyOf(room)) !== undefined) void this.load().catch(() => undefined);
  }

  /** Whether a file would be lost with the page. */
  get hasUnsavedFile(): boolean {
    return (this.#uploads.loaded.value?.unsaved.value.size ?? 0) > 0;
  }

  get isSendable(): boolean {
    return this.uploads.value.some(isSendable);
  }

  /** Loads the code that uploads. */
  load(): Promise<LoadedUploads> {
    return this.#uploads.load();
  }

  /** The files that go with the message that is being sent, uploaded or not. */
  take(): PendingAttachment[] {
    return this.#uploads.loaded.peek()?.take() ?? [];
  }

  /**
   * Uploads a file of a message.
   *
   * @throws UploadFailure
   */
  async upload(file: PendingAttachment): Promise<Attachment> {
    const uploads = await this.load().catch(() => {
      throw new UploadFailure("", "network");
    });
    return uploads.upload(file);
  }

  /** Removes a file that the room has, or that is not needed any more. */
  remove(key: string): void {
    void this.load().then(
      (uploads) => uploads.removeContent(key),
      () => undefined,
    );
  }
}
