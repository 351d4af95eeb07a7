/** Which parts of a message are the words that were searched for. */
import { wordPlaces, wordsOf } from "../../protocol/words.ts";

/** A piece of text, found or not. */
export interface Piece {
  text: string;
  found: boolean;
}

/** How much of a message is shown before the first word that was found, in UTF-16 code units. */
const LEAD = 60;
/** How much is shown in all. */
const LENGTH = 240;

/**
 * A line of a message in which the first word that was found stands, in pieces.
 *
 * Compares as the room's search does: without accents and case, the last word of `query` as the beginning of one.
 *
 * @example
 * excerpt("Lunch at noon?", "noo"); // [{ text: "Lunch at ", found: false }, { text: "noon", found: true }, ...]
 */
export function excerpt(text: string, query: string): Piece[] {
  const words = wordsOf(query);
  const prefix = words.pop();
  if (prefix === undefined) return [{ text: text.slice(0, LENGTH), found: false }];
  const places = wordPlaces(text).filter(({ word }) => words.includes(word) || word.startsWith(prefix));
  const from = startOf(text, places[0]?.start ?? 0);
  const to = from + LENGTH < text.length ? wordEnd(text, from + LENGTH) : text.length;
  const pieces: Piece[] = from > 0 ? [{ text: "…", found: false }] : [];
  let at = from;
  for (const { start, end } of places) {
    if (start < at || end > to) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), found: false });
    pieces.push({ text: text.slice(start, end), found: true });
    at = end;
  }
  if (at < to) pieces.push({ text: text.slice(at, to), found: false });
  if (to < text.length) pieces.push({ text: "…", found: false });
  return pieces;
}

/** Where to begin, so that `first` is seen: at the text's own beginning, or behind a space before it. */
function startOf(text: string, first: number): number {
  if (first <= LEAD) return 0;
  const space = text.slice(0, first).search(/\s(?=\S*$)/);
  const lead = text.slice(first - LEAD, first).search(/\s/);
  return lead < 0 ? Math.max(space + 1, first - LEAD) : first - LEAD + lead + 1;
}

/** The end of the word that stands at `at`, no further than a word usually is. */
function wordEnd(text: string, at: number): number {
  const space = text.slice(at, at + LEAD).search(/\s/);
  return space < 0 ? withoutHalf(text, at) : at + space;
}

/** Never the first half of a surrogate pair alone. */
const withoutHalf = (text: string, at: number): number =>
  /[\ud800-\udbff]$/.test(text.slice(0, at)) ? at - 1 : at;
