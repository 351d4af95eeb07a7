/**
 * Stores the messages of a room in one order.
 *
 * A deleted message keeps its row, and no `seq` is used twice. The table is created with the first message: a room that
 * was only visited stores nothing.
 */

import type { Schema } from "../../platform/migrations.ts";
import type {
  Attachment,
  Author,
  HistoryPage,
  HistoryPayload,
  Message,
  SendPayload,
} from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";
import { COLUMNS, insertRow, type MessageRow, toMessage } from "./message-row.ts";
import { RecentSends, type Sent } from "./recent-sends.ts";

/** The part of an object's storage that holds messages. */
export type MessageStorage = Pick<DurableObjectStorage, "sql" | "kv" | "transactionSync">;

/** The newest numbers when the oldest messages were removed: none is used twice, although there is no row of it. */
interface Floor {
  seq: number;
  rev: number;
}

const FLOOR = "messages:floor";

export class MessageStore {
  /** The newest `seq` and `rev`, 0 for an empty room; undefined until storage was read. */
  #last: Floor | undefined;
  /** When the newest message was stored; undefined until it is needed. */
  #lastAt: number | undefined;
  /** The page of every `welcome`, until something changes it. */
  #newestPage: HistoryPage | undefined;
  /** The nonces of the newest messages; undefined until the first one after a wake is sent. */
  #recent: RecentSends | undefined;

  constructor(
    private readonly storage: MessageStorage,
    private readonly schema: Pick<Schema, "exists" | "create">,
    private readonly limits: Limits,
  ) {}

  /** The `seq` of the newest message, 0 in a room without messages. */
  get lastSeq(): number {
    return this.#newest.seq;
  }

  /** When the newest message was stored, in milliseconds since the epoch. */
  get lastAt(): number | undefined {
    if (this.lastSeq === 0) return undefined;
    this.#lastAt ??= this.find(this.lastSeq)?.at;
    return this.#lastAt;
  }

  /** The `rev` of the newest change, 0 in a room where nothing was changed. */
  get rev(): number {
    return this.#newest.rev;
  }

  /**
   * The message that a nonce was stored with before, among those its author had not seen when it was first sent:
   * `(after, lastSeq]`. An `after` from the future (the room was emptied since) is as good as none.
   *
   * @throws {RoomError} `stale` when `after` lies too far back to tell whether the message was stored
   */
  findRetry(author: string, nonce: string, after: number | undefined): Message | undefined {
    const last = this.lastSeq;
    const known = after !== undefined && after <= last ? after : Math.max(0, last - this.limits.retryScan);
    if (last - known > this.limits.retryReach) {
      throw new RoomError(
        "stale",
        `after: more than ${this.limits.retryReach} messages ago; resume, then send again`,
      );
    }
    const seq = this.#recentSince(known).find(author, nonce);
    if (seq === undefined || seq <= known) return undefined;
    const found = this.find(seq);
    // Its row may be gone, by the room's retention.
    if (found?.nonce !== nonce) return undefined;
    // The author of an erased message is not known any more.
    return found.from.id === author || found.deleted ? found : undefined;
  }

  /**
   * Stores a message that {@link findRetry} did not find, called in the same synchronous stretch. What is returned is
   * stored: the object's output gate holds back everything sent meanwhile until it is on disk.
   *
   * @param at milliseconds since the epoch
   * @throws {RoomError} `not_found` when the message it replies to is not here (any more)
   */
  insert(
    from: Author,
    { nonce, text, replyTo }: Pick<SendPayload, "nonce" | "text" | "replyTo">,
    attachments: readonly Attachment[] | undefined,
    at: number,
  ): Message {
    if (replyTo !== undefined) this.#checkReply(replyTo);
    const seq = this.lastSeq + 1;
    if (seq === 1) this.schema.create();
    const message: Message & { nonce: string } = {
      seq,
      from: { id: from.id, name: from.name },
      at,
      text,
      nonce,
    };
    if (replyTo !== undefined) message.replyTo = replyTo;
    if (attachments !== undefined) message.attachments = [...attachments];
    insertRow(this.storage.sql, message);
    this.#newest.seq = seq;
    this.#lastAt = at;
    this.#newestPage = undefined;
    this.#recent?.add({ seq, author: from.id, nonce });
    return message;
  }

  /** Stores a message of an export, which keeps its `seq`: higher than any in the room. */
  restore(message: Message & { nonce: string }): void {
    this.schema.create();
    insertRow(this.storage.sql, message);
    this.#newest.seq = message.seq;
    this.#lastAt = message.at;
    this.#newestPage = undefined;
    this.#recent = undefined;
  }

  /** No number up to these is used again. */
  raise({ seq, rev }: Floor): void {
    // A room whose messages were all removed has a table without any.
    if (seq > 0) this.schema.create();
    const newest = this.#newest;
    newest.seq = Math.max(newest.seq, seq);
    newest.rev = Math.max(newest.rev, rev);
    this.storage.kv.put(FLOOR, newest);
    this.#newestPage = undefined;
  }

  /** Whether a message was stored lately, as far as is known without reading storage. */
  isKnown(author: string, nonce: string): boolean {
    return this.#recent?.find(author, nonce) !== undefined;
  }

  /** The `seq` of the oldest message that is kept; in a room without messages, what the next one will have. */
  get oldestSeq(): number {
    return this.select("ORDER BY seq LIMIT 1")[0]?.seq ?? this.lastSeq + 1;
  }

  /** One message, deleted or not. */
  find(seq: number): Message | undefined {
    return this.select("WHERE seq = ?", seq)[0];
  }

  /** When a user last sent a message, of the newest thousand, in milliseconds since the epoch. */
  lastSentAt(author: string): number | undefined {
    const since = this.lastSeq - this.limits.retryScan;
    return this.select("WHERE seq > ? AND author = ? ORDER BY seq DESC LIMIT 1", since, author)[0]?.at;
  }

  /** Who wrote the messages after a `seq`: each id once, deleted messages too. */
  authorsAfter(seq: number): string[] {
    if (this.lastSeq === 0) return [];
    const rows = this.storage.sql.exec("SELECT DISTINCT author FROM messages WHERE seq > ?", seq);
    return Array.from(rows.raw<[string]>(), ([author]) => author);
  }

  /** The newest page of history, ascending. */
  get newestPage(): HistoryPage {
    this.#newestPage ??= this.page({});
    return this.#newestPage;
  }

  /** A page of history, ascending. `query` is validated: it has at most one of `before`, `after`, `around`. */
  page({ before, after, around, limit = this.limits.historyDefault }: HistoryPayload): HistoryPage {
    if (around !== undefined) return this.#pageAround(around, limit);
    if (after !== undefined) {
      const messages = this.select("WHERE seq > ? ORDER BY seq LIMIT ?", after, limit + 1);
      return { messages: messages.slice(0, limit), hasMore: messages.length > limit };
    }
    const messages = this.select(
      "WHERE seq < ? ORDER BY seq DESC LIMIT ?",
      before ?? Number.MAX_SAFE_INTEGER,
      limit + 1,
    );
    return { messages: messages.slice(0, limit).reverse(), hasMore: messages.length > limit };
  }

  /** The texts of the messages from `from` to `to`, the newest first: less than half the work of reading whole messages. */
  texts(from: number, to: number): [seq: number, text: string][] {
    if (this.lastSeq === 0) return [];
    const rows = this.storage.sql.exec(
      "SELECT seq, text FROM messages WHERE seq BETWEEN ? AND ? ORDER BY seq DESC",
      from,
      to,
    );
    return Array.from(rows.raw<[number, string]>());
  }

  /** The messages that a clause of SQL names. */
  select(clause: string, ...bindings: (string | number)[]): Message[] {
    if (this.lastSeq === 0) return [];
    const rows = this.storage.sql.exec<MessageRow>(`SELECT ${COLUMNS} FROM messages ${clause}`, ...bindings);
    return Array.from(rows, toMessage);
  }

  /** Messages in `(from, to]` with a reaction of a person, ascending, at most `limit`. */
  reactedBy(person: string, from: number, to: number, limit = -1): Message[] {
    return this.select(
      "WHERE seq > ? AND seq <= ? AND instr(reactions, ?) > 0 ORDER BY seq LIMIT ?",
      from,
      to,
      JSON.stringify(person),
      limit,
    );
  }

  /**
   * Changes messages by a clause of SQL that sets `rev`.
   *
   * @param rev the newest of the numbers it gives
   */
  update(rev: number, clause: string, ...bindings: (string | number | null)[]): void {
    this.storage.sql.exec(`UPDATE messages SET ${clause}`, ...bindings);
    this.#newest.rev = rev;
    this.#newestPage = undefined;
  }

  /** Removes every message up to `seq` for good. */
  removeUpTo(seq: number): void {
    this.storage.kv.put(FLOOR, this.#newest);
    this.storage.sql.exec("DELETE FROM messages WHERE seq <= ?", seq);
    this.#newestPage = undefined;
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#last = undefined;
    this.#lastAt = undefined;
    this.#newestPage = undefined;
    this.#recent = undefined;
  }

  /** The message itself with half a page on either side, or a longer half where the other one is short. */
  #pageAround(seq: number, limit: number): HistoryPage {
    const older = this.select("WHERE seq <= ? ORDER BY seq DESC LIMIT ?", seq, limit + 1);
    const newer = this.select("WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit + 1);
    const half = Math.ceil(limit / 2);
    const olderCount = Math.min(older.length, Math.max(half, limit - newer.length));
    const newerCount = Math.min(newer.length, limit - olderCount);
    return {
      messages: [...older.slice(0, olderCount).reverse(), ...newer.slice(0, newerCount)],
      hasMore: { before: older.length > olderCount, after: newer.length > newerCount },
    };
  }

  /** The nonces of all messages after a `seq`: those that are not in memory yet are read, once. */
  #recentSince(seq: number): RecentSends {
    this.#recent ??= new RecentSends(this.lastSeq + 1);
    const { from } = this.#recent;
    if (seq + 1 < from && this.lastSeq > 0) {
      const older = this.storage.sql.exec<Sent>(
        "SELECT seq, author, nonce FROM messages WHERE seq > ? AND seq < ? ORDER BY seq",
        seq,
        from,
      );
      this.#recent.addOlder(seq + 1, older);
    }
    return this.#recent;
  }

  #checkReply(seq: number): void {
    const original = this.find(seq);
    if (original === undefined || original.deleted)
      throw new RoomError("not_found", "replyTo: there is no such message (any more)");
  }

  get #newest(): Floor {
    this.#last ??= this.schema.exists ? this.#readNewest() : { seq: 0, rev: 0 };
    return this.#last;
  }

  #readNewest(): Floor {
    const floor = this.storage.kv.get<Floor>(FLOOR) ?? { seq: 0, rev: 0 };
    const { seq, rev } = this.storage.sql
      .exec<Record<keyof Floor, number>>(
        `SELECT coalesce((SELECT max(seq) FROM messages), 0) AS seq,
          coalesce((SELECT max(rev) FROM messages WHERE rev IS NOT NULL), 0) AS rev`,
      )
      .one();
    return { seq: Math.max(floor.seq, seq), rev: Math.max(floor.rev, rev) };
  }
}
