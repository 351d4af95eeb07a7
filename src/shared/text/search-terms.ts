/** The terms of a search query: words, and literals whose punctuation must match, too. */
import { fold, isWithinWord, wordsIn } from "./words.ts";

export interface SearchTerm {
  /** Its words, folded and adjacent. */
  words: readonly string[];
  /** What the text must contain literally, in the spelling of `spell`. */
  literal?: string | undefined;
  /** Whether the last word may be the beginning of a word: the search runs while the user types. */
  isOpen: boolean;
}

/** A phrase in quotation marks, which may be unclosed, or a part between spaces. */
const PIECE = /["“”„«](?<phrase>[^"“”»]*)(?<end>["“”»]?)|\S+/g;

/** Punctuation around a word is ignored: "(noon?)". A closing bracket stays if the part has the opening one, as in a call. */
const LEADING = /^[("'‘“”„«[{¿¡]+/;
const TRAILING = /[.,;:!?…'’"”»]+$/;
const TRAILING_BRACKETS = /[.,;:!?…'’"”»)\]}]+$/;

const TYPOGRAPHIC = [
  [/[‘’ʼ`´]/g, "'"],
  [/[“”„«»]/g, '"'],
  [/[‐‑‒–—−]/g, "-"],
  [/\s+/g, " "],
] as const;

/** A folded text with one kind of quotation marks, dashes and spaces, because keyboards and editors vary them. */
export const spell = (folded: string): string =>
  TYPOGRAPHIC.reduce((text, [marks, mark]) => text.replace(marks, mark), folded);

/**
 * The terms of a query, in order. A message must have all of them.
 *
 * @example
 * termsOf('C++ "exact phrase" roc'); // literals "C++" and "EXACT PHRASE", and a word that begins with "ROC"
 */
export function termsOf(query: string): SearchTerm[] {
  const terms = [...query.matchAll(PIECE)].flatMap(({ 0: piece, groups }) =>
    groups?.phrase === undefined
      ? (termOf(bare(piece), true) ?? [])
      : (termOf(groups.phrase.trim(), groups.end === "", true) ?? []),
  );
  return terms.map((term, place) => ({ ...term, isOpen: term.isOpen && place === terms.length - 1 }));
}

function bare(piece: string): string {
  const begun = piece.replace(LEADING, "");
  return begun.replace(/[([{]/.test(begun) ? TRAILING : TRAILING_BRACKETS, "");
}

function termOf(text: string, isOpen: boolean, isPhrase = false): SearchTerm | undefined {
  const folded = fold(text);
  const words = wordsIn(folded);
  if (words.length === 0) return undefined;
  const literal = spell(folded);
  const isPlain = !isPhrase && words.join("") === folded;
  return {
    words,
    literal: isPlain ? undefined : literal,
    isOpen: isOpen && (isPlain || literal.endsWith(words.at(-1) ?? "")),
  };
}

/** The place of a literal in a text in the spelling of `spell`; -1 if it is not there. */
export function literalAt(text: string, literal: string, isOpen: boolean, from = 0): number {
  for (let at = text.indexOf(literal, from); at >= 0; at = text.indexOf(literal, at + 1)) {
    if (!isWithinWord(text, at) && (isOpen || !isWithinWord(text, at + literal.length))) return at;
  }
  return -1;
}
