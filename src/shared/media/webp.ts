/** WebP (RFC 9649): keeps the chunks that a decoder needs, and blanks all others. */
import { ascii, blank, type Format, hold, pass, viewOf } from "./blanking.ts";

const DRAWN = new Set(["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"]);

/** The flags of `VP8X` for Exif and XMP. */
const HAS_METADATA = 0x0c;

export function* webp(): Format {
  const riff = yield hold(12);
  if (riff.length < 12) return;
  let left = viewOf(riff).getUint32(4, true) - 4;
  while (left >= 8) {
    const head = yield hold(8);
    if (head.length < 8) return;
    const size = viewOf(head).getUint32(4, true);
    const length = Math.min(size + (size % 2), left - 8);
    const type = ascii(head, 0, 4);
    left -= 8 + length;
    if (DRAWN.has(type)) yield pass(length);
    else if (type === "VP8X") {
      const flags = yield hold(Math.min(length, 1));
      if (flags[0] !== undefined) flags[0] &= ~HAS_METADATA;
      yield pass(length - flags.length);
    } else {
      head.set(Uint8Array.of(0x4a, 0x55, 0x4e, 0x4b)); // "JUNK"
      yield blank(length);
    }
  }
  yield blank(Infinity);
}
