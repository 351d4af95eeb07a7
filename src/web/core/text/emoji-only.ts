/** Tells a few emoji and nothing else from a text. */

const MOST = 6;
/** More code units than that many emoji have. */
const LONGEST = 64;

/** Made when it is first needed: it takes a slow phone long. */
let graphemes: Intl.Segmenter | undefined;
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})/u;

/** Whether `text` is one to six emoji: they are then what is said, and worth being seen. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > LONGEST || !/^\s*[^\w\s]/.test(text)) return false;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const seen = [...graphemes.segment(text.replace(/\s/g, ""))].map(({ segment }) => segment);
  return seen.length > 0 && seen.length <= MOST && seen.every((segment) => EMOJI.test(segment));
}
