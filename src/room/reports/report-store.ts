/**
 * The reports of a room: messages that people find abusive, as they were when they were reported, for the owner and the operators.
 *
 * A report outlasts the deletion of its message, and is erased after a while. A person reports a message once.
 */
import type { Schema } from "../../platform/migrations.ts";
import type { Author, Message } from "../../shared/contract/message.ts";
import type { Report, ReportReason } from "../../shared/contract/settings.ts";
import type { Limits } from "../../shared/limits.ts";
import { type OwnReport, withAuthorName } from "../../shared/personal-data.ts";
import { RoomError } from "../room-error.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** A report with who made it, and the messages around it as they were then. */
export interface FullReport extends Report {
  reporter: Author;
  /** The message and a few before and after it, ascending. */
  context: Message[];
}

export type NewReport = Omit<FullReport, "id">;

type Row = {
  id: string;
  seq: number;
  reporter: string;
  name: string;
  reason: ReportReason;
  words: string | null;
  at: number;
  context: string;
};

const COLUMNS = "id, seq, reporter, name, reason, words, at, context";

export class ReportStore {
  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Pick<Schema, "exists" | "create">,
    private readonly limits: Pick<Limits, "reportsPerPerson" | "reportsPerRoom" | "reportDays">,
  ) {}

  /** How many wait for the owner. */
  get open(): number {
    if (!this.schema.exists) return 0;
    const { open } = this.sql
      .exec<{ open: number }>("SELECT count(*) AS open FROM reports WHERE dismissed = 0")
      .one();
    return open;
  }

  /** Whether a person has reported a message. */
  has(seq: number, reporter: string): boolean {
    return this.#rows("WHERE seq = ? AND reporter = ?", seq, reporter).length > 0;
  }

  /**
   * @returns the id of the report
   * @throws {RoomError} `rate_limited` after too many reports of one person, `too_large` when too many wait for the owner
   */
  add({ seq, reporter, reason, words, at, context }: NewReport): string {
    this.schema.create();
    const { reportsPerPerson, reportsPerRoom } = this.limits;
    const lately = this.#rows("WHERE reporter = ? AND at > ? ORDER BY at", reporter.id, at - HOUR);
    const oldest = lately.at(-reportsPerPerson);
    if (oldest !== undefined)
      throw new RoomError("rate_limited", "Too many reports. Try again later.", oldest.at + HOUR - at);
    if (this.#count >= reportsPerRoom) this.#removeDismissed();
    if (this.#count >= reportsPerRoom)
      throw new RoomError(
        "too_large",
        "Too many reports of this room are waiting. Its owner has to read them first.",
      );
    const id = crypto.randomUUID();
    this.sql.exec(
      `INSERT INTO reports (${COLUMNS}, dismissed, unsent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 1)`,
      id,
      seq,
      reporter.id,
      reporter.name,
      reason,
      words ?? null,
      at,
      JSON.stringify(context),
    );
    return id;
  }

  /** Reports that wait for the owner, the newest first: those after a place. */
  page(after: { at: number; id: string } | undefined, limit: number): Report[] {
    const rows =
      after === undefined
        ? this.#rows("WHERE dismissed = 0 ORDER BY at DESC, id LIMIT ?", limit)
        : this.#rows(
            "WHERE dismissed = 0 AND (at < ?1 OR (at = ?1 AND id > ?2)) ORDER BY at DESC, id LIMIT ?3",
            after.at,
            after.id,
            limit,
          );
    // Without who reported, and without what is around the message: the owner reads that in the room.
    return rows.map((row) => {
      const { reporter: _, context: __, ...report } = toReport(row);
      return report;
    });
  }

  /** The reports that a person made, the oldest first. */
  madeBy(reporter: string): OwnReport[] {
    return this.#rows("WHERE reporter = ? ORDER BY at, id", reporter).map(
      ({ id, seq, reason, words, at }) => ({
        id,
        seq,
        reason,
        ...(words !== null && { words }),
        at,
      }),
    );
  }

  /** Replaces the name of a person in all reports: as the reporter, and as the author of messages. */
  rename(person: string, name: string): void {
    if (!this.schema.exists) return;
    this.sql.exec("UPDATE reports SET name = ?1 WHERE reporter = ?2 AND name <> ?1", name, person);
    for (const { id, context } of this.#rows("WHERE instr(context, ?) > 0", JSON.stringify(person)))
      this.sql.exec("UPDATE reports SET context = ? WHERE id = ?", withAuthorName(context, person, name), id);
  }

  /** Takes a report off the owner's list. */
  dismiss(id: string): void {
    if (this.schema.exists)
      this.sql.exec("UPDATE reports SET dismissed = 1 WHERE id = ? AND dismissed = 0", id);
  }

  /** Reports that the operators do not have yet, the oldest first. */
  unsent(limit: number): FullReport[] {
    return this.#rows("WHERE unsent = 1 ORDER BY at LIMIT ?", limit).map(toReport);
  }

  markSent(id: string): void {
    this.sql.exec("UPDATE reports SET unsent = 0 WHERE id = ?", id);
  }

  /** Erases old reports. @returns when the next one is due, in milliseconds since the epoch */
  eraseOld(now: number): number | undefined {
    if (!this.schema.exists) return undefined;
    const kept = this.limits.reportDays * DAY;
    this.sql.exec("DELETE FROM reports WHERE at <= ?", now - kept);
    const [oldest] = this.#rows("ORDER BY at LIMIT 1");
    return oldest && oldest.at + kept;
  }

  /** Has no cache. */
  forget(): void {}

  get #count(): number {
    return this.sql.exec<{ count: number }>("SELECT count(*) AS count FROM reports").one().count;
  }

  #removeDismissed(): void {
    this.sql.exec("DELETE FROM reports WHERE dismissed = 1 AND unsent = 0");
  }

  #rows(clause: string, ...bindings: (string | number)[]): Row[] {
    if (!this.schema.exists) return [];
    return this.sql.exec<Row>(`SELECT ${COLUMNS} FROM reports ${clause}`, ...bindings).toArray();
  }
}

function toReport({ id, seq, reporter, name, reason, words, at, context }: Row): FullReport {
  const around = JSON.parse(context) as Message[];
  const message = around.find((one) => one.seq === seq);
  if (message === undefined) throw new Error("a report is stored with its message");
  return {
    id,
    seq,
    reporter: { id: reporter, name },
    reason,
    at,
    message,
    context: around,
    ...(words !== null && { words }),
  };
}
