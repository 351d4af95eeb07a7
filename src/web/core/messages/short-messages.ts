/** Reads messages in their short form. */
import type { Welcome } from "../../../shared/contract/connection.ts";
import type { Author, Message, ShortHead, ShortMessage } from "../../../shared/contract/message.ts";

export class ShortMessages {
  /** By number. */
  readonly #authors = new Map<number, Author>();
  /** When the message read last was stored, and its `seq`. */
  #at = 0;
  #last = 0;
  /** By `seq`, of the user's own messages that are still to come. */
  readonly #nonces = new Map<number, string>();

  /** To be called with every welcome. */
  welcome({ lastSeq, short }: Pick<Welcome, "lastSeq" | "short">): void {
    this.#last = lastSeq;
    this.read([], short);
  }

  addNonces(nonces: readonly (readonly [seq: number, nonce: string])[]): void {
    for (const [seq, nonce] of nonces) this.#nonces.set(seq, nonce);
  }

  /** Returns undefined if something is missing that the messages need: their author, or the message before them. */
  read(messages: readonly ShortMessage[], head: ShortHead = {}): Message[] | undefined {
    for (const [number, id, name] of head.authors ?? []) this.#authors.set(number, { id, name });
    // Times and numbers are right only if no frame is missing, or if this one needs none.
    if (head.at === undefined && messages[0]?.[0] !== this.#last + 1) return undefined;
    this.#at = head.at ?? this.#at;
    const read: Message[] = [];
    for (const [seq, sinceLast, author, text, more] of messages) {
      const from = this.#authors.get(author);
      if (from === undefined) return undefined;
      this.#at += sinceLast;
      this.#last = seq;
      const nonce = this.#nonces.get(seq);
      this.#nonces.delete(seq);
      read.push({ seq, from, at: this.#at, text, ...(nonce && { nonce }), ...more });
    }
    return read;
  }
}
