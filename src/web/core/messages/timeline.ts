/**
 * The messages on the page: a range up to the newest and, while the user reads far back, a detached range around that
 * place, until the two meet.
 *
 * Only the messages near the reader and the newest stay in memory.
 */
import { batch, computed, signal } from "@preact/signals";
import type { Welcome } from "../../../shared/contract/connection.ts";
import type { Message } from "../../../shared/contract/message.ts";
import { MessageRange } from "./message-range.ts";

/** A range with more messages is trimmed. */
const MAX_MESSAGES = 1_000;
const TRIMMED_TO = 600;
/** How many of the newest messages stay while the user reads elsewhere. */
const NEWEST_TRIMMED_TO = 200;

export class Timeline {
  readonly #live = new MessageRange();
  readonly #detached = signal<MessageRange | undefined>(undefined);
  readonly #shown = computed(() => this.#detached.value ?? this.#live);
  /** What is shown, ascending by `seq`. */
  readonly messages = computed(() => this.#shown.value.messages.value);
  readonly hasOlder = computed(() => this.#shown.value.hasOlder.value);
  /** Whether the room has messages newer than the last of {@link messages}. */
  readonly hasNewer = computed(() => this.#detached.value !== undefined);
  /** The newest messages, shown or not. */
  readonly newest = computed(() => this.#live.messages.value);
  #received: number | undefined;
  #rev: number | undefined;

  /**
   * The `seq` up to which all messages have arrived; `undefined` before any did.
   *
   * An acknowledged message of the user does not count: earlier messages of others may still be on the way, and a resume
   * would miss them.
   */
  get received(): number | undefined {
    return this.#received;
  }

  /** When the message {@link received} was stored, in milliseconds since the epoch, if that is known. */
  get receivedAt(): number | undefined {
    return this.newest.peek().findLast(({ seq }) => seq === this.#received)?.at;
  }

  /** The newest revision known, for `auth.rev`. */
  get rev(): number | undefined {
    return this.#rev;
  }

  /**
   * Takes a welcome. If there is a gap to the messages on the page, a user who reads further back still sees what they were
   * reading.
   *
   * @param place the `seq` that is being read; undefined at the newest
   * @returns the new messages, if there is no gap
   */
  welcome({ messages, changes, lastSeq, rev, gap }: Welcome, place?: number): readonly Message[] {
    const resumed = this.#received !== undefined && !gap;
    const fresh = resumed ? this.#unknown(messages) : [];
    if (resumed) {
      this.#live.merge(messages);
      this.change(changes);
    } else {
      if (place !== undefined && this.#live.has(place)) this.#detached.value ??= this.#live.copy();
      this.#live.replace(messages, (messages[0]?.seq ?? 1) > 1);
    }
    this.#received = lastSeq;
    this.#rev = rev;
    return fresh;
  }

  /**
   * Shows messages before the first welcome.
   *
   * @param from the state of the room that they are from: the welcome then brings what is newer. Without it, the welcome
   *   replaces them
   */
  restore(messages: readonly Message[], from?: { lastSeq: number; rev: number }): void {
    this.#live.replace(messages, (messages[0]?.seq ?? 1) > 1);
    this.#received = from?.lastSeq;
    this.#rev = from?.rev;
  }

  /** Removes everything: the next welcome is like the first. */
  clear(): void {
    batch(() => {
      this.#detached.value = undefined;
      this.#live.replace([], false);
      this.#received = undefined;
      this.#rev = undefined;
    });
  }

  /** Takes messages that the room sends. Returns the new ones. */
  add(messages: readonly Message[]): readonly Message[] {
    const fresh = this.#unknown(messages);
    this.#live.merge(messages);
    this.#received = Math.max(this.#received ?? 0, messages.at(-1)?.seq ?? 0);
    return fresh;
  }

  /** Takes a message of the user from its acknowledgement. */
  addOwn(message: Message): void {
    this.#live.merge([message]);
  }

  /** Takes the page before the first message shown, unless another range is shown by now. */
  prepend(before: number, messages: readonly Message[], hasMore: boolean): void {
    const shown = this.#shown.peek();
    if (shown.first !== before) return;
    shown.merge(messages);
    shown.hasOlder.value = hasMore;
  }

  /** Takes the page after the last message shown, and joins the ranges where they meet. */
  append(after: number, messages: readonly Message[], hasMore: boolean): void {
    const detached = this.#detached.peek();
    if (detached?.last !== after) return;
    batch(() => {
      detached.merge(messages);
      if (!hasMore) this.#joinRanges(detached);
      else this.join();
    });
  }

  /** Joins the two ranges if there is no gap between them. Returns whether it did. */
  join(): boolean {
    const detached = this.#detached.peek();
    const begin = this.#live.first;
    if (detached === undefined || begin === undefined || (detached.last ?? 0) < begin - 1) return false;
    this.#joinRanges(detached);
    return true;
  }

  #joinRanges(detached: MessageRange): void {
    batch(() => {
      this.#live.merge(detached.messages.peek());
      this.#live.hasOlder.value = detached.hasOlder.peek();
      this.#detached.value = undefined;
    });
  }

  /** Shows a page of history that is not adjacent to the newest messages. */
  showRange(messages: readonly Message[], hasOlder: boolean): void {
    const detached = new MessageRange();
    detached.replace(messages, hasOlder);
    this.#detached.value = detached;
  }

  /** Shows the newest messages again. */
  showNewest(): void {
    this.#detached.value = undefined;
  }

  /** Shows the range with the message `seq` if it is loaded. Returns whether it is. */
  showLoaded(seq: number): boolean {
    if (this.#detached.peek()?.has(seq) === true) return true;
    if (!this.#live.has(seq)) return false;
    this.showNewest();
    return true;
  }

  /** Takes changed messages. */
  change(messages: readonly Message[], rev?: number): void {
    this.#live.change(messages);
    this.#detached.peek()?.change(messages);
    if (rev !== undefined) this.#rev = Math.max(this.#rev ?? 0, rev);
  }

  /** Removes all messages and reactions of a person. */
  removeAuthor(id: string): void {
    for (const range of [this.#live, this.#detached.peek()]) {
      range?.merge(range.messages.peek().map((message) => without(message, id)));
    }
  }

  /**
   * Removes messages far from the reader from memory. They are loaded again when the reader goes there.
   *
   * @param place the `seq` that is being read; undefined at the newest
   */
  trim(place: number | undefined): void {
    const detached = this.#detached.peek();
    batch(() => {
      if (detached !== undefined) {
        if (detached.size > MAX_MESSAGES && place !== undefined) detached.keepAround(place, TRIMMED_TO);
        if (this.#live.size > MAX_MESSAGES) this.#live.keepNewest(NEWEST_TRIMMED_TO);
      } else if (this.#live.size > MAX_MESSAGES) {
        if (place === undefined) this.#live.keepNewest(TRIMMED_TO);
        else this.#split(place);
      }
    });
  }

  /** Splits the range of a reader far above the newest messages, and removes what is in between. */
  #split(place: number): void {
    const around = this.#live.copy();
    around.keepAround(place, TRIMMED_TO);
    if (around.last === this.#live.last) {
      this.#live.replace(around.messages.peek(), around.hasOlder.peek());
    } else {
      // If the ranges overlap they can be joined without a request.
      this.#live.keepNewest(NEWEST_TRIMMED_TO);
      this.#detached.value = around;
    }
  }

  #unknown(messages: readonly Message[]): readonly Message[] {
    const known = new Set(this.newest.peek().map((message) => message.seq));
    return messages.filter((message) => !known.has(message.seq));
  }
}

function without(message: Message, id: string): Message {
  if (message.from.id === id)
    return { seq: message.seq, from: message.from, at: message.at, text: "", deleted: true };
  const reactions = message.reactions
    ?.map(({ emoji, ids }) => ({ emoji, ids: ids.filter((other) => other !== id) }))
    .filter(({ ids }) => ids.length > 0);
  return reactions === undefined ? message : { ...message, reactions };
}
