/** Removes the metadata of photos and videos: location, time, camera. */
import { ascii, type Format, type Memory, Scrubber } from "./blanking.ts";
import { gif } from "./gif.ts";
import { isobmff } from "./isobmff.ts";
import { jpeg } from "./jpeg.ts";
import { png } from "./png.ts";
import { tiff } from "./tiff.ts";
import { webp } from "./webp.ts";

export { NoMemoryToScrub, Scrubber, SharedMemory, TooLargeToScrub } from "./blanking.ts";

/** How much of a file {@link scrubberFor} reads, in bytes. */
export const MAGIC_BYTES = 12;

/** First boxes of an ISO base media file. QuickTime files from before 2001 have no `ftyp`. */
const FIRST_BOXES = new Set(["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"]);

/** Canon's raw photos need boxes that cannot be distinguished from metadata. */
const CANON_RAW = "crx ";

/**
 * A scrubber for the metadata of a file, by the file's first bytes.
 *
 * @param size of the file, in bytes
 * @param memory what it holds is taken from
 * @returns undefined for a file of another kind
 */
export function scrubberFor(head: Uint8Array, size: number, memory?: Memory): Scrubber | undefined {
  const format = formatOf(ascii(head, 0, MAGIC_BYTES), size);
  return format && new Scrubber(format, memory);
}

function formatOf(magic: string, size: number): Format | undefined {
  if (magic.startsWith("\xff\xd8\xff")) return jpeg();
  if (magic.startsWith("\x89PNG\r\n\x1a\n")) return png();
  if (magic.startsWith("RIFF") && magic.slice(8) === "WEBP") return webp();
  if (magic.startsWith("GIF87a") || magic.startsWith("GIF89a")) return gif();
  if (magic.startsWith("II*\0") || magic.startsWith("MM\0*")) return tiff(size);
  // The length of a box. No text begins with such a byte.
  const isBox = magic.charCodeAt(0) < 9 && FIRST_BOXES.has(magic.slice(4, 8));
  if (isBox && magic.slice(8) !== CANON_RAW) return isobmff(size);
  return undefined;
}

/**
 * A whole file without its metadata, in pieces; may change `bytes`.
 *
 * @returns undefined for a kind of file without such metadata
 * @throws TooLargeToScrub
 */
export function scrubbed(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBufferLike>[] | undefined {
  const scrubber = scrubberFor(bytes, bytes.length);
  return scrubber && [...scrubber.push(bytes), ...scrubber.end()];
}
