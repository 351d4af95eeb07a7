/** The files that the next message brings: being uploaded, uploaded, or refused. What does the work loads with the first. */
import { signal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import { LazyModule } from "../../core/lazy-module.ts";
import type { PendingAttachment } from "../../core/outgoing/pending-message.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { Uploads } from "./uploads.ts";

export type UploadState =
  | { kind: "uploading"; progress: number }
  | { kind: "done"; attachment: Attachment }
  | { kind: "failed"; failure: UploadFailure };

/** One file beside the composer. */
export interface Upload {
  /** Its content is kept on this device under it. */
  key: string;
  name: string;
  size: number;
  type: string;
  /** Missing for one from before the page was loaded. */
  file?: File;
  state: UploadState;
}

/** Whether a file goes with the next message: it is there, or may be. */
export const goesAlong = ({ state }: Upload): boolean =>
  state.kind !== "failed" || state.failure.kind !== "final";

/** Under which a room's files are remembered. */
export const storeKeyOf = (room: string): string => `files:${room}`;

export class AttachmentsDraft {
  readonly uploads = signal<readonly Upload[]>([]);
  readonly #part: LazyModule<Uploads>;

  /** @param load does the work, when there is some */
  constructor(store: Store, room: string, load: (uploads: AttachmentsDraft["uploads"]) => Promise<Uploads>) {
    this.#part = new LazyModule(() => load(this.uploads));
    if (store.get(storeKeyOf(room)) !== undefined) void this.work().catch(() => undefined);
  }

  /** Whether there is a file that would be lost with the page. */
  get unkept(): boolean {
    return (this.#part.loaded.value?.unkept.value.size ?? 0) > 0;
  }

  /** Loads what does the work. */
  work(): Promise<Uploads> {
    return this.#part.load();
  }

  /** What goes with the message that is being sent, uploaded or not. */
  take(): PendingAttachment[] {
    return this.#part.loaded.peek()?.take() ?? [];
  }

  /**
   * Has a file of a message uploaded.
   *
   * @throws UploadFailure
   */
  async bring(file: PendingAttachment): Promise<Attachment> {
    const uploads = await this.work().catch(() => {
      throw new UploadFailure("", "network");
    });
    return uploads.bring(file);
  }

  /** The room has it, or it is not wanted any more. */
  forget(key: string): void {
    void this.work().then(
      (uploads) => uploads.forget(key),
      () => undefined,
    );
  }
}
