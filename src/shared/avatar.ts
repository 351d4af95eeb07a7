/** How a person is drawn: a hue from their id (at a lightness the style sheet fixes for all), and initials. */

const HUES = 12;

/** A hue in degrees, the same for an id on every device. 12 steps, so that two hues are equal or clearly apart. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  hash ^= hash >>> 15;
  return ((hash >>> 0) % HUES) * (360 / HUES);
}

/** Made when it is first needed: it takes a slow phone long. */
let graphemes: Intl.Segmenter | undefined;

/** One or two characters that stand for `name`: the first of its first and last words. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = words.at(0);
  if (first === undefined) return "?";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return (firstGrapheme(first) + firstGrapheme(last)).toLocaleUpperCase();
}

function firstGrapheme(word: string): string {
  const start = word.search(/[\p{L}\p{N}\p{Extended_Pictographic}]/u);
  if (start < 0) return "";
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { segment } of graphemes.segment(word.slice(start))) return segment;
  return "";
}
