/** One unbroken stretch of a room's messages. */
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

  /** How many messages it has. */
  get size(): number {
    return this.messages.peek().length;
  }

  has(seq: number): boolean {
    return this.messages.peek().some((message) => message.seq === seq);
  }

  /** Begins anew with these. */
  replace(messages: readonly Message[], hasOlder: boolean): void {
    this.messages.value = messages;
    this.hasOlder.value = hasOlder;
  }

  /** Takes messages that join on to, or lie within, what is there. */
  merge(messages: readonly Message[]): void {
    this.messages.value = merge(this.messages.peek(), messages);
  }

  /** Replaces messages that changed; those outside are for a later page to bring. */
  change(messages: readonly Message[]): void {
    const known = new Set(this.messages.peek().map((message) => message.seq));
    this.merge(messages.filter((message) => known.has(message.seq)));
  }

  /** Another one of the same messages. */
  copy(): MessageRange {
    const copy = new MessageRange();
    copy.replace(this.messages.peek(), this.hasOlder.peek());
    return copy;
  }

  /** Keeps only the newest `count`. */
  keepNewest(count: number): void {
    this.#keep(this.size - count, count);
  }

  /** Keeps only `count`, as many older as newer than the message `seq` where there are. */
  keepAround(seq: number, count: number): void {
    const at = this.messages.peek().findIndex((message) => message.seq >= seq);
    this.#keep(Math.min(at < 0 ? this.size : at - count / 2, this.size - count), count);
  }

  #keep(from: number, count: number): void {
    if (from > 0) this.hasOlder.value = true;
    this.messages.value = this.messages.peek().slice(Math.max(0, from), Math.max(0, from) + count);
  }
}

/** Both lists in one, ascending by `seq`; where both have a `seq`, what is `incoming` stands. */
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
