/**
 * Searches messages by their words, the newest first.
 *
 * The index names ranges of messages that may contain the words. Those messages are read and compared, as are messages
 * that are not indexed yet, so results always match the current text. A search that reached its limit of work returns a
 * cursor.
 */

import type { Message, SearchPage } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { effortOf } from "../../shared/text/words.ts";
import { toCursor } from "../../shared/validation/cursor.ts";
import type { SearchQuery as SearchRequest } from "../../shared/validation/schemas.ts";
import type { Clock } from "../clock.ts";
import type { MessageStore } from "../messages/message-store.ts";
import { TokenBucket } from "../rate-limits/token-bucket.ts";
import { RoomError } from "../room-error.ts";
import type { MessageRange, SearchIndex } from "./search-index.ts";
import { SearchQuery } from "./search-query.ts";

/** How many messages are read at once where there is no index. */
const BATCH = 100;

export class MessageSearch {
  readonly #bucket: TokenBucket;

  constructor(
    private readonly messageStore: MessageStore,
    private readonly searchIndex: SearchIndex,
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<Limits, "searchPage" | "searchScan" | "searchesPerSecond" | "searchBurst">,
  ) {
    this.#bucket = new TokenBucket(limits.searchesPerSecond, limits.searchBurst, clock.now());
  }

  /**
   * A page of results, all with a `seq` below `cursor`.
   *
   * @throws RoomError `rate_limited` where the searches of the whole room exceed its limit
   */
  find({ query: text, cursor = this.messageStore.lastSeq + 1 }: SearchRequest): SearchPage {
    const query = new SearchQuery(text);
    if (query.isEmpty || this.messageStore.lastSeq === 0) return { messages: [] };
    const wait = this.#bucket.take(this.clock.now());
    if (wait > 0) throw new RoomError("rate_limited", "Many people search here at the moment.", wait);
    this.searchIndex.catchUp();
    const found: number[] = [];
    let budget = this.limits.searchScan;
    for (const { from, to } of this.#ranges(query, cursor)) {
      for (const [seq, content] of this.messageStore.texts(from, to)) {
        budget -= effortOf(content);
        if (query.matches(content)) found.push(seq);
        if (budget <= 0 || found.length >= this.limits.searchPage) {
          return { messages: this.#read(found), cursor: toCursor(seq) };
        }
      }
    }
    return { messages: this.#read(found) };
  }

  #read(seqs: readonly number[]): Message[] {
    return seqs.flatMap((seq) => this.messageStore.find(seq) ?? []);
  }

  *#ranges(query: SearchQuery, before: number): Iterable<MessageRange> {
    const indexed = this.searchIndex.lastSeq;
    const from = Math.max(indexed + 1, this.messageStore.oldestSeq);
    // From message to message: an imported room may have large gaps between its numbers.
    for (let to = this.#newestUpTo(before - 1); to >= from; ) {
      const first = Math.max(from, to - BATCH + 1);
      yield { from: first, to };
      to = this.#newestUpTo(first - 1);
    }
    if (indexed >= 0) yield* this.searchIndex.ranges(query, Math.min(before, indexed + 1));
  }

  /** The highest `seq` of a message up to a number; 0 where there is none. */
  #newestUpTo(seq: number): number {
    return this.messageStore.select("WHERE seq <= ? ORDER BY seq DESC LIMIT 1", seq)[0]?.seq ?? 0;
  }
}
