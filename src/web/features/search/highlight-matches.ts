/** Finds the search terms in a message. */
import { literalAt, type SearchTerm, spell, termsOf } from "../../../shared/text/search-terms.ts";
import { fold, type WordPlace, wordPlaces } from "../../../shared/text/words.ts";

/** A piece of text: a match or not. */
export interface Piece {
  text: string;
  found: boolean;
}

/** How much text precedes the first match, in UTF-16 code units. */
const MAX_LEAD = 60;
/** The length of an excerpt, in UTF-16 code units. */
const MAX_LENGTH = 240;

/**
 * An excerpt of a message around the first match, in pieces.
 *
 * Matches as the room's search does: without accents and case, the last word of `query` as a prefix, and punctuation
 * where a term contains it.
 *
 * @example
 * excerpt("Lunch at noon?", "noo"); // [{ text: "Lunch at ", found: false }, { text: "noon", found: true }, ...]
 */
export function excerpt(text: string, query: string): Piece[] {
  const terms = termsOf(query);
  if (terms.length === 0) return [{ text: text.slice(0, MAX_LENGTH), found: false }];
  const places = placesOf(terms, text);
  const from = startOf(text, places[0]?.start ?? 0);
  const to = from + MAX_LENGTH < text.length ? wordEnd(text, from + MAX_LENGTH) : text.length;
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

type TextRange = Pick<WordPlace, "start" | "end">;

/** The ranges of all matches, in order. */
function placesOf(terms: readonly SearchTerm[], text: string): TextRange[] {
  const words = wordPlaces(text);
  const literals = terms.flatMap(({ literal, isOpen }) =>
    literal === undefined ? [] : [{ literal, isOpen }],
  );
  const places: TextRange[] = terms
    .filter(({ literal }) => literal === undefined)
    .flatMap((term) => words.filter((_, at) => isPartOf(term, words, at)));
  if (literals.length > 0) {
    const spelled = spelledOf(text);
    for (const { literal, isOpen } of literals) places.push(...literalPlaces(spelled, literal, isOpen));
  }
  return places.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Whether the word at `at` is part of a match of the whole term. */
function isPartOf({ words, isOpen }: SearchTerm, places: readonly WordPlace[], at: number): boolean {
  return words.some((_, place) =>
    words.every((word, i) => {
      const wordThere = places[at - place + i]?.word;
      return isOpen && i === words.length - 1 ? wordThere?.startsWith(word) === true : wordThere === word;
    }),
  );
}

interface Spelled {
  text: string;
  /** The range in the written text of each UTF-16 code unit of `text`. */
  places: TextRange[];
}

function spelledOf(written: string): Spelled {
  const places: TextRange[] = [];
  let text = "";
  for (const { 0: character, index: start } of written.matchAll(/\s+|./gsu)) {
    const spelled = spell(fold(character));
    text += spelled;
    for (let unit = 0; unit < spelled.length; unit++) places.push({ start, end: start + character.length });
  }
  return { text, places };
}

function literalPlaces({ text, places }: Spelled, literal: string, isOpen: boolean): TextRange[] {
  const found: TextRange[] = [];
  for (let at = literalAt(text, literal, isOpen); at >= 0; ) {
    const end = at + literal.length;
    found.push({ start: places[at]?.start ?? 0, end: places[end - 1]?.end ?? 0 });
    at = literalAt(text, literal, isOpen, end);
  }
  return found;
}

/** Where an excerpt that contains `first` starts: at the start of the text, or after a space. */
function startOf(text: string, first: number): number {
  if (first <= MAX_LEAD) return 0;
  const space = text.slice(0, first).search(/\s(?=\S*$)/);
  const lead = text.slice(first - MAX_LEAD, first).search(/\s/);
  return lead < 0 ? Math.max(space + 1, first - MAX_LEAD) : first - MAX_LEAD + lead + 1;
}

/** The end of the word at `at`, within the length of a usual word. */
function wordEnd(text: string, at: number): number {
  const space = text.slice(at, at + MAX_LEAD).search(/\s/);
  return space < 0 ? withoutHalf(text, at) : at + space;
}

/** Never cuts a surrogate pair. */
const withoutHalf = (text: string, at: number): number =>
  /[\ud800-\udbff]$/.test(text.slice(0, at)) ? at - 1 : at;
