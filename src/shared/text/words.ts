/**
 * The words of a text in a normalised spelling for search: without accents, in capitals, in one Unicode form.
 *
 * In scripts without spaces between words every letter is a word, and so is every emoji.
 */

/** Accents, points over letters and invisible characters. Vowel signs distinguish words, so they stay. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]|\p{Default_Ignorable_Code_Point}/gu;

/** A letter of a script without spaces; a word; an emoji or another symbol. */
const WORD =
  /[[\p{L}\p{N}]&&[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]\p{M}*|[\p{L}\p{N}][[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]*|\p{So}/gv;

/** A word and its place in a text. */
export interface WordPlace {
  /** Folded. */
  word: string;
  /** Its first UTF-16 code unit in the text. */
  start: number;
  end: number;
}

/** The rest of a longer word is ignored, in UTF-16 code units. */
const LONGEST = 64;

/** A text in the spelling in which words are compared. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(MARKS, "").toUpperCase();
}

/** The words of a text, in order, folded. */
export const wordsOf = (text: string): string[] => wordsIn(fold(text));

/** The words of a folded text, in order. */
export function wordsIn(folded: string): string[] {
  return (folded.match(WORD) ?? []).map((word) => word.slice(0, LONGEST));
}

/** Matches at `lastIndex` if that is between two characters of a word. */
const WITHIN_WORD =
  /(?<=[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]])(?=[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]])/vy;

/** Whether `at`, in UTF-16 code units, is within a word of a script with spaces. */
export function isWithinWord(text: string, at: number): boolean {
  WITHIN_WORD.lastIndex = at;
  return WITHIN_WORD.test(text);
}

/** The length of a usual message, in UTF-16 code units. */
const USUAL_LENGTH = 100;

/** How much work a text is, in messages of the usual length. */
export const effortOf = (text: string): number => 1 + text.length / USUAL_LENGTH;

/** The words of a text that was not folded, in order, with their places: to highlight search results. */
export function wordPlaces(text: string): WordPlace[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: written, index: start }) => {
    const end = start + written.length;
    return wordsOf(written).map((word) => ({ word, start, end }));
  });
}
