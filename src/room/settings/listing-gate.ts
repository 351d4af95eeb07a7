/**
 * Whether a public room may be in the directory: once several people have written in it, or when an operator features it. A program
 * that creates rooms and writes in them alone cannot fill the directory.
 */
import { isBot } from "../../shared/contract/bots.ts";
import type { Limits } from "../../shared/limits.ts";
import type { MessageStore } from "../messages/message-store.ts";

/** Once enough people have written: messages may be removed later. */
const REACHED = "room:several-authors";
const FEATURED = "room:featured";

export class ListingGate {
  #isReached: boolean | undefined;
  /** The people who have written in the messages up to {@link #readTo}. */
  #authors = new Set<string>();
  #readTo = 0;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly messageStore: Pick<MessageStore, "lastSeq" | "authorsAfter">,
    private readonly limits: Pick<Limits, "directoryAuthors" | "retryScan">,
  ) {}

  /** How many people have to write. */
  get needed(): number {
    return this.limits.directoryAuthors;
  }

  /** How many have written, counted up to {@link needed}. */
  get people(): number {
    return this.#hasEnough ? this.needed : Math.min(this.#authors.size, this.needed);
  }

  get isOpen(): boolean {
    return this.#hasEnough || this.isFeatured;
  }

  get isFeatured(): boolean {
    return this.kv.get(FEATURED) === true;
  }

  /** Features the room, or ends that. */
  setFeatured(on: boolean): void {
    if (on) this.kv.put(FEATURED, true);
    else this.kv.delete(FEATURED);
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#isReached = undefined;
    this.#authors = new Set();
    this.#readTo = 0;
  }

  /** Stores a row only once, when a second person writes: a room costs no row but its messages. */
  get #hasEnough(): boolean {
    if (this.needed === 1) return this.messageStore.lastSeq > 0;
    this.#isReached ??= this.kv.get(REACHED) === true;
    if (this.#isReached) return true;
    const { lastSeq } = this.messageStore;
    // In a long room of one person only the newest messages are read.
    const from = Math.max(this.#readTo, lastSeq - this.limits.retryScan);
    if (lastSeq > this.#readTo)
      for (const author of this.messageStore.authorsAfter(from))
        if (!isBot(author)) this.#authors.add(author);
    this.#readTo = lastSeq;
    if (this.#authors.size < this.needed) return false;
    this.kv.put(REACHED, true);
    this.#isReached = true;
    return true;
  }
}
