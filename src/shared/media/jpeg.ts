/** JPEG: keeps what a decoder needs, colour profile and orientation included, and blanks every other segment. */

import { ascii, blank, type Format, hold, pass, until, viewOf } from "./blanking.ts";
import { keepOrientation } from "./exif.ts";

const EXIF = "Exif\0\0";

/** Application segments that say how the picture is decoded, by how they begin. */
const KEPT: Readonly<Record<number, string>> = { 224: "JFIF\0", 226: "ICC_PROFILE\0", 238: "Adobe" };

/** ITU-T T.81, B.1: markers, and the segments that some of them begin. */
export function* jpeg(): Format {
  for (;;) {
    yield until(0xff);
    let code = 0xff;
    while (code === 0xff) {
      const [next] = yield hold(1);
      if (next === undefined) return;
      code = next;
    }
    // Stuffed zeros and restarts in the picture itself, and markers that stand alone.
    if (code <= 0x01 || (code >= 0xd0 && code <= 0xd8)) continue;
    if (code === 0xd9) break;
    const head = yield hold(2);
    if (head.length < 2) return;
    yield* segment(code, viewOf(head).getUint16(0) - 2);
  }
  // Behind the end some cameras write a smaller picture or a short film, with metadata of their own.
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
