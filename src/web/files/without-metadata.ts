/** A file as it leaves the device: without the place and camera data that the room would remove from it. */
import { MAGIC_BYTES, scrubbed, scrubberFor } from "../../files/metadata/index.ts";

/** @returns the file itself where there is nothing to remove, and where the room has to say why that is not possible */
export async function withoutMetadata(file: Blob): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, MAGIC_BYTES).arrayBuffer());
  try {
    if (scrubberFor(head, file.size) === undefined) return file;
    const parts = scrubbed(new Uint8Array(await file.arrayBuffer()));
    return parts === undefined ? file : new Blob(parts as BlobPart[], { type: file.type });
  } catch {
    return file;
  }
}
