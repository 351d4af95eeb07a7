/** What a word that is being typed could become: `@na` somebody's name, `:na` an emoji. */
import { batch, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { MembersPage } from "../../../shared/contract/events.ts";
import type { Member } from "../../../shared/contract/message.ts";
import { named } from "../../../shared/text/name-match.ts";
import type { Clock } from "../../core/clock.ts";
import { loadEmoji } from "../../core/emoji/lazy-emoji.ts";

export interface Choice {
  /** What stands before the label: an emoji, or nothing. */
  emoji: string;
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

/** Those who can be named, oneself left out. */
export interface MentionSource {
  /** Those the page knows. */
  known(): readonly Member[];
  /** Whether there are more, whom only the room knows. */
  hasMore(): boolean;
  /** What somebody is called, told apart from those with a name that looks alike; their name unless it is given. */
  label?(person: Member): string;
  /** Asks the room for them; a lost answer is a failure like any other. */
  find(query: string): Promise<Ack<MembersPage>>;
}

const MOST_CHOICES = 6;
const SHORTCODE = /(?<![\p{L}\p{N}\p{M}]):([a-z0-9_+-]{2,})$/iu;
/** Names have spaces and marks in them, so whatever follows the last `@` may be the beginning of one. */
const NAME = /(?<![\p{L}\p{N}\p{M}])@([^@\n]{0,40})$/u;

/** How long to wait for the next letter before the room is asked, in milliseconds. */
const PAUSE = 150;

/** The word before `caret` that can be completed. */
export function wordAt(text: string, caret: number): Word | undefined {
  const before = text.slice(0, caret);
  for (const [mark, pattern] of [
    [":", SHORTCODE],
    ["@", NAME],
  ] as const) {
    const found = pattern.exec(before);
    if (found !== null) return { start: found.index, mark, query: found[1] ?? "" };
  }
  return undefined;
}

export class Completion {
  readonly choices = signal<readonly Choice[]>([]);
  readonly selected = signal(0);
  /** Why the room did not name those whom the page does not know. */
  readonly problem = signal<WireError | undefined>(undefined);
  #word: Word | undefined;
  /** What was looked at last: an answer to anything before is too late. */
  #lastRequest = 0;
  #cancel: (() => void) | undefined;

  constructor(
    private readonly people: MentionSource,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** Looks at the text anew, after every change of it. */
  update(text: string, caret: number): void {
    this.#cancel?.();
    const request = ++this.#lastRequest;
    const word = wordAt(text, caret);
    this.#word = word;
    if (word?.mark === ":") void this.#findEmoji(word.query, request);
    else this.#show(word === undefined ? [] : this.#namesOf(named(this.people.known(), word.query)));
    if (word?.mark !== "@" || word.query === "" || !this.people.hasMore()) return;
    this.#cancel = this.clock.after(PAUSE, () => void this.#findMembers(word.query, request));
  }

  /** Asks the room again for what it did not answer. */
  retry(): void {
    if (this.#word !== undefined) void this.#findMembers(this.#word.query, ++this.#lastRequest);
  }

  close(): void {
    this.#cancel?.();
    this.#lastRequest += 1;
    this.#show([]);
  }

  /** Goes on to the next choice, or back. */
  moveSelection(by: number): void {
    const count = this.choices.peek().length;
    this.selected.value = (this.selected.peek() + by + count) % count;
  }

  /** The text with a choice taken, and where the caret then is. */
  accept(
    text: string,
    caret: number,
    index = this.selected.peek(),
  ): { text: string; caret: number } | undefined {
    const choice = this.choices.peek()[index];
    if (choice === undefined || this.#word === undefined) return undefined;
    const before = `${text.slice(0, this.#word.start)}${choice.insert} `;
    this.close();
    return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length };
  }

  #namesOf(people: readonly Member[]): Choice[] {
    return namesOf(people, (person) => this.people.label?.(person) ?? person.name);
  }

  #show(choices: readonly Choice[]): void {
    batch(() => {
      this.choices.value = choices.slice(0, MOST_CHOICES);
      this.selected.value = 0;
      this.problem.value = undefined;
    });
  }

  async #findEmoji(query: string, request: number): Promise<void> {
    const { findByCode } = await loadEmoji().catch(() => ({ findByCode: () => [] }));
    if (request !== this.#lastRequest) return;
    this.#show(
      findByCode(query).map(({ code, emoji }) => ({ emoji: emoji, label: `:${code}:`, insert: emoji })),
    );
  }

  /** The room's people come after those the page knows, so that what is chosen stays chosen. */
  async #findMembers(query: string, request: number): Promise<void> {
    this.problem.value = undefined;
    const answer = await this.people.find(query);
    if (request !== this.#lastRequest) return;
    if (!answer.ok) {
      this.problem.value = answer.error;
      return;
    }
    const people = [...named(this.people.known(), query), ...answer.members];
    const selected = this.choices.peek()[this.selected.peek()]?.label;
    const choices = this.#namesOf(people).slice(0, MOST_CHOICES);
    batch(() => {
      this.choices.value = choices;
      this.selected.value = Math.max(
        0,
        choices.findIndex(({ label }) => label === selected),
      );
    });
  }
}

/** Two people of one name are spoken to by the same word; where they have tags, each is a choice. */
function namesOf(people: readonly Member[], label: (person: Member) => string): Choice[] {
  const labelled = new Map(people.map((person) => [label(person), person.name]));
  return Array.from(labelled, ([label, name]) => ({ emoji: "", label, insert: `@${name}` }));
}
