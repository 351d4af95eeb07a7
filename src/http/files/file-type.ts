/**
 * The type of a file by its first bytes, never by its name or by what the client says.
 *
 * The signatures are from the specifications of the formats. SVG and HTML count as plain text, unknown files as bytes to download.
 */
import type { FileType } from "../../shared/contract/files.ts";

/** How much of a file is read to detect its type, in bytes: the size of a picture may come after its metadata. */
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
  { type: "image/tiff", bytes: "II*\0" },
  { type: "image/tiff", bytes: "MM\0*" },
  { type: "audio/wav", bytes: "RIFF????WAVE" },
  { type: "video/quicktime", bytes: "\0???moov" },
  { type: "video/quicktime", bytes: "\0???mdat" },
  { type: "video/quicktime", bytes: "\0???wide" },
  { type: "video/webm", bytes: "\x1a\x45\xdf\xa3" },
  { type: "audio/ogg", bytes: "OggS" },
  { type: "audio/flac", bytes: "fLaC" },
  { type: "audio/mpeg", bytes: "ID3" },
  { type: "audio/aac", bytes: "ADIF" },
  { type: "application/pdf", bytes: "%PDF-" },
  { type: "application/zip", bytes: "PK\x03\x04" },
  { type: "application/zip", bytes: "PK\x05\x06" },
];

/** Brands of ISO base media files (https://mp4ra.org/registered-types/brands), the most specific first. */
const BRANDS: readonly [FileType, RegExp][] = [
  ["image/avif", /^avi[fs]$/],
  ["image/heic", /^(?:hei[cmsx]|hev[cmsx]|mif\d|msf1|miaf|avci)$/],
  ["video/quicktime", /^qt {2}$/],
  ["audio/mp4", /^(?:M4[AB] |M4P |F4A |F4B )$/],
  [
    "video/mp4",
    /^(?:iso\w|mp4\d|mp7\d|avc1|av01|hvc1|M4V |M4VH|M4VP|f4v |F4V |dash|MSNV|ndsc|ndsh|ndsm|ndsp|ndss|ndxc|cmf\w|XAVC|mmp4|3g[gpers2]\w)$/,
  ],
];

/** The type of a file. @param head its first {@link HEAD_BYTES}, or all of it */
export function fileTypeOf(head: Uint8Array, isWhole: boolean): FileType {
  const found = SIGNATURES.find(({ bytes }) => begins(head, bytes));
  if (found !== undefined) return found.type;
  return (
    mediaTypeOf(head) ??
    frameTypeOf(head) ??
    (isText(head, isWhole) ? "text/plain" : "application/octet-stream")
  );
}

function begins(head: Uint8Array, bytes: string): boolean {
  if (head.length < bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== "?" && head[i] !== bytes.charCodeAt(i)) return false;
  }
  return true;
}

/** By the `ftyp` box: the major brand, or else a compatible brand. */
function mediaTypeOf(head: Uint8Array): FileType | undefined {
  if (!begins(head, "????ftyp")) return undefined;
  const length = new DataView(head.buffer, head.byteOffset, 4).getUint32(0);
  const names = String.fromCharCode(...head.subarray(8, Math.min(length, 256)));
  const [major = "", , ...compatible] = names.match(/.{4}/gs) ?? [];
  return [major, ...compatible].flatMap(
    (brand) => BRANDS.find(([, pattern]) => pattern.test(brand))?.[0] ?? [],
  )[0];
}

/** MPEG audio and AAC begin with a frame: eleven or twelve bits set, then the version and the layer (0 is AAC). */
function frameTypeOf([first = 0, second = 0, third = 0]: Uint8Array): FileType | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const layer = (second >> 1) & 3;
  if (layer === 0) return (second & 0xf6) === 0xf0 ? "audio/aac" : undefined;
  const isValid = (second & 0x18) !== 0x08 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3;
  return layer === 1 && isValid ? "audio/mpeg" : undefined;
}

/**
 * UTF-8, UTF-16 with a byte order mark, or an encoding with one byte a letter; without control characters but white space. The
 * last character of `head` may be incomplete.
 */
function isText(head: Uint8Array, isWhole: boolean): boolean {
  if (head.length === 0) return false;
  const encoding = begins(head, "\xff\xfe") ? "utf-16le" : begins(head, "\xfe\xff") ? "utf-16be" : "utf-8";
  const text =
    decoded(head, encoding, isWhole) ?? (encoding === "utf-8" ? decoded(head, "latin1", true) : undefined);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it finds control characters.
  return text !== undefined && !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/.test(text);
}

function decoded(head: Uint8Array, encoding: string, isWhole: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(head, { stream: !isWhole });
  } catch {
    return undefined;
  }
}
