/** The messages the page has: one unbroken stretch of the room's order, from the oldest loaded to the newest received. */
import { signal } from "@preact/signals";
import type { Welcome } from "../../protocol/events.ts";
import type { Message } from "../../protocol/message.ts";

/** Above this many messages the oldest are let go again, while the reader is at the newest. */
const MOST_KEPT = 600;
const KEPT_AFTER_TRIM = 400;

export class Timeline {
  /** Ascending by `seq`, each once. */
  readonly messages = signal<readonly Message[]>([]);
  /** Whether the room has messages older than the first of {@link messages}. */
  readonly hasOlder = signal(false);
  #received: number | undefined;
  #rev: number | undefined;

  /**
   * Up to where the room's messages have arrived without a hole; `undefined` before the first welcome.
   *
   * One's own message, known from its acknowledgement, may be ahead of others that are still under way, so it does
   * not move this mark: what a resume asks for would then miss them.
   */
  get received(): number | undefined {
    return this.#received;
  }

  /** The newest revision known, for `auth.rev`. */
  get rev(): number | undefined {
    return this.#rev;
  }

  /** Takes what a (re)connect brought. Returns the messages that were not known, when they join on to what was there. */
  welcome({ messages, changes, lastSeq, rev, gap }: Welcome): readonly Message[] {
    const resumed = this.#received !== undefined && !gap;
    const fresh = resumed ? this.#unknown(messages) : [];
    if (resumed) {
      this.messages.value = merge(this.messages.value, messages);
      this.change(changes);
    } else {
      this.messages.value = messages;
      this.hasOlder.value = (messages[0]?.seq ?? 1) > 1;
    }
    this.#received = lastSeq;
    this.#rev = rev;
    return fresh;
  }

  /** Takes new messages as the room sends them. Returns those that were not known. */
  add(messages: readonly Message[]): readonly Message[] {
    const fresh = this.#unknown(messages);
    this.messages.value = merge(this.messages.value, messages);
    this.#received = Math.max(this.#received ?? 0, messages.at(-1)?.seq ?? 0);
    return fresh;
  }

  /** Takes one's own message from its acknowledgement. */
  settle(message: Message): void {
    this.messages.value = merge(this.messages.value, [message]);
  }

  /** Takes the page before the oldest message. */
  prepend(messages: readonly Message[], hasMore: boolean): void {
    this.messages.value = merge(this.messages.value, messages);
    this.hasOlder.value = hasMore;
  }

  /** Replaces messages that changed; those outside the loaded stretch are for a later page to bring. */
  change(messages: readonly Message[]): void {
    const oldest = this.messages.value[0]?.seq ?? Number.POSITIVE_INFINITY;
    this.messages.value = merge(
      this.messages.value,
      messages.filter((message) => message.seq >= oldest),
    );
  }

  /** Lets go of old messages beyond what is worth keeping. */
  trim(): void {
    if (this.messages.value.length <= MOST_KEPT) return;
    this.messages.value = this.messages.value.slice(-KEPT_AFTER_TRIM);
    this.hasOlder.value = true;
  }

  #unknown(messages: readonly Message[]): readonly Message[] {
    const known = new Set(this.messages.value.map((message) => message.seq));
    return messages.filter((message) => !known.has(message.seq));
  }
}

/** Both lists in one, ascending by `seq`; where both have a `seq`, what is `incoming` stands. */
export function merge(known: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  const [first] = incoming;
  if (first === undefined) return known;
  const newest = known.at(-1);
  if (newest === undefined || first.seq > newest.seq) return [...known, ...incoming];
  const bySeq = new Map(known.map((message) => [message.seq, message]));
  for (const message of incoming) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
