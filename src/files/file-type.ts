/**
 * What a file is, by its first bytes: never by its name or by what its sender says.
 *
 * The signatures are those of the formats' own specifications. What is none of them and no text is nothing that a room takes:
 * SVG and HTML are texts, and are served as such.
 */
import type { FileType } from "../protocol/files.ts";

/** How much of a file has to be looked at, in bytes: a picture's size may stand behind its metadata. */
export const HEAD_BYTES = 65_536;

interface Signature {
  type: FileType;
  /** `?` stands for any byte; the rest is Latin-1. */
  bytes: string;
}

const SIGNATURES: readonly Signature[] = [
  { type: "image/png", bytes: "\x89PNG\r\n\x1a\n" },
  { type: "image/jpeg", bytes: "\xff\xd8\xff" },
  { type: "image/gif", bytes: "GIF87a" },
  { type: "image/gif", bytes: "GIF89a" },
  { type: "image/webp", bytes: "RIFF????WEBP" },
  { type: "audio/wav", bytes: "RIFF????WAVE" },
  { type: "image/avif", bytes: "????ftypavif" },
  { type: "video/mp4", bytes: "????ftypisom" },
  { type: "video/mp4", bytes: "????ftypiso2" },
  { type: "video/mp4", bytes: "????ftypiso5" },
  { type: "video/mp4", bytes: "????ftypiso6" },
  { type: "video/mp4", bytes: "????ftypmp41" },
  { type: "video/mp4", bytes: "????ftypmp42" },
  { type: "video/mp4", bytes: "????ftypM4V " },
  { type: "audio/mp4", bytes: "????ftypM4A " },
  { type: "video/webm", bytes: "\x1a\x45\xdf\xa3" },
  { type: "audio/ogg", bytes: "OggS" },
  { type: "audio/mpeg", bytes: "ID3" },
  { type: "audio/mpeg", bytes: "\xff\xfb" },
  { type: "audio/mpeg", bytes: "\xff\xf3" },
  { type: "audio/mpeg", bytes: "\xff\xf2" },
  { type: "application/pdf", bytes: "%PDF-" },
  { type: "application/zip", bytes: "PK\x03\x04" },
  { type: "application/zip", bytes: "PK\x05\x06" },
];

/** The type of a file. @param head its first {@link HEAD_BYTES}, or all of it */
export function fileTypeOf(head: Uint8Array, isWhole: boolean): FileType | undefined {
  const found = SIGNATURES.find(({ bytes }) => begins(head, bytes));
  return found?.type ?? (isText(head, isWhole) ? "text/plain" : undefined);
}

function begins(head: Uint8Array, bytes: string): boolean {
  if (head.length < bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== "?" && head[i] !== bytes.charCodeAt(i)) return false;
  }
  return true;
}

/** UTF-8 without control characters but white space. A character that the end of `head` cuts in two is no fault. */
function isText(head: Uint8Array, isWhole: boolean): boolean {
  if (head.length === 0) return false;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(head, {
      stream: !isWhole,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what it is for.
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/.test(text);
  } catch {
    return false;
  }
}
