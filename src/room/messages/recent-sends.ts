/**
 * Caches the author and nonce of the newest messages: a retry is found without reading a thousand rows for every message.
 *
 * It has every message from {@link from} on. Older ones are read once, when they are first needed.
 */

/** Messages in the cache; the oldest half is dropped when there are more. Each is about 200 bytes. */
const MOST = 20_000;

/** What identifies a message for its author. */
export type Sent = { seq: number; author: string; nonce: string };

export class RecentSends {
  /** By author and nonce, the oldest first. */
  #seqs = new Map<string, number>();

  /** @param from the lowest `seq` in the cache */
  constructor(public from: number) {}

  /** The `seq` of an author's message. */
  find(author: string, nonce: string): number | undefined {
    return this.#seqs.get(keyOf(author, nonce));
  }

  /** Adds the newest message. */
  add({ seq, author, nonce }: Sent): void {
    this.#seqs.set(keyOf(author, nonce), seq);
    if (this.#seqs.size > MOST) this.#dropOldest();
  }

  /** Adds messages that come right before {@link from}, in ascending order. */
  addOlder(from: number, older: Iterable<Sent>): void {
    const newer = this.#seqs;
    this.#seqs = new Map();
    for (const { seq, author, nonce } of older) this.#seqs.set(keyOf(author, nonce), seq);
    for (const [key, seq] of newer) this.#seqs.set(key, seq);
    this.from = from;
  }

  #dropOldest(): void {
    const surplus = this.#seqs.size - MOST / 2;
    let left = surplus;
    for (const [key, seq] of this.#seqs) {
      if (left-- === 0) break;
      this.#seqs.delete(key);
      this.from = seq + 1;
    }
  }
}

/** No id has a space in it. */
const keyOf = (author: string, nonce: string): string => `${author} ${nonce}`;
