/**
 * The width and height of a picture from its header, so that the layout does not shift when it loads. Unknown for formats whose
 * header has no size near its beginning.
 */
import type { FileType } from "../contract/files.ts";

/** In pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** No real picture is larger. */
const LARGEST = 65_535;

/** @param head the beginning of the file */
export function pictureSizeOf(type: FileType, head: Uint8Array): PictureSize | undefined {
  const bytes = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    const size = READERS[type]?.(bytes);
    return size !== undefined && isSensible(size.width) && isSensible(size.height) ? size : undefined;
  } catch (error) {
    // The header is incomplete.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const isSensible = (length: number): boolean => length > 0 && length <= LARGEST;

type Reader = (bytes: DataView) => PictureSize | undefined;

const READERS: Partial<Record<FileType, Reader>> = {
  /** PNG, 11.2.1: IHDR comes first. */
  "image/png": (bytes) => ({ width: bytes.getUint32(16), height: bytes.getUint32(20) }),
  /** GIF89a, 18: the logical screen. */
  "image/gif": (bytes) => ({ width: bytes.getUint16(6, true), height: bytes.getUint16(8, true) }),
  "image/jpeg": readJpeg,
  "image/webp": readWebp,
};

/** ITU-T T.81, B.2.2: segments up to the first frame header. */
function readJpeg(bytes: DataView): PictureSize | undefined {
  for (let at = 2; bytes.getUint8(at) === 0xff; ) {
    const marker = bytes.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.getUint16(at + 5), width: bytes.getUint16(at + 7) };
    at += 2 + bytes.getUint16(at + 2);
  }
  return undefined;
}

/** RFC 9649: the extended, the lossless and the lossy form. */
function readWebp(bytes: DataView): PictureSize | undefined {
  switch (bytes.getUint32(12)) {
    case fourCharacters("VP8X"):
      return { width: 1 + uint24(bytes, 24), height: 1 + uint24(bytes, 27) };
    case fourCharacters("VP8L"): {
      const bits = bytes.getUint32(21, true);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
    }
    case fourCharacters("VP8 "):
      return { width: bytes.getUint16(26, true) & 0x3fff, height: bytes.getUint16(28, true) & 0x3fff };
    default:
      return undefined;
  }
}

const uint24 = (bytes: DataView, at: number): number =>
  bytes.getUint16(at, true) | (bytes.getUint8(at + 2) << 16);

const fourCharacters = (name: string): number =>
  [...name].reduce((number, character) => number * 256 + character.charCodeAt(0), 0);
