/** Messages of a room without a gap. */
import { signal } from "@preact/signals";
import type { Message } from "../../../shared/contract/message.ts";

export class MessageRange {
  /** Ascending by `seq`, each once. */
  readonly messages = signal<readonly Message[]>([]);
  /** Whether the room has messages older than the first of {@link messages}. */
  readonly hasOlder = signal(false);

  get first(): number | undefined {
    return this.messages.peek()[0]?.seq;
  }

  get last(): number | undefined {
    return this.messages.peek().at(-1)?.seq;
  }

  /** The number of messages. */
  get size(): number {
    return this.messages.peek().length;
  }

  has(seq: number): boolean {
    return this.messages.peek().some((message) => message.seq === seq);
  }

  /** Replaces all messages. */
  replace(messages: readonly Message[], hasOlder: boolean): void {
    this.messages.value = messages;
    this.hasOlder.value = hasOlder;
  }

  /** Adds messages that are adjacent to the range or within it. */
  merge(messages: readonly Message[]): void {
    this.messages.value = merge(this.messages.peek(), messages);
  }

  /** Replaces changed messages that are in the range. */
  change(messages: readonly Message[]): void {
    const known = new Set(this.messages.peek().map((message) => message.seq));
    this.merge(messages.filter((message) => known.has(message.seq)));
  }

  copy(): MessageRange {
    const copy = new MessageRange();
    copy.replace(this.messages.peek(), this.hasOlder.peek());
    return copy;
  }

  /** Removes all but the newest `count` messages. */
  keepNewest(count: number): void {
    this.#keep(this.size - count, count);
  }

  /** Removes all but `count` messages, if possible half of them before and half after `seq`. */
  keepAround(seq: number, count: number): void {
    const at = this.messages.peek().findIndex((message) => message.seq >= seq);
    this.#keep(Math.min(at < 0 ? this.size : at - count / 2, this.size - count), count);
  }

  #keep(from: number, count: number): void {
    if (from > 0) this.hasOlder.value = true;
    this.messages.value = this.messages.peek().slice(Math.max(0, from), Math.max(0, from) + count);
  }
}

/** Merges two lists, ascending by `seq`. `incoming` wins where both have a message. */
export function merge(known: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  const [first] = incoming;
  const last = incoming.at(-1);
  if (first === undefined || last === undefined) return known;
  if (first.seq > (known.at(-1)?.seq ?? 0)) return [...known, ...incoming];
  if (last.seq < (known[0]?.seq ?? 0)) return [...incoming, ...known];
  const bySeq = new Map(known.map((message) => [message.seq, message]));
  for (const message of incoming) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
