/**
 * Finds messages by their words, the newest first.
 *
 * The index says in which stretches of messages the words of a query may be; the messages themselves are read and
 * compared. What the index does not know of yet is looked through whole. So what is found is always what the messages
 * now say, and where a search has looked at as many messages as it may, its cursor says where to go on.
 */

import type { Message, SearchPage } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { effortOf } from "../../shared/text/words.ts";
import { toCursor } from "../../shared/validation/cursor.ts";
import type { SearchQuery as Asked } from "../../shared/validation/schemas.ts";
import type { Clock } from "../clock.ts";
import type { MessageStore } from "../messages/message-store.ts";
import { TokenBucket } from "../rate-limits/token-bucket.ts";
import { RoomError } from "../room-error.ts";
import type { SearchIndex, Stretch } from "./search-index.ts";
import { SearchQuery } from "./search-query.ts";

/** How many messages are read in one go where there is no index. */
const READ_AT_ONCE = 100;

export class MessageSearch {
  readonly #pace: TokenBucket;

  constructor(
    private readonly log: MessageStore,
    private readonly index: SearchIndex,
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<Limits, "searchPage" | "searchScan" | "searchesPerSecond" | "searchBurst">,
  ) {
    this.#pace = new TokenBucket(limits.searchesPerSecond, limits.searchBurst, clock.now());
  }

  /**
   * One page of what is found. `cursor` is the `seq` that all of it is below.
   *
   * @throws Refusal `rate_limited` where the whole room searches more than it may
   */
  find({ query: text, cursor = this.log.lastSeq + 1 }: Asked): SearchPage {
    const query = new SearchQuery(text);
    if (query.isEmpty || this.log.lastSeq === 0) return { messages: [] };
    const wait = this.#pace.take(this.clock.now());
    if (wait > 0) throw new RoomError("rate_limited", "Many people search here at the moment.", wait);
    this.index.catchUp();
    const found: number[] = [];
    let left = this.limits.searchScan;
    for (const { from, to } of this.#stretches(query, cursor)) {
      for (const [seq, said] of this.log.texts(from, to)) {
        left -= effortOf(said);
        if (query.matches(said)) found.push(seq);
        if (left <= 0 || found.length >= this.limits.searchPage) {
          return { messages: this.#read(found), cursor: toCursor(seq) };
        }
      }
    }
    return { messages: this.#read(found) };
  }

  #read(seqs: readonly number[]): Message[] {
    return seqs.flatMap((seq) => this.log.find(seq) ?? []);
  }

  *#stretches(query: SearchQuery, before: number): Iterable<Stretch> {
    const indexed = this.index.lastSeq;
    const to = Math.min(before - 1, this.log.lastSeq);
    const from = Math.max(indexed + 1, this.log.oldestSeq);
    for (let last = to; last >= from; last -= READ_AT_ONCE) {
      yield { from: Math.max(from, last - READ_AT_ONCE + 1), to: last };
    }
    if (indexed >= 0) yield* this.index.stretches(query, Math.min(before, indexed + 1));
  }
}
