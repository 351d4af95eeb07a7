/** Whether somebody is meant by the first letters of their name: the same for the room and for the page. */
import { fold } from "./words.ts";

/** Where a word of a name begins; in scripts that put no spaces between words, at every letter. */
const WORD_START =
  /(?<=^|\s)\S|(?<![\p{L}\p{N}])[\p{L}\p{N}]|[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/gu;

/** As much of a folded name is looked at, in UTF-16 code units: one letter may become eighteen when it is folded. */
const LONGEST = 96;

/** A folded name from each of its words on: what {@link beginsWord} compares with. */
export const wordTails = (folded: string): string[] =>
  Array.from(folded.slice(0, LONGEST).matchAll(WORD_START), ({ index }) => folded.slice(index, LONGEST));

/** What was typed, in the spelling that names are compared in: without case and accents. Empty for nothing. */
export const foldQuery = (query: string): string => fold(query).trim();

/** Whether a folded query is the beginning of a word of a name, or of several words. */
export const beginsWord = (tails: readonly string[], query: string): boolean =>
  tails.some((tail) => tail.startsWith(query));

/** Those of `people` with a name in which `query` begins a word, in their order; everybody for an empty one. */
export function named<Person extends { name: string }>(
  people: readonly Person[],
  query: string,
): readonly Person[] {
  const folded = foldQuery(query);
  return folded === "" ? people : people.filter(({ name }) => beginsWord(wordTails(fold(name)), folded));
}
