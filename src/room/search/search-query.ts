/** What somebody searches for, and whether a text has it. */
import { literalAt, type SearchTerm, spell, termsOf } from "../../shared/text/search-terms.ts";
import { fold, wordsIn } from "../../shared/text/words.ts";

export class SearchQuery {
  readonly #terms: readonly SearchTerm[];
  readonly #hasLiterals: boolean;
  /** The words that stand for themselves. */
  readonly words: readonly string[];
  /** The beginning of a word, where the query ends with one that is still being typed. */
  readonly prefix: string | undefined;

  constructor(query: string) {
    this.#terms = termsOf(query);
    this.#hasLiterals = this.#terms.some(({ literal }) => literal !== undefined);
    const words = this.#terms.flatMap((term) => term.words);
    this.prefix = this.#terms.at(-1)?.isOpen === true ? words.pop() : undefined;
    this.words = [...new Set(words)];
  }

  /** Whether there is no word in it. */
  get isEmpty(): boolean {
    return this.#terms.length === 0;
  }

  /** Whether all of it is in a text. */
  matches(text: string): boolean {
    const folded = fold(text);
    // Most texts have not even the letters, which is found out in a tenth of the time.
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
