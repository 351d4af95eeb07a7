/** Removes location and camera data from a file before it leaves the device. */
import { MAGIC_BYTES, scrubbed, scrubberFor, TooLargeToScrub } from "../../../shared/media/strip-metadata.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import { fileWords } from "../../i18n/files/index.ts";

/**
 * @returns the file itself if there is nothing to remove, or if the room has to say why it cannot be removed
 * @throws UploadFailure if the file cannot be read: it is a folder, or was moved or changed after it was chosen
 */
export async function withoutMetadata(file: Blob): Promise<Blob> {
  try {
    const head = new Uint8Array(await file.slice(0, MAGIC_BYTES).arrayBuffer());
    if (scrubberFor(head, file.size) === undefined) return file;
    const parts = scrubbed(new Uint8Array(await file.arrayBuffer()));
    return parts === undefined ? file : new Blob(parts as BlobPart[], { type: file.type });
  } catch (error) {
    if (error instanceof TooLargeToScrub) return file;
    throw new UploadFailure(fileWords().unreadable, "final");
  }
}
