/**
 * How far each person has read, so that what is unread is the same on all their devices.
 *
 * A mark rests in the attachment of the socket that told it, which costs no row and outlasts a sleep, and is saved at most
 * every ten minutes a person and when they leave: fifty people who read all day would else write more rows than they do
 * messages. What a crash takes away is ten minutes of reading, and only on one's other devices.
 */

import type { Schema } from "../../platform/migrations.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { SocketData } from "../room-io.ts";
import type { MessageStore } from "./message-store.ts";

/** How long a person's saved mark stays as it is while they read on, in milliseconds. */
const SAVE_EVERY = 600_000;

/** A person's mark as it is saved. */
type Saved = { seq: number; at: number };

export class ReadReceipts {
  /** What is saved, of the people who were asked for since the room woke. */
  readonly #saved = new Map<string, Saved | undefined>();
  /** How many are saved, once that was needed: to count them anew for each newcomer would read every row. */
  #count: number | undefined;

  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Pick<Schema, "exists" | "create">,
    private readonly log: Pick<MessageStore, "lastSeq">,
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<Limits, "readMarks">,
  ) {}

  /** The newest `seq` a person has read, as far as it was saved. */
  of(person: string): number | undefined {
    return this.#find(person)?.seq;
  }

  /**
   * Notes that a person has read up to `seq`. A mark never goes back, nor beyond the newest message.
   *
   * @returns how far they have read now, where that is further than before
   */
  read(data: SocketData, seq: number): number | undefined {
    const reached = Math.min(seq, this.log.lastSeq);
    if (reached <= Math.max(data.read ?? 0, this.of(data.id) ?? 0)) return undefined;
    data.read = reached;
    const saved = this.#find(data.id);
    if (saved === undefined || this.clock.now() - saved.at >= SAVE_EVERY) this.#save(data.id, reached);
    return reached;
  }

  /** A socket is gone, and with it the mark that it carried. */
  left({ id, read = 0 }: SocketData): void {
    if (read > 0 && read > (this.of(id) ?? 0)) this.#save(id, Math.min(read, this.log.lastSeq));
  }

  /** Forgets a person's mark for good. */
  erase(person: string): void {
    if (this.schema.exists) this.sql.exec("DELETE FROM reads WHERE person = ?", person);
    this.#count = undefined;
    this.#saved.delete(person);
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.#saved.clear();
    this.#count = undefined;
  }

  #save(person: string, seq: number): void {
    if (seq === 0) return;
    this.schema.create();
    const isNew = this.#find(person) === undefined;
    const at = this.clock.now();
    this.sql.exec("INSERT OR REPLACE INTO reads (person, seq, at) VALUES (?, ?, ?)", person, seq, at);
    this.#saved.set(person, { seq, at });
    if (isNew) this.#makeRoom();
  }

  /** Whoever has not read for the longest time gives way. */
  #makeRoom(): void {
    this.#count = this.#count === undefined ? this.#counted() : this.#count + 1;
    const surplus = this.#count - this.limits.readMarks;
    if (surplus <= 0) return;
    this.sql.exec(
      "DELETE FROM reads WHERE person IN (SELECT person FROM reads ORDER BY at LIMIT ?)",
      surplus,
    );
    this.#saved.clear();
    this.#count = undefined;
  }

  #counted(): number {
    return this.sql.exec<{ count: number }>("SELECT count(*) AS count FROM reads").one().count;
  }

  #find(person: string): Saved | undefined {
    if (!this.#saved.has(person)) this.#saved.set(person, this.#look(person));
    return this.#saved.get(person);
  }

  #look(person: string): Saved | undefined {
    if (!this.schema.exists) return undefined;
    return this.sql.exec<Saved>("SELECT seq, at FROM reads WHERE person = ?", person).toArray()[0];
  }
}
