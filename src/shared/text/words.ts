/**
 * The words of a text, spelled so that they are found however somebody types them: without accents, in capitals, in one
 * of the many forms that Unicode has for the same letter.
 *
 * Scripts that put no spaces between words have one word a letter, and so has every emoji.
 */

/** Accents and points over letters, and what cannot be seen. Vowel signs, which tell words apart, stay. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]|\p{Default_Ignorable_Code_Point}/gu;

/** A letter of a script without spaces; a word; an emoji or another symbol. */
const WORD =
  /[[\p{L}\p{N}]&&[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]\p{M}*|[\p{L}\p{N}][[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]*|\p{So}/gv;

/** A word as it stands in a text, and where. */
export interface WordPlace {
  /** Folded. */
  word: string;
  /** Its first UTF-16 code unit in the text. */
  start: number;
  end: number;
}

/** No word is longer, in UTF-16 code units: what follows is not looked at. */
const LONGEST = 64;

/** A text in the spelling that words are compared in. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(MARKS, "").toUpperCase();
}

/** The words of a text, in order, folded. */
export const wordsOf = (text: string): string[] => wordsIn(fold(text));

/** The words of a text that was folded, in order. Each is a part of it. */
export function wordsIn(folded: string): string[] {
  return (folded.match(WORD) ?? []).map((word) => word.slice(0, LONGEST));
}

/** Between two characters of one word, where `lastIndex` is. */
const WITHIN_WORD =
  /(?<=[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]])(?=[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]])/vy;

/** Whether a word of a script with spaces goes on at `at`, a UTF-16 code unit. */
export function isWithinWord(text: string, at: number): boolean {
  WITHIN_WORD.lastIndex = at;
  return WITHIN_WORD.test(text);
}

/** How many characters of text take about as long to read as a message of the usual kind takes in all. */
const USUAL_LENGTH = 100;

/** How much work a text is, in messages of the usual length: a long one counts for several. */
export const effortOf = (text: string): number => 1 + text.length / USUAL_LENGTH;

/** The words of a text that was not folded, in order, with their places: to show which of them were found. */
export function wordPlaces(text: string): WordPlace[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: written, index: start }) => {
    const end = start + written.length;
    return wordsOf(written).map((word) => ({ word, start, end }));
  });
}
