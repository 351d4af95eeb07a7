/**
 * The search index of a room's messages: an FTS5 table of SQLite with a row for each block of 32 messages.
 *
 * Sending a message does not write to it. A search first indexes a limited number of messages, the oldest first, and
 * then the blocks with edited or deleted messages. A room without searches has no index. Erasing a person drops the
 * index, so that their words are gone at once.
 */
import type { Limits } from "../../shared/limits.ts";
import { effortOf, wordsOf } from "../../shared/text/words.ts";
import type { MessageStorage, MessageStore } from "../messages/message-store.ts";
import type { SearchQuery } from "./search-query.ts";

/** Messages per block: block 0 has those up to `seq` 31. */
const BLOCK_SIZE = 32;

/** How many new blocks are indexed together: fewer are not worth a write. */
const MIN_NEW_BLOCKS = 8;

/** After how many changes that affect no word the index records that it has seen them. */
const MIN_CHANGES = 1_000;

/** With more changed blocks than this, the index is dropped and built again. */
const MAX_CHANGED_BLOCKS = 32;

/** How many blocks of removed messages one search removes. */
const TRIM_BATCH = 500;

/** The longest text of a row, in UTF-16 code units. Every search reads the messages of a block with more. */
const MAX_ROW_LENGTH = 500_000;

/** The text of a row that every search matches. It is not a letter, so no word contains it. */
const MATCHES_ALL = "\u{e000}";

/**
 * The tokenizer `ascii` keeps the words as they are. Prefixes of up to three letters are indexed: without that "a" would
 * collect every word with an A. No positions, no copy of the text.
 */
const CREATE_TABLE = `CREATE VIRTUAL TABLE message_index USING fts5
  (words, content = '', contentless_delete = 1, detail = 'none', prefix = '1 2 3', tokenize = 'ascii')`;

/** What the index covers. */
interface Coverage {
  /** Its first block. */
  from: number;
  /** The first block after it; 0 while there is no index. */
  until: number;
  /** The `rev` of the newest change that it contains. */
  rev: number;
}

const COVERAGE = "messages:index";

/** Messages from one `seq` to another, both included. */
export interface MessageRange {
  from: number;
  to: number;
}

export class SearchIndex {
  #stored: Coverage | undefined;

  constructor(
    private readonly storage: MessageStorage,
    private readonly messageStore: MessageStore,
    private readonly limits: Pick<Limits, "searchIndex">,
  ) {}

  /** The newest `seq` in the index, -1 where there is no index. */
  get lastSeq(): number {
    return this.#coverage.until * BLOCK_SIZE - 1;
  }

  /** Indexes changes, and as many new messages as one search may. */
  catchUp(): void {
    const changed = this.#changedBlocks();
    if (changed.length > MAX_CHANGED_BLOCKS) this.clear();
    const { from, until, rev } = this.#coverage;
    const oldest = blockOf(this.messageStore.oldestSeq);
    const complete = blockOf(this.messageStore.lastSeq + 1);
    const start = Math.max(until, oldest);
    const isBehind = complete - start >= MIN_NEW_BLOCKS;
    const isTrimmed = until > 0 && oldest - from >= MIN_NEW_BLOCKS;
    const isChanged = until > 0 && (changed.length > 0 || this.messageStore.rev - rev >= MIN_CHANGES);
    if (!isBehind && !isTrimmed && !isChanged) return;
    this.storage.transactionSync(() => {
      if (until === 0) this.storage.sql.exec(CREATE_TABLE);
      else for (const block of changed) this.#index(block);
      let next = isBehind ? start : until;
      for (let budget = this.limits.searchIndex; isBehind && budget > 0 && next < complete; ) {
        const effort = this.#index(next);
        budget -= effort;
        next++;
        // An imported room may have large gaps between its numbers.
        if (effort === 0) next = Math.max(next, blockOf(this.#oldestFrom(next * BLOCK_SIZE)));
      }
      const first = until === 0 ? start : isTrimmed ? Math.min(oldest, from + TRIM_BATCH) : from;
      if (isTrimmed) this.storage.sql.exec("DELETE FROM message_index WHERE rowid < ?", first);
      this.storage.kv.put(COVERAGE, { from: first, until: next, rev: this.messageStore.rev });
    });
    this.#stored = undefined;
  }

  /** The lowest `seq` of a message from a number on; where there is none, what the next message will have. */
  #oldestFrom(seq: number): number {
    const [message] = this.messageStore.select("WHERE seq >= ? ORDER BY seq LIMIT 1", seq);
    return message?.seq ?? this.messageStore.lastSeq + 1;
  }

  /**
   * The ranges that may contain the words of a query, the newest first, read lazily.
   *
   * @param before only messages with a lower `seq`
   */
  *ranges({ words, prefix }: SearchQuery, before: number): Iterable<MessageRange> {
    const prefixes = prefix === undefined ? [] : [`${quoted(prefix)} *`];
    const match = `(${[...words.map(quoted), ...prefixes].join(" AND ")}) OR ${quoted(MATCHES_ALL)}`;
    for (let last = before - 1; last >= 0; ) {
      const blocks = this.#blocksWith(match, blockOf(last));
      for (const block of blocks) {
        const from = block * BLOCK_SIZE;
        yield { from, to: Math.min(from + BLOCK_SIZE - 1, last) };
        last = from - 1;
      }
      if (blocks.length === 0) return;
    }
  }

  /** Drops the index with every word in it. The next search builds a new one. */
  clear(): void {
    if (this.#coverage.until === 0) return;
    this.storage.transactionSync(() => {
      this.storage.sql.exec("DROP TABLE message_index");
      this.storage.kv.delete(COVERAGE);
    });
    this.#stored = undefined;
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.#stored = undefined;
  }

  get #coverage(): Coverage {
    this.#stored ??= this.storage.kv.get<Coverage>(COVERAGE) ?? { from: 0, until: 0, rev: 0 };
    return this.#stored;
  }

  /** Indexed blocks whose words changed; at most one more than the limit. */
  #changedBlocks(): number[] {
    const { until, rev } = this.#coverage;
    if (until === 0 || this.messageStore.rev === rev) return [];
    const changed = this.storage.sql.exec<{ block: number }>(
      `SELECT DISTINCT seq / ${BLOCK_SIZE} AS block FROM messages INDEXED BY messages_rev
        WHERE rev > ? AND +seq < ? AND (edited_at IS NOT NULL OR deleted IS NOT NULL) LIMIT ?`,
      rev,
      until * BLOCK_SIZE,
      MAX_CHANGED_BLOCKS + 1,
    );
    return Array.from(changed, ({ block }) => block);
  }

  #blocksWith(match: string, upTo: number): number[] {
    const rows = this.storage.sql.exec<{ block: number }>(
      "SELECT rowid AS block FROM message_index WHERE message_index MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?",
      match,
      upTo,
      BLOCK_SIZE,
    );
    return Array.from(rows, ({ block }) => block);
  }

  /** Indexes a block. @returns the work that took, see `effortOf` */
  #index(block: number): number {
    const from = block * BLOCK_SIZE;
    const words = new Set<string>();
    let effort = 0;
    for (const [, text] of this.messageStore.texts(from, from + BLOCK_SIZE - 1)) {
      effort += effortOf(text);
      for (const word of wordsOf(text)) words.add(word);
    }
    const all = [...words].join(" ");
    this.storage.sql.exec(
      "INSERT OR REPLACE INTO message_index (rowid, words) VALUES (?, ?)",
      block,
      all.length > MAX_ROW_LENGTH ? MATCHES_ALL : all,
    );
    return effort;
  }
}

const blockOf = (seq: number): number => Math.floor(seq / BLOCK_SIZE);

/** A word as an FTS5 string. Source: https://sqlite.org/fts5.html#fts5_strings */
const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;
