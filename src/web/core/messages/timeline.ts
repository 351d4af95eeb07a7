/**
 * The messages the page has: one unbroken stretch up to the newest, and, while somebody reads far back, a second one
 * around the place where they read, until it has grown on to the first.
 *
 * However far somebody scrolls, and however much arrives meanwhile, only what is near them and the newest are kept.
 */
import { batch, computed, signal } from "@preact/signals";
import type { Welcome } from "../../../shared/contract/events.ts";
import type { Message } from "../../../shared/contract/message.ts";
import { MessageRange } from "./message-range.ts";

/** Above this many messages in a stretch, those far from the reader are let go again. */
const MAX_MESSAGES = 1_000;
const TRIMMED_TO = 600;
/** How many of the newest are kept while the reader is elsewhere. */
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
   * Up to where the room's messages have arrived without a hole; `undefined` before any did.
   *
   * One's own message, known from its acknowledgement, may be ahead of others that are still under way, so it does
   * not move this mark: what a resume asks for would then miss them.
   */
  get received(): number | undefined {
    return this.#received;
  }

  /** When the message {@link received} was stored, in milliseconds since the epoch, as far as it is known. */
  get receivedAt(): number | undefined {
    return this.newest.peek().findLast(({ seq }) => seq === this.#received)?.at;
  }

  /** The newest revision known, for `auth.rev`. */
  get rev(): number | undefined {
    return this.#rev;
  }

  /**
   * Takes what a (re)connect brought. Where that does not join on to what was there, a reader who is not at the newest
   * still sees what they were reading.
   *
   * @param place the `seq` that is being read; undefined at the newest
   * @returns the messages that were not known, when they join on to what was there
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
   * Shows messages from before the first welcome.
   *
   * @param from up to where they are what the room has, which then brings what came later; without it, the room's own
   *   take their place
   */
  restore(messages: readonly Message[], from?: { lastSeq: number; rev: number }): void {
    this.#live.replace(messages, (messages[0]?.seq ?? 1) > 1);
    this.#received = from?.lastSeq;
    this.#rev = from?.rev;
  }

  /** Lets go of everything: the next welcome is as the first. */
  clear(): void {
    batch(() => {
      this.#detached.value = undefined;
      this.#live.replace([], false);
      this.#received = undefined;
      this.#rev = undefined;
    });
  }

  /** Takes new messages as the room sends them. Returns those that were not known. */
  add(messages: readonly Message[]): readonly Message[] {
    const fresh = this.#unknown(messages);
    this.#live.merge(messages);
    this.#received = Math.max(this.#received ?? 0, messages.at(-1)?.seq ?? 0);
    return fresh;
  }

  /** Takes one's own message from its acknowledgement. */
  addOwn(message: Message): void {
    this.#live.merge([message]);
  }

  /** Takes the page before the first message shown, unless another stretch is shown by now. */
  prepend(before: number, messages: readonly Message[], hasMore: boolean): void {
    const shown = this.#shown.peek();
    if (shown.first !== before) return;
    shown.merge(messages);
    shown.hasOlder.value = hasMore;
  }

  /** Takes the page after the last message shown; where that reaches the newest stretch, the two become one. */
  append(after: number, messages: readonly Message[], hasMore: boolean): void {
    const aside = this.#detached.peek();
    if (aside?.last !== after) return;
    batch(() => {
      aside.merge(messages);
      if (!hasMore) this.#joinRanges(aside);
      else this.join();
    });
  }

  /** Makes the two stretches one if no message is missing between them. Returns whether they are. */
  join(): boolean {
    const aside = this.#detached.peek();
    const begin = this.#live.first;
    if (aside === undefined || begin === undefined || (aside.last ?? 0) < begin - 1) return false;
    this.#joinRanges(aside);
    return true;
  }

  #joinRanges(aside: MessageRange): void {
    batch(() => {
      this.#live.merge(aside.messages.peek());
      this.#live.hasOlder.value = aside.hasOlder.peek();
      this.#detached.value = undefined;
    });
  }

  /** Shows a stretch somewhere else, as a page of history brought it. */
  showRange(messages: readonly Message[], hasOlder: boolean): void {
    const aside = new MessageRange();
    aside.replace(messages, hasOlder);
    this.#detached.value = aside;
  }

  /** Shows the newest stretch again. */
  showNewest(): void {
    this.#detached.value = undefined;
  }

  /** Shows the stretch that has the message `seq`, if one that is loaded does. */
  showLoaded(seq: number): boolean {
    if (this.#detached.peek()?.has(seq) === true) return true;
    if (!this.#live.has(seq)) return false;
    this.showNewest();
    return true;
  }

  /** Takes messages as they now stand. */
  change(messages: readonly Message[], rev?: number): void {
    this.#live.change(messages);
    this.#detached.peek()?.change(messages);
    if (rev !== undefined) this.#rev = Math.max(this.#rev ?? 0, rev);
  }

  /** Takes away everything that one person said, and their reactions. */
  removeAuthor(id: string): void {
    for (const stretch of [this.#live, this.#detached.peek()]) {
      stretch?.merge(stretch.messages.peek().map((message) => without(message, id)));
    }
  }

  /**
   * Lets go of what is far from the reader, beyond what is worth keeping: it is loaded again on the way there.
   *
   * @param place the `seq` that is being read; undefined at the newest
   */
  trim(place: number | undefined): void {
    const aside = this.#detached.peek();
    batch(() => {
      if (aside !== undefined) {
        if (aside.size > MAX_MESSAGES && place !== undefined) aside.keepAround(place, TRIMMED_TO);
        if (this.#live.size > MAX_MESSAGES) this.#live.keepNewest(NEWEST_TRIMMED_TO);
      } else if (this.#live.size > MAX_MESSAGES) {
        if (place === undefined) this.#live.keepNewest(TRIMMED_TO);
        else this.#split(place);
      }
    });
  }

  /** Where somebody reads far above the newest, what lies between is let go. */
  #split(place: number): void {
    const around = this.#live.copy();
    around.keepAround(place, TRIMMED_TO);
    if (around.last === this.#live.last) {
      this.#live.replace(around.messages.peek(), around.hasOlder.peek());
    } else {
      // What both have makes them one again without asking the room.
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
    ?.map(({ emoji, ids }) => ({ emoji, ids: ids.filter((one) => one !== id) }))
    .filter(({ ids }) => ids.length > 0);
  return reactions === undefined ? message : { ...message, reactions };
}
