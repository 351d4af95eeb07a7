/** Encodes new messages in their short form. */
import type { Author, Message, ShortHead, ShortMessage } from "../../shared/contract/index.ts";

/** How many authors keep their numbers: a `welcome` has all of them. */
const AUTHORS = 50;

interface NumberedAuthor extends Author {
  number: number;
}

/** A frame of short messages: the payload of the event `batch`. */
export type Batch = [messages: ShortMessage[], head?: ShortHead];

/**
 * Numbers the authors of messages. Each receiver must have got all frames of an encoder, or begin with its {@link head}.
 *
 * It is in memory only: after a wake it begins with a frame that needs no other.
 */
export class ShortMessageEncoder {
  /** By id and name, the one who wrote last at the end: in one frame an author may have two names. */
  readonly #authors = new Map<string, NumberedAuthor>();
  /** Numbers of authors that are not kept any more. */
  readonly #free: number[] = [];
  #next = 0;
  /** When the last message was stored. */
  #at: number | undefined;
  /** What {@link head} returns, until the next frame: each `welcome` has it. */
  #head: ShortHead | undefined;

  /** @param messages at least one, ascending */
  encode(messages: readonly Message[]): Batch {
    const authors: NonNullable<ShortHead["authors"]> = [];
    const isFirst = this.#at === undefined;
    const begin = this.#at ?? messages[0]?.at ?? 0;
    let last = begin;
    const short = messages.map(({ seq, from, at, text, nonce: _, ...more }): ShortMessage => {
      const author = this.#numberOf(from, authors);
      const sinceLast = at - last;
      last = at;
      for (const _key in more) return [seq, sinceLast, author, text, more];
      return [seq, sinceLast, author, text];
    });
    this.#at = last;
    this.#head = undefined;
    this.#removeSurplus();
    if (!isFirst && authors.length === 0) return [short];
    return [short, { ...(isFirst && { at: begin }), ...(authors.length > 0 && { authors }) }];
  }

  /** What a client needs to read the next frame; undefined if that one needs nothing. */
  get head(): ShortHead | undefined {
    if (this.#at === undefined) return undefined;
    this.#head ??= {
      at: this.#at,
      authors: Array.from(this.#authors.values(), ({ number, id, name }) => [number, id, name]),
    };
    return this.#head;
  }

  /** @param defined takes the author if receivers do not know the number with this name */
  #numberOf({ id, name }: Author, defined: NonNullable<ShortHead["authors"]>): number {
    const key = `${id} ${name}`;
    const known = this.#authors.get(key);
    const number = known?.number ?? this.#free.pop() ?? this.#next++;
    if (known === undefined) defined.push([number, id, name]);
    this.#authors.delete(key);
    this.#authors.set(key, { number, id, name });
    return number;
  }

  /** After a frame, because its head applies to all of it: no number may mean two authors there. */
  #removeSurplus(): void {
    for (const [key, { number }] of this.#authors) {
      if (this.#authors.size <= AUTHORS) return;
      this.#authors.delete(key);
      this.#free.push(number);
    }
  }
}

/** Encodes messages in a frame that needs no other. */
export const encodeAlone = (messages: readonly Message[]): Batch =>
  new ShortMessageEncoder().encode(messages);
