/** Exif, a TIFF structure: only the orientation is kept. */
import { viewOf } from "./blanking.ts";

const ORIENTATION = 0x0112;
const SHORT = 3;

/** A TIFF structure with one entry, the orientation, in its last byte but six. */
const ONLY_ORIENTATION = Uint8Array.of(
  // "MM", 42, and where the directory is.
  ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
  // One entry: the orientation.
  ...[0, 1, ORIENTATION >> 8, ORIENTATION & 0xff, 0, SHORT, 0, 0, 0, 1, 0, 0, 0, 0],
  // No further directory.
  ...[0, 0, 0, 0],
);
const VALUE_AT = 19;

/** Overwrites an Exif block, except an orientation that rotates the picture. */
export function keepOrientation(tiff: Uint8Array): void {
  const orientation = orientationOf(tiff);
  tiff.fill(0);
  if (orientation === undefined || tiff.length < ONLY_ORIENTATION.length) return;
  tiff.set(ONLY_ORIENTATION);
  tiff[VALUE_AT] = orientation;
}

/** 2 to 8 (Exif 2.32, 4.6.4); undefined for an upright picture, and for malformed Exif. */
function orientationOf(tiff: Uint8Array): number | undefined {
  if (tiff.length < 14) return undefined;
  const view = viewOf(tiff);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return undefined;
  const count = view.getUint16(directory, little);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > tiff.length) return undefined;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 2 && value <= 8 ? value : undefined;
  }
  return undefined;
}
