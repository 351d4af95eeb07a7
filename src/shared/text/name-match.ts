/** Finds people by the first letters of their names, in the room and on the page alike. */
import { fold } from "./words.ts";

/** Where a word of a name begins; in scripts without spaces between words, at every letter. */
const WORD_START =
  /(?<=^|\s)\S|(?<![\p{L}\p{N}])[\p{L}\p{N}]|[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/gu;

/** How much of a folded name is compared, in UTF-16 code units: folding may turn a letter into eighteen. */
const LONGEST = 96;

/** The rests of a folded name from each of its words on, for {@link beginsWord}. */
export const wordTails = (folded: string): string[] =>
  Array.from(folded.slice(0, LONGEST).matchAll(WORD_START), ({ index }) => folded.slice(index, LONGEST));

/** A query in the spelling in which names are compared: without case and accents. */
export const foldQuery = (query: string): string => fold(query).trim();

/** Whether a folded query is the beginning of a word of a name, or of several words. */
export const beginsWord = (tails: readonly string[], query: string): boolean =>
  tails.some((tail) => tail.startsWith(query));

/** The `people` whose names have a word that begins with `query`, in their order; all for an empty query. */
export function named<Person extends { name: string }>(
  people: readonly Person[],
  query: string,
): readonly Person[] {
  const folded = foldQuery(query);
  return folded === "" ? people : people.filter(({ name }) => beginsWord(wordTails(fold(name)), folded));
}
