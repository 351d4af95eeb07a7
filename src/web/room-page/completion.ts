/** What a word that is being typed could become: `@na` somebody's name, `:na` an emoji. */
import { signal } from "@preact/signals";
import type { Member } from "../../protocol/message.ts";

export interface Choice {
  /** What stands before the label: an emoji, or nothing. */
  sign: string;
  label: string;
  /** What takes the place of the word. */
  insert: string;
}

/** A word that begins with `@` or `:`, right before the caret. */
interface Word {
  start: number;
  mark: "@" | ":";
  query: string;
}

const MOST_CHOICES = 6;
const WORD = /(?<![\p{L}\p{N}])(?:(@)([\p{L}\p{N}_.-]*)|(:)([a-z0-9_+-]{2,}))$/iu;

/** The word before `caret` that can be completed. */
export function wordAt(text: string, caret: number): Word | undefined {
  const found = WORD.exec(text.slice(0, caret));
  if (found === null) return undefined;
  const [, at, name, , shortcode] = found;
  const query = name ?? shortcode ?? "";
  return { start: found.index, mark: at === undefined ? ":" : "@", query };
}

export class Completion {
  readonly choices = signal<readonly Choice[]>([]);
  readonly chosen = signal(0);
  #word: Word | undefined;
  #asked = 0;

  /** @param members those who can be named, oneself left out */
  constructor(private readonly members: () => readonly Member[]) {}

  /** Looks at the text anew, after every change of it. */
  async look(text: string, caret: number): Promise<void> {
    const asked = ++this.#asked;
    this.#word = wordAt(text, caret);
    const choices = this.#word === undefined ? [] : await this.#choicesFor(this.#word);
    if (asked !== this.#asked) return;
    this.choices.value = choices.slice(0, MOST_CHOICES);
    this.chosen.value = 0;
  }

  close(): void {
    this.#asked += 1;
    this.choices.value = [];
  }

  /** Goes on to the next choice, or back. */
  step(by: number): void {
    const count = this.choices.peek().length;
    this.chosen.value = (this.chosen.peek() + by + count) % count;
  }

  /** The text with a choice taken, and where the caret then is. */
  take(text: string, caret: number, index = this.chosen.peek()): { text: string; caret: number } | undefined {
    const choice = this.choices.peek()[index];
    if (choice === undefined || this.#word === undefined) return undefined;
    const before = `${text.slice(0, this.#word.start)}${choice.insert} `;
    this.close();
    return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length };
  }

  async #choicesFor({ mark, query }: Word): Promise<Choice[]> {
    if (mark === "@") return this.#names(query);
    try {
      const { emojiNamed } = await import("../text/emoji-names.ts");
      return emojiNamed(query).map(({ name, emoji }) => ({ sign: emoji, label: `:${name}:`, insert: emoji }));
    } catch {
      return [];
    }
  }

  #names(query: string): Choice[] {
    const wanted = query.toLocaleLowerCase();
    return this.members()
      .filter(({ name }) =>
        name
          .toLocaleLowerCase()
          .split(/\s+/)
          .some((word) => word.startsWith(wanted)),
      )
      .map(({ name }) => ({ sign: "", label: name, insert: `@${name}` }));
  }
}
