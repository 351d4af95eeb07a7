/**
 * What a public room needs to be in the directory: several people have written in it, or an operator features it. A program that creates
 * rooms and writes in them alone cannot fill the directory.
 */
import { createHash } from "node:crypto";
import { isBot } from "../../shared/contract/bots.ts";
import type { Limits } from "../../shared/limits.ts";
import type { MessageStore } from "../messages/message-store.ts";

/** Once enough people have written: messages may be removed later. */
const REACHED = "room:several-authors";
const FEATURED = "room:featured";
/** The people who count, where not all people of a network do. */
const COUNTED = "room:counted-authors";

/** A person who has written, and a hash of the network they wrote from. */
interface CountedAuthor {
  id: string;
  network: string;
}

export class ListingRequirement {
  #isReached: boolean | undefined;
  /** The people who have written in the messages up to {@link #readTo}. */
  #authors = new Set<string>();
  #readTo = 0;
  #counted: readonly CountedAuthor[] | undefined;

  /** @param room part of each hash, so that hashes of two rooms cannot be compared */
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly messageStore: Pick<MessageStore, "lastSeq" | "authorsAfter">,
    private readonly room: string,
    private readonly limits: Pick<Limits, "directoryAuthors" | "directoryAuthorsPerNetwork" | "retryScan">,
  ) {}

  /** How many people have to write. */
  get needed(): number {
    return this.limits.directoryAuthors;
  }

  /** How many people of one network count. */
  get perNetwork(): number {
    return this.limits.directoryAuthorsPerNetwork;
  }

  /** How many have written, counted up to {@link needed}. */
  get people(): number {
    return this.#hasEnough ? this.needed : Math.min(this.#count, this.needed);
  }

  get isMet(): boolean {
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

  /**
   * A person has written. Stores a row for each person who counts, until they are enough, and none in a deployment that counts all people
   * of a network.
   *
   * @param network see `networkOf`; people without one are not counted together
   */
  wrote(author: string, network: string | undefined): void {
    if (!this.#isPerNetwork || isBot(author) || this.kv.get(REACHED) === true) return;
    const counted = this.#countedAuthors;
    if (counted.length >= this.needed || counted.some(({ id }) => id === author)) return;
    const hash = createHash("sha256")
      .update(`${this.room}\n${network ?? author}`)
      .digest("base64url");
    const ofNetwork = counted.filter((one) => one.network === hash).length;
    if (ofNetwork >= this.perNetwork) return;
    this.#counted = [...counted, { id: author, network: hash }];
    this.kv.put(COUNTED, this.#counted);
  }

  /** Erases a person from those who count. */
  erase(author: string): void {
    const counted = this.#countedAuthors;
    const others = counted.filter(({ id }) => id !== author);
    if (others.length === counted.length) return;
    this.#counted = others;
    this.kv.put(COUNTED, others);
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#isReached = undefined;
    this.#authors = new Set();
    this.#readTo = 0;
    this.#counted = undefined;
  }

  /** Whether the network of an author matters. */
  get #isPerNetwork(): boolean {
    return this.perNetwork < this.needed;
  }

  get #countedAuthors(): readonly CountedAuthor[] {
    this.#counted ??= this.kv.get<CountedAuthor[]>(COUNTED) ?? [];
    return this.#counted;
  }

  get #count(): number {
    return this.#isPerNetwork ? this.#countedAuthors.length : this.#authors.size;
  }

  /** Stores a row only once, when a second person writes: a room costs no row but its messages. */
  get #hasEnough(): boolean {
    if (this.needed === 1) return this.messageStore.lastSeq > 0;
    this.#isReached ??= this.kv.get(REACHED) === true;
    if (this.#isReached) return true;
    if (!this.#isPerNetwork) this.#readAuthors();
    if (this.#count < this.needed) return false;
    this.kv.put(REACHED, true);
    if (this.#isPerNetwork) this.kv.delete(COUNTED);
    this.#isReached = true;
    return true;
  }

  #readAuthors(): void {
    const { lastSeq } = this.messageStore;
    // In a long room of one person only the newest messages are read.
    const from = Math.max(this.#readTo, lastSeq - this.limits.retryScan);
    if (lastSeq > this.#readTo)
      for (const author of this.messageStore.authorsAfter(from))
        if (!isBot(author)) this.#authors.add(author);
    this.#readTo = lastSeq;
  }
}
