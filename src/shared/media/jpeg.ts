/** JPEG: keeps what a decoder needs, with colour profile and orientation, and blanks all other segments. */
import { ascii, blank, type Format, hold, pass, until, viewOf } from "./blanking.ts";
import { keepOrientation } from "./exif.ts";

const EXIF = "Exif\0\0";

/** Application segments that a decoder needs, by their first bytes. */
const KEPT: Readonly<Record<number, string>> = { 224: "JFIF\0", 226: "ICC_PROFILE\0", 238: "Adobe" };

/** ITU-T T.81, B.1: markers, some with a segment. */
export function* jpeg(): Format {
  for (;;) {
    yield until(0xff);
    let code = 0xff;
    while (code === 0xff) {
      const [next] = yield hold(1);
      if (next === undefined) return;
      code = next;
    }
    // Stuffed zeros, restarts and other markers without a segment.
    if (code <= 0x01 || (code >= 0xd0 && code <= 0xd8)) continue;
    if (code === 0xd9) break;
    const head = yield hold(2);
    if (head.length < 2) return;
    yield* segment(code, viewOf(head).getUint16(0) - 2);
  }
  // After the end some cameras add a thumbnail or a short video with metadata of its own.
  yield blank(Infinity);
}

function* segment(code: number, length: number): Format {
  const isApplication = code >= 0xe0 && code <= 0xef;
  const isComment = code === 0xfe;
  if (!isApplication && !isComment) {
    yield pass(length);
  } else if (code === 0xe1) {
    const held = yield hold(length);
    if (ascii(held, 0, EXIF.length) !== EXIF) held.fill(0);
    else {
      const tiff = held.subarray(EXIF.length);
      keepOrientation(tiff);
      if (tiff.every((byte) => byte === 0)) held.fill(0);
    }
  } else {
    const name = KEPT[code] ?? "";
    const begin = yield hold(Math.min(length, name.length));
    if (name !== "" && ascii(begin, 0, name.length) === name) yield pass(length - begin.length);
    else {
      begin.fill(0);
      yield blank(length - begin.length);
    }
  }
}
