/** PNG: keeps the chunks that a decoder needs, and blanks all others. */
import { ascii, blank, type Format, hold, pass, viewOf } from "./blanking.ts";
import { keepOrientation } from "./exif.ts";

/** PNG third edition, 11: needed to draw the picture, still or animated, in its colours. */
const DRAWN = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split(
    " ",
  ),
);

/** A chunk that every decoder ignores: ancillary, private, safe to copy. */
const PADDING = "vpAd";

/** Larger Exif is not read. */
const MAX_EXIF = 1_048_576;

const BLOCK = 65_536;

export function* png(): Format {
  yield pass(8);
  for (;;) {
    const head = yield hold(8);
    if (head.length < 8) return;
    const length = viewOf(head).getUint32(0);
    const type = ascii(head, 4, 4);
    if (type === "IEND") break;
    if (DRAWN.has(type)) yield pass(length + 4);
    else if (type === "eXIf" && length <= MAX_EXIF) yield* exif(length);
    else {
      head.set(bytesOf(PADDING), 4);
      yield* padding(length);
    }
  }
  yield pass(4);
  yield blank(Infinity);
}

function* exif(length: number): Format {
  const held = yield hold(length + 4);
  if (held.length < length + 4) {
    held.fill(0);
    return;
  }
  const content = held.subarray(0, length);
  keepOrientation(content);
  viewOf(held).setUint32(length, checksum(content, checksum(bytesOf("eXIf"))));
}

function* padding(length: number): Format {
  let sum = checksum(bytesOf(PADDING));
  for (let left = length; left > 0; left -= BLOCK) {
    const count = Math.min(left, BLOCK);
    yield blank(count);
    sum = checksum(ZEROS.subarray(0, count), sum);
  }
  const end = yield hold(4);
  if (end.length === 4) viewOf(end).setUint32(0, sum);
}

const ZEROS = new Uint8Array(BLOCK);
const bytesOf = (name: string): Uint8Array => Uint8Array.from(name, (character) => character.charCodeAt(0));

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/** CRC-32 (PNG third edition, annex D). @param before of the bytes before */
function checksum(bytes: Uint8Array, before = 0): number {
  let sum = ~before;
  for (const byte of bytes) sum = (TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return ~sum >>> 0;
}
