/** Boxes of ISO base media files, and the metadata items that the `meta` box of a HEIC or AVIF file lists: Exif and XMP. */
import { ascii, viewOf } from "./blanking.ts";

export interface Box {
  type: string;
  /** Where the box begins. */
  start: number;
  /** Where its content begins and ends. */
  from: number;
  to: number;
}

/** The complete boxes in `bytes`. */
export function* boxesOf(bytes: Uint8Array, first = 0): Iterable<Box> {
  const view = viewOf(bytes);
  for (let start = first; start + 8 <= bytes.length; ) {
    const short = view.getUint32(start);
    const isWide = short === 1 && start + 16 <= bytes.length;
    const length = isWide ? Number(view.getBigUint64(start + 8)) : short || bytes.length - start;
    const from = start + (isWide ? 16 : 8);
    const to = start + length;
    if (to < from || to > bytes.length) return;
    yield { type: ascii(bytes, start + 4, 4), start, from, to };
    start = to;
  }
}

/** Overwrites the four characters of a type. */
export const setType = (bytes: Uint8Array, at: number, type: string): void =>
  bytes.set(
    Uint8Array.from(type, (character) => character.charCodeAt(0)),
    at,
  );

/** Bytes of the file, `to` excluded. */
export interface Range {
  from: number;
  to: number;
}

const METADATA = new Set(["Exif", "mime", "uri "]);

/**
 * Blanks items in the box itself.
 *
 * @param meta the content of a `meta` box
 * @returns the places of the others in the file
 */
export function itemsToBlank(meta: Uint8Array): Range[] {
  const boxes = [...boxesOf(meta, 4)];
  const box = (type: string) => {
    const found = boxes.find((candidate) => candidate.type === type);
    return found && meta.subarray(found.from, found.to);
  };
  const [infos, locations] = [box("iinf"), box("iloc")];
  const ids = infos === undefined ? new Set<number>() : metadataItems(infos);
  const data = box("idat");
  const ranges: Range[] = [];
  for (const { id, inBox, from, to } of locations === undefined ? [] : extents(locations)) {
    if (!ids.has(id)) continue;
    if (inBox) data?.fill(0, from, to);
    else ranges.push({ from, to });
  }
  for (const { type, start, from, to } of boxes) {
    if (type !== "xml " && type !== "bxml" && type !== "uuid" && type !== "udta" && type !== "free") continue;
    setType(meta, start + 4, "free");
    meta.fill(0, from, to);
  }
  return ranges;
}

/** The ids of metadata items, whose type is overwritten (ISO 14496-12, 8.11.6). */
function metadataItems(infos: Uint8Array): Set<number> {
  const ids = new Set<number>();
  for (const { type, from } of boxesOf(infos, infos[0] === 0 ? 6 : 8)) {
    const version = infos[from] ?? 0;
    if (type !== "infe" || version < 2) continue;
    const view = viewOf(infos);
    const wide = version > 2;
    const at = from + 4 + (wide ? 4 : 2) + 2;
    if (!METADATA.has(ascii(infos, at, 4))) continue;
    ids.add(wide ? view.getUint32(from + 4) : view.getUint16(from + 4));
    setType(infos, at, "free");
  }
  return ids;
}

interface Extent extends Range {
  id: number;
  /** Relative to the `idat` box, not to the file. */
  inBox: boolean;
}

/** ISO 14496-12, 8.11.3. */
function* extents(locations: Uint8Array): Iterable<Extent> {
  const fields = new FieldReader(locations);
  const version = fields.number(1);
  fields.number(3);
  const [sizes, moreSizes] = [fields.number(1), fields.number(1)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, moreSizes >> 4];
  const indexSize = version > 0 ? moreSizes & 15 : 0;
  const count = fields.number(version < 2 ? 2 : 4);
  for (let item = 0; item < count && fields.hasMore; item++) {
    const id = fields.number(version < 2 ? 2 : 4);
    const method = version > 0 ? fields.number(2) & 15 : 0;
    fields.number(2);
    const base = fields.number(baseSize);
    const parts = fields.number(2);
    for (let part = 0; part < parts && fields.hasMore; part++) {
      fields.number(indexSize);
      const from = base + fields.number(offsetSize);
      const length = fields.number(lengthSize);
      yield { id, inBox: method === 1, from, to: from + (length === 0 ? Infinity : length) };
    }
  }
}

class FieldReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get hasMore(): boolean {
    return this.#at < this.bytes.length;
  }

  /** The number in the next `size` bytes. */
  number(size: number): number {
    let number = 0;
    for (let left = size; left > 0; left--) number = number * 256 + (this.bytes[this.#at++] ?? 0);
    return number;
  }
}
