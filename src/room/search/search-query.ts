/** A search query, and whether a text matches it. */
import { literalAt, type SearchTerm, spell, termsOf } from "../../shared/text/search-terms.ts";
import { fold, wordsIn } from "../../shared/text/words.ts";

export class SearchQuery {
  readonly #terms: readonly SearchTerm[];
  readonly #hasLiterals: boolean;
  /** The complete words. */
  readonly words: readonly string[];
  /** The beginning of a word, where the query ends with an incomplete word. */
  readonly prefix: string | undefined;

  constructor(query: string) {
    this.#terms = termsOf(query);
    this.#hasLiterals = this.#terms.some(({ literal }) => literal !== undefined);
    const words = this.#terms.flatMap((term) => term.words);
    this.prefix = this.#terms.at(-1)?.isOpen === true ? words.pop() : undefined;
    this.words = [...new Set(words)];
  }

  /** Whether it has no word. */
  get isEmpty(): boolean {
    return this.#terms.length === 0;
  }

  /** Whether a text contains all terms. */
  matches(text: string): boolean {
    const folded = fold(text);
    // Most texts do not contain the letters at all, which takes a tenth of the time to find out.
    if (!this.#terms.every((term) => term.words.every((word) => folded.includes(word)))) return false;
    const spelled = this.#hasLiterals ? spell(folded) : "";
    const words = wordsIn(folded);
    return this.#terms.every((term) =>
      term.literal === undefined ? isWithin(words, term) : literalAt(spelled, term.literal, term.isOpen) >= 0,
    );
  }
}

function isWithin(words: readonly string[], { words: phrase, isOpen }: SearchTerm): boolean {
  const end = phrase.length - 1;
  const fits = (start: number): boolean =>
    phrase.every((word, i) =>
      isOpen && i === end ? words[start + i]?.startsWith(word) === true : words[start + i] === word,
    );
  for (let start = 0; start + end < words.length; start++) if (fits(start)) return true;
  return false;
}
