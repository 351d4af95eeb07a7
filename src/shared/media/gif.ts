/** GIF: blanks comments and application extensions, except for animation and colours. */
import { ascii, blank, type Format, hold, pass } from "./blanking.ts";

const KEPT = new Set(["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]);

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const COMMENT = 0xfe;
const APPLICATION = 0xff;

/** GIF89a, appendix B. */
export function* gif(): Format {
  const screen = yield hold(13);
  if (screen.length < 13) return;
  yield pass(colours(screen[10] ?? 0));
  for (;;) {
    const [kind] = yield hold(1);
    if (kind === undefined) return;
    if (kind === EXTENSION) yield* extension();
    else if (kind === IMAGE) {
      const head = yield hold(9);
      yield pass(colours(head[8] ?? 0) + 1);
      yield* blocks(pass);
    } else if (kind === TRAILER) break;
  }
  yield blank(Infinity);
}

/** The length of a colour table from its packed field, in bytes. */
const colours = (packed: number): number => (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0);

function* extension(): Format {
  const [label] = yield hold(1);
  if (label === APPLICATION) {
    const [length = 0] = yield hold(1);
    const name = yield hold(length);
    const isKept = KEPT.has(ascii(name, 0, name.length));
    if (!isKept) name.fill(0);
    yield* blocks(isKept ? pass : blank);
  } else yield* blocks(label === COMMENT ? blank : pass);
}

/** Blocks that begin with their length, up to an empty block. */
function* blocks(each: typeof pass): Format {
  for (;;) {
    const [length] = yield hold(1);
    if (length === undefined || length === 0) return;
    yield each(length);
  }
}
