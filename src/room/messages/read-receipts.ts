/**
 * How far each user has read, so that unread messages are the same on all devices of a user.
 *
 * A mark is in the attachment of its socket, which costs no row and survives hibernation. It is saved at most every ten
 * minutes for each user, and when they disconnect: fifty users who read all day would otherwise write more rows for marks than for
 * messages. A crash loses ten minutes of marks at most, and only for the user's other devices.
 *
 * What only a socket has is in memory, too, for the user's other devices.
 */

import type { Schema } from "../../platform/migrations.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { SocketData } from "../room-io.ts";
import type { MessageStore } from "./message-store.ts";

/** The least time between two writes of a user's mark, in milliseconds. */
const SAVE_EVERY = 600_000;

/** How much of the limit is free after the oldest marks were deleted. */
const SPARE_PART = 0.1;

/** A mark as it is saved. */
type Saved = { seq: number; at: number };

export class ReadReceipts {
  /** Saved marks by user, of those that were read since the room woke. */
  readonly #saved = new Map<string, Saved | undefined>();
  /** The newest mark of a user's sockets, where it is further than the saved one was. */
  readonly #unsaved = new Map<string, number>();
  /** How many are saved, counted once: a count reads every row. */
  #count: number | undefined;
  /** Whether none is saved, where that is known. */
  #isEmpty: boolean | undefined;

  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Pick<Schema, "exists" | "create">,
    private readonly messageStore: Pick<MessageStore, "lastSeq">,
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<Limits, "readMarks">,
  ) {}

  /** The newest `seq` a user has read, as far as it was saved. */
  of(person: string): number | undefined {
    return this.#find(person)?.seq;
  }

  /** The newest `seq` a user has read on any device. Await `PresenceTracker.ready` first. */
  newest(person: string): number | undefined {
    const unsaved = Math.min(this.#unsaved.get(person) ?? 0, this.messageStore.lastSeq);
    return Math.max(unsaved, this.of(person) ?? 0) || undefined;
  }

  /** Notes the mark of a socket that was connected before the room woke. */
  note({ id, read = 0 }: SocketData): void {
    if (read > (this.#unsaved.get(id) ?? 0)) this.#unsaved.set(id, read);
  }

  /**
   * Marks the messages up to `seq` as read. A mark never goes back, nor beyond the newest message.
   *
   * @returns the new mark, where it is further than before
   */
  read(data: SocketData, seq: number): number | undefined {
    const reached = Math.min(seq, this.messageStore.lastSeq);
    if (reached <= Math.max(data.read ?? 0, this.of(data.id) ?? 0)) return undefined;
    data.read = reached;
    this.note(data);
    const saved = this.#find(data.id);
    if (saved === undefined || this.clock.now() - saved.at >= SAVE_EVERY)
      this.#save(data.id, this.newest(data.id) ?? reached);
    return reached;
  }

  /** Saves the mark of a socket that is disconnected. */
  left({ id, read = 0 }: SocketData): void {
    if (read > 0 && read > (this.of(id) ?? 0)) this.#save(id, Math.min(read, this.messageStore.lastSeq));
  }

  /** Deletes a user's mark. */
  erase(person: string): void {
    if (this.schema.exists) this.sql.exec("DELETE FROM reads WHERE person = ?", person);
    this.#count = undefined;
    this.#saved.delete(person);
    this.#unsaved.delete(person);
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#saved.clear();
    this.#unsaved.clear();
    this.#count = undefined;
    this.#isEmpty = undefined;
  }

  #save(person: string, seq: number): void {
    if (seq === 0) return;
    this.schema.create();
    const isNew = this.#find(person) === undefined;
    const at = this.clock.now();
    this.sql.exec("INSERT OR REPLACE INTO reads (person, seq, at) VALUES (?, ?, ?)", person, seq, at);
    this.#saved.set(person, { seq, at });
    if (seq >= (this.#unsaved.get(person) ?? 0)) this.#unsaved.delete(person);
    this.#isEmpty = false;
    if (isNew) this.#deleteSurplus();
  }

  /** Deletes the oldest marks over the limit, and some more: to find them reads all rows. */
  #deleteSurplus(): void {
    this.#count = this.#count === undefined ? this.#counted() : this.#count + 1;
    const { readMarks } = this.limits;
    if (this.#count <= readMarks) return;
    const most = readMarks - Math.floor(readMarks * SPARE_PART);
    this.sql.exec(
      "DELETE FROM reads WHERE person IN (SELECT person FROM reads ORDER BY at LIMIT ?)",
      this.#count - most,
    );
    this.#saved.clear();
    this.#count = most;
  }

  #counted(): number {
    return this.sql.exec<{ count: number }>("SELECT count(*) AS count FROM reads").one().count;
  }

  #find(person: string): Saved | undefined {
    if (this.#hasNone()) return undefined;
    if (!this.#saved.has(person)) this.#saved.set(person, this.#select(person));
    return this.#saved.get(person);
  }

  /** A query for each person who joins would take longer than the rest of `welcome`. */
  #hasNone(): boolean {
    this.#isEmpty ??=
      !this.schema.exists || this.sql.exec("SELECT 1 FROM reads LIMIT 1").toArray().length === 0;
    return this.#isEmpty;
  }

  #select(person: string): Saved | undefined {
    if (!this.schema.exists) return undefined;
    return this.sql.exec<Saved>("SELECT seq, at FROM reads WHERE person = ?", person).toArray()[0];
  }
}
