/**
 * ISO base media files: MP4, MOV, M4A, and the pictures HEIC and AVIF (ISO 14496-12, 23008-12).
 *
 * Boxes about location and camera become `free` boxes of zeros. The `meta` box of a picture lists items that are elsewhere in the
 * file, mostly after it: these are blanked when the stream reaches them.
 */

import {
  ascii,
  blank,
  type Format,
  hold,
  MAX_HELD_BYTES,
  pass,
  TooLargeToScrub,
  viewOf,
} from "./blanking.ts";
import { boxesOf, itemsToBlank, type Range, setType } from "./isobmff-boxes.ts";

/** User data (`©xyz` and other data of cameras), keys of QuickTime and iTunes, XMP and other extensions, unused space. */
const UNWANTED = new Set(["udta", "meta", "uuid", "free", "skip"]);
const ENTERED = new Set(["moov", "trak", "mdia", "edts", "moof", "traf"]);
/** Their first fields are when the video was created and changed. */
const DATED = new Set(["mvhd", "tkhd", "mdhd"]);
/** Tracks that are shown or heard. Others are data of sensors: location, speed, direction. */
const SHOWN = new Set(["vide", "soun", "subt", "sbtl", "text", "clcp", "auxv", "pict", "hint", "tmcd"]);

/** Brands of files with pictures as items: HEIF, HEIC, AVIF. */
const PICTURES = /^(?:hei[cmsx]|hev[cmsx]|mif\d|msf1|miaf|avi[fs]|avci)$/;

/** @param size of the file, in bytes */
export function* isobmff(size: number): Format {
  const ranges: Range[] = [];
  let at = 0;
  let hasItems = false;
  let isPicture = false;
  while (at < size) {
    const head = yield hold(8);
    if (head.length < 8) return;
    const type = ascii(head, 4, 4);
    let length = viewOf(head).getUint32(0);
    let headLength = 8;
    const isUnwanted = UNWANTED.has(type) && !(type === "meta" && isPicture);
    if (isUnwanted) setType(head, 4, "free");
    if (length === 1) {
      const wide = yield hold(8);
      if (wide.length < 8) return;
      length = Number(viewOf(wide).getBigUint64(0));
      headLength = 16;
    } else if (length === 0) length = size - at;
    const from = at + headLength;
    const content = Math.min(length, size - at) - headLength;
    // Malformed: no reader of boxes gets past this.
    if (content < 0) break;
    if (type === "mdat" && isPicture && !hasItems) {
      yield* backwards(size, from, content);
      return;
    }
    if (type === "ftyp") {
      const brands = yield hold(content);
      isPicture = [...brandsOf(brands)].some((brand) => PICTURES.test(brand));
    } else if (type === "moov" || type === "moof") {
      scrubBoxes(yield hold(content));
    } else if (isUnwanted) yield blank(content);
    else if (type === "meta") {
      const found = itemsToBlank(yield hold(content));
      if (found.some((range) => range.from < from + content)) throw new TooLargeToScrub();
      ranges.push(...found);
      hasItems = true;
    } else yield* within(ranges, from, content);
    at = from + content;
  }
}

/** Passes a box, and blanks the ranges in it. @param at where the box begins in the file */
function* within(ranges: readonly Range[], at: number, length: number): Format {
  const end = at + length;
  let next = at;
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    if (to <= next || from >= end) continue;
    yield pass(from - next);
    next = Math.max(next, from);
    yield blank(Math.min(to, end) - next);
    next = Math.min(to, end);
  }
  yield pass(end - next);
}

/** A picture before its `meta` box: all of it is held until the box is known. */
function* backwards(size: number, at: number, length: number): Format {
  if (size - at > MAX_HELD_BYTES) throw new TooLargeToScrub();
  const rest = yield hold(size - at);
  for (const { from, to, type, start } of boxesOf(rest, length)) {
    const content = rest.subarray(from, to);
    if (type === "meta") {
      for (const range of itemsToBlank(content))
        rest.fill(0, Math.max(0, range.from - at), Math.max(0, range.to - at));
    } else if (type === "moov") scrubBoxes(content);
    else if (UNWANTED.has(type)) {
      setType(rest, start + 4, "free");
      content.fill(0);
    }
  }
}

function scrubBoxes(bytes: Uint8Array): void {
  for (const { type, start, from, to } of boxesOf(bytes)) {
    const content = bytes.subarray(from, to);
    if (UNWANTED.has(type) || (type === "trak" && !SHOWN.has(handlerOf(content) ?? "vide"))) {
      setType(bytes, start + 4, "free");
      content.fill(0);
    } else if (DATED.has(type)) content.fill(0, 4, content[0] === 1 ? 20 : 12);
    else if (ENTERED.has(type)) scrubBoxes(content);
  }
}

/** The kind of a track, from its `hdlr` box. */
function handlerOf(track: Uint8Array): string | undefined {
  for (const { type, from, to } of boxesOf(track)) {
    if (type === "hdlr") return ascii(track, from + 8, 4);
    if (type === "mdia") return handlerOf(track.subarray(from, to));
  }
  return undefined;
}

/** The major brand of an `ftyp` box and the compatible brands. */
function* brandsOf(brands: Uint8Array): Iterable<string> {
  for (let at = 0; at < brands.length; at += 4) yield ascii(brands, at, 4);
}
