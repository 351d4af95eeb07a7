/**
 * Which words are where in a room's messages, for whoever searches them.
 *
 * The index is SQLite's FTS5, and a row of it tells of the words of a whole block of messages: so it costs a row for 32 of
 * them, and a search reads the blocks that have its words. Nothing is added when a message is sent. A search brings the
 * index nearer to the present by a bounded number of messages, the oldest first; a room that nobody searches has none.
 *
 * What was edited or deleted is brought up to date by the next search, before it looks for anything; the words of
 * somebody who is erased are gone at once, with the index.
 */
import type { Limits } from "../../shared/limits.ts";
import { effortOf, wordsOf } from "../../shared/text/words.ts";
import type { MessageStorage, MessageStore } from "../messages/message-store.ts";
import type { SearchQuery } from "./search-query.ts";

/** The messages of a block, of which a row of the index tells: block 0 is those up to `seq` 31. */
const SPAN = 32;

/** How many new blocks there are before it is worth a write. */
const ENOUGH_BLOCKS = 8;

/** How many changes that concern no word there are before it is worth noting that they were looked at. */
const ENOUGH_CHANGES = 1_000;

/** More changed blocks than these are not brought up to date one by one: the index begins again. */
const TOO_MANY_BLOCKS = 32;

/** How many blocks are removed in one go when their messages are gone. */
const TRIMMED_AT_ONCE = 500;

/** A block with more words than these, in UTF-16 code units, would not fit into a row: it is always looked through. */
const TOO_MANY_WORDS = 500_000;

/** Stands for any word. No word has it: it is no letter. */
const ANYTHING = "\u{e000}";

/**
 * `ascii` takes the words as they are given. Beginnings of up to three letters have an index of their own: without it
 * "a" would gather every word with an A. No positions, no copy of the text.
 */
const CREATE_TABLE = `CREATE VIRTUAL TABLE message_index USING fts5
  (words, content = '', contentless_delete = 1, detail = 'none', prefix = '1 2 3', tokenize = 'ascii')`;

/** What the index knows of. */
interface Coverage {
  /** Its first block. */
  from: number;
  /** The first block that is not in it yet; 0 while there is no index. */
  until: number;
  /** The newest change that it knows of. */
  rev: number;
}

const COVERAGE = "messages:index";

/** Messages from one `seq` to another, both included. */
export interface Stretch {
  from: number;
  to: number;
}

export class SearchIndex {
  #stored: Coverage | undefined;

  constructor(
    private readonly storage: MessageStorage,
    private readonly log: MessageStore,
    private readonly limits: Pick<Limits, "searchIndex">,
  ) {}

  /** The newest `seq` that the index knows of, -1 where there is no index. */
  get lastSeq(): number {
    return this.#coverage.until * SPAN - 1;
  }

  /** Takes in changes, and as many new messages as one search may. */
  catchUp(): void {
    const changed = this.#changedBlocks();
    if (changed.length > TOO_MANY_BLOCKS) this.clear();
    const { from, until, rev } = this.#coverage;
    const oldest = blockOf(this.log.oldestSeq);
    const complete = blockOf(this.log.lastSeq + 1);
    const start = Math.max(until, oldest);
    const isBehind = complete - start >= ENOUGH_BLOCKS;
    const isTrimmed = until > 0 && oldest - from >= ENOUGH_BLOCKS;
    const isChanged = until > 0 && (changed.length > 0 || this.log.rev - rev >= ENOUGH_CHANGES);
    if (!isBehind && !isTrimmed && !isChanged) return;
    this.storage.transactionSync(() => {
      if (until === 0) this.storage.sql.exec(CREATE_TABLE);
      else for (const block of changed) this.#write(block);
      let next = isBehind ? start : until;
      for (let left = this.limits.searchIndex; isBehind && left > 0 && next < complete; next++) {
        left -= this.#write(next);
      }
      const first = until === 0 ? start : isTrimmed ? Math.min(oldest, from + TRIMMED_AT_ONCE) : from;
      if (isTrimmed) this.storage.sql.exec("DELETE FROM message_index WHERE rowid < ?", first);
      this.storage.kv.put(COVERAGE, { from: first, until: next, rev: this.log.rev });
    });
    this.#stored = undefined;
  }

  /**
   * The stretches that may have what is searched for, the newest first, read as they are asked for.
   *
   * @param before only messages with a lower `seq`
   */
  *stretches({ words, prefix }: SearchQuery, before: number): Iterable<Stretch> {
    const beginnings = prefix === undefined ? [] : [`${quoted(prefix)} *`];
    const match = `(${[...words.map(quoted), ...beginnings].join(" AND ")}) OR ${quoted(ANYTHING)}`;
    for (let last = before - 1; last >= 0; ) {
      const blocks = this.#blocksWith(match, blockOf(last));
      for (const block of blocks) {
        const from = block * SPAN;
        yield { from, to: Math.min(from + SPAN - 1, last) };
        last = from - 1;
      }
      if (blocks.length === 0) return;
    }
  }

  /** Removes the index, and with it every word that was ever in it. The next search begins a new one. */
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

  /** Blocks in the index whose words were changed since; one more than are brought up to date, where there are more. */
  #changedBlocks(): number[] {
    const { until, rev } = this.#coverage;
    if (until === 0 || this.log.rev === rev) return [];
    const changed = this.storage.sql.exec<{ block: number }>(
      `SELECT DISTINCT seq / ${SPAN} AS block FROM messages INDEXED BY messages_rev
        WHERE rev > ? AND +seq < ? AND (edited_at IS NOT NULL OR deleted IS NOT NULL) LIMIT ?`,
      rev,
      until * SPAN,
      TOO_MANY_BLOCKS + 1,
    );
    return Array.from(changed, ({ block }) => block);
  }

  #blocksWith(match: string, upTo: number): number[] {
    const rows = this.storage.sql.exec<{ block: number }>(
      "SELECT rowid AS block FROM message_index WHERE message_index MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?",
      match,
      upTo,
      SPAN,
    );
    return Array.from(rows, ({ block }) => block);
  }

  /** Writes a block as it now stands. @returns how much work it was */
  #write(block: number): number {
    const from = block * SPAN;
    const words = new Set<string>();
    let effort = 0;
    for (const [, text] of this.log.texts(from, from + SPAN - 1)) {
      effort += effortOf(text);
      for (const word of wordsOf(text)) words.add(word);
    }
    const all = [...words].join(" ");
    this.storage.sql.exec(
      "INSERT OR REPLACE INTO message_index (rowid, words) VALUES (?, ?)",
      block,
      all.length > TOO_MANY_WORDS ? ANYTHING : all,
    );
    return effort;
  }
}

const blockOf = (seq: number): number => Math.floor(seq / SPAN);

/** A word as FTS5 takes it whatever is in it. Source: https://sqlite.org/fts5.html#fts5_strings */
const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;
