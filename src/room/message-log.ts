/**
 * The messages of a room: their one order, and where they are kept.
 *
 * `seq` is the integer primary key of the table, so a message costs one row and no index. A row is never removed and
 * its `seq` never used again. The table comes with the first message: a room that was only visited stores nothing.
 */
import type { Author, HistoryPage, HistoryPayload, Message, SendPayload } from "../protocol/index.ts";
import type { Limits } from "../protocol/limits.ts";
import { Refusal } from "./refusal.ts";

const CREATE_TABLE = `CREATE TABLE messages (
  seq INTEGER PRIMARY KEY,
  author TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  nonce TEXT NOT NULL
)`;

type Row = {
  seq: number;
  author: string;
  name: string;
  at: number;
  text: string;
  nonce: string;
};

/** What became of a message that was to be stored. */
export interface Appended {
  /** The message as it now stands. */
  message: Message;
  /** False when it had been stored before: its author sent it again. */
  isNew: boolean;
}

export class MessageLog {
  /** The newest `seq`, 0 for an empty room; undefined until storage was looked at. */
  #lastSeq: number | undefined;

  constructor(
    private readonly sql: SqlStorage,
    private readonly limits: Limits,
  ) {}

  /** The `seq` of the newest message, 0 in a room without messages. */
  get lastSeq(): number {
    this.#lastSeq ??= this.#exists() ? this.#readLastSeq() : 0;
    return this.#lastSeq;
  }

  /**
   * Stores a message, exactly once: one its author sent before, by its nonce, is returned as it now stands.
   *
   * Scan and insert are one synchronous stretch, so that no retry slips in between. What is returned is stored: the
   * object's output gate holds back everything sent meanwhile until it is on disk.
   *
   * @param at milliseconds since the epoch
   * @throws Refusal `stale` when `after` lies too far back to tell whether the message was stored
   */
  append(from: Author, { nonce, text, after }: SendPayload, at: number): Appended {
    const earlier = this.#findRetry(from.id, nonce, after);
    if (earlier !== undefined) return { message: earlier, isNew: false };

    const seq = this.lastSeq + 1;
    if (seq === 1 && !this.#exists()) this.sql.exec(CREATE_TABLE);
    this.sql.exec(
      "INSERT INTO messages (seq, author, name, at, text, nonce) VALUES (?, ?, ?, ?, ?, ?)",
      seq,
      from.id,
      from.name,
      at,
      text,
      nonce,
    );
    this.#lastSeq = seq;
    return { message: { seq, from: { id: from.id, name: from.name }, at, text, nonce }, isNew: true };
  }

  /** A page of history, ascending. `query` is validated: it has at most one of `before`, `after`, `around`. */
  page({ before, after, around, limit = this.limits.historyDefault }: HistoryPayload): HistoryPage {
    if (around !== undefined) return this.#pageAround(around, limit);
    if (after !== undefined) {
      const messages = this.#select("WHERE seq > ? ORDER BY seq LIMIT ?", after, limit + 1);
      return { messages: messages.slice(0, limit), hasMore: messages.length > limit };
    }
    const messages = this.#select(
      "WHERE seq < ? ORDER BY seq DESC LIMIT ?",
      before ?? Number.MAX_SAFE_INTEGER,
      limit + 1,
    );
    return { messages: messages.slice(0, limit).reverse(), hasMore: messages.length > limit };
  }

  /** The message itself with half a page on either side, or a longer half where the other one is short. */
  #pageAround(seq: number, limit: number): HistoryPage {
    const older = this.#select("WHERE seq <= ? ORDER BY seq DESC LIMIT ?", seq, limit + 1);
    const newer = this.#select("WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit + 1);
    const half = Math.ceil(limit / 2);
    const olderCount = Math.min(older.length, Math.max(half, limit - newer.length));
    const newerCount = Math.min(newer.length, limit - olderCount);
    return {
      messages: [...older.slice(0, olderCount).reverse(), ...newer.slice(0, newerCount)],
      hasMore: { before: older.length > olderCount, after: newer.length > newerCount },
    };
  }

  /**
   * Looks for a message among those its author had not seen when it was first sent: `(after, lastSeq]`. An `after`
   * from the future (the room was emptied since) is as good as none.
   */
  #findRetry(author: string, nonce: string, after: number | undefined): Message | undefined {
    const last = this.lastSeq;
    const known = after !== undefined && after <= last ? after : Math.max(0, last - this.limits.retryScan);
    if (last - known > this.limits.retryReach) {
      throw new Refusal(
        "stale",
        `after: more than ${this.limits.retryReach} messages ago; resume, then send again`,
      );
    }
    return this.#select("WHERE seq > ? AND author = ? AND nonce = ? LIMIT 1", known, author, nonce)[0];
  }

  #select(clause: string, ...bindings: (string | number)[]): Message[] {
    if (this.lastSeq === 0) return [];
    const rows = this.sql.exec<Row>(
      `SELECT seq, author, name, at, text, nonce FROM messages ${clause}`,
      ...bindings,
    );
    return Array.from(rows, toMessage);
  }

  #exists(): boolean {
    const table = this.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'messages'");
    return !table.next().done;
  }

  #readLastSeq(): number {
    return this.sql.exec<{ last: number }>("SELECT coalesce(max(seq), 0) AS last FROM messages").one().last;
  }
}

function toMessage({ seq, author, name, at, text, nonce }: Row): Message {
  return { seq, from: { id: author, name }, at, text, nonce };
}
