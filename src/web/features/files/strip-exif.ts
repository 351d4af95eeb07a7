/** A file as it leaves the device: without the place and camera data that the room would remove from it. */
import { MAGIC_BYTES, scrubbed, scrubberFor, TooLargeToScrub } from "../../../shared/media/strip-metadata.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import { fileWords } from "../../i18n/files/index.ts";

/**
 * @returns the file itself where there is nothing to remove, and where the room has to say why that is not possible
 * @throws UploadFailure where it cannot be read: it is a folder, or was moved or changed since it was chosen
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
