/** Completes the word before the caret: `@na` to a member's name, `:na` to an emoji. */
import { batch, signal } from "@preact/signals";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import type { MembersPage } from "../../../shared/contract/events.ts";
import type { Member } from "../../../shared/contract/message.ts";
import { named } from "../../../shared/text/name-match.ts";
import type { Clock } from "../../core/clock.ts";
import { loadEmoji } from "../../core/emoji/lazy-emoji.ts";

export interface Choice {
  /** The emoji before the label, or an empty string. */
  emoji: string;
  label: string;
  /** The text that replaces the word. */
  insert: string;
}

/** A word that begins with `@` or `:`, directly before the caret. */
interface Word {
  start: number;
  mark: "@" | ":";
  query: string;
}

/** The members who can be mentioned, without you. */
export interface MentionSource {
  /** The members that the page knows. */
  known(): readonly Member[];
  /** Whether the room has members that the page does not know. */
  hasMore(): boolean;
  /** A member's name with its tag, if names look alike; the plain name by default. */
  label?(person: Member): string;
  /** Searches the room's members; a lost answer is a failure. */
  find(query: string): Promise<Ack<MembersPage>>;
}

const MOST_CHOICES = 6;
const SHORTCODE = /(?<![\p{L}\p{N}\p{M}]):([a-z0-9_+-]{2,})$/iu;
/** Names contain spaces and punctuation, so everything after the last `@` may start a name. */
const NAME = /(?<![\p{L}\p{N}\p{M}])@([^@\n]{0,40})$/u;

/** The debounce before the room is asked, in milliseconds. */
const PAUSE = 150;

/** The word before `caret` that can be completed. */
function wordAt(text: string, caret: number): Word | undefined {
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
  /** Why the room did not return members that the page does not know. */
  readonly problem = signal<WireError | undefined>(undefined);
  #word: Word | undefined;
  /** The number of the last update: answers to earlier ones are ignored. */
  #lastRequest = 0;
  #cancel: (() => void) | undefined;

  constructor(
    private readonly people: MentionSource,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** To be called after every change of the text. */
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

  /** Asks the room again after a failure. */
  retry(): void {
    if (this.#word !== undefined) void this.#findMembers(this.#word.query, ++this.#lastRequest);
  }

  close(): void {
    this.#cancel?.();
    this.#lastRequest += 1;
    this.#show([]);
  }

  /** Moves the selection to the next or previous suggestion. */
  moveSelection(by: number): void {
    const count = this.choices.peek().length;
    this.selected.value = (this.selected.peek() + by + count) % count;
  }

  /** The text with a suggestion inserted, and the caret after it. */
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

  /** Members from the room follow those that the page knows, so the selection stays. */
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

/** Members with the same name are one suggestion, unless tags tell them apart. */
function namesOf(people: readonly Member[], label: (person: Member) => string): Choice[] {
  const labelled = new Map(people.map((person) => [label(person), person.name]));
  return Array.from(labelled, ([label, name]) => ({ emoji: "", label, insert: `@${name}` }));
}
