/** Reports of messages from all rooms, as they were when they were reported, for operators. Each is stored once. */
import type { Schema } from "../platform/migrations.ts";
import type { Message } from "../shared/contract/message.ts";
import type { ReportReason } from "../shared/contract/settings.ts";
import type { Limits } from "../shared/limits.ts";
import type { OperatorReport, RoomReport } from "../shared/operator.ts";
import { withAuthorName } from "../shared/personal-data.ts";

const DAY = 86_400_000;

/** Reports of a deployment. Above it the oldest of those that were handled are removed, then the oldest of all. */
const MAX = 10_000;

/** Which reports: all or only those that wait, the newest first. */
export interface ReportQuery {
  open: boolean;
  offset: number;
  limit: number;
}

type Row = Record<string, SqlStorageValue> & {
  id: string;
  room: string;
  seq: number;
  reason: ReportReason;
  words: string | null;
  at: number;
  reporter: string;
  reporter_name: string;
  context: string;
  outcome: string | null;
  handled_by: string | null;
  handled_at: number | null;
};

export class OperatorReportStore {
  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Schema,
    private readonly limits: Pick<Limits, "reportDays">,
  ) {}

  /** Stores reports of a room. One that is known already is left as it is. */
  add(room: string, reports: readonly RoomReport[]): void {
    this.schema.create();
    for (const { id, seq, reason, words, at, reporter, context } of reports)
      this.sql.exec(
        `INSERT OR IGNORE INTO reports (id, room, seq, reason, words, at, reporter, reporter_name, context)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        room,
        seq,
        reason,
        words ?? null,
        at,
        reporter.id,
        reporter.name,
        JSON.stringify(context),
      );
    const surplus = this.#count - MAX;
    if (surplus > 0)
      this.sql.exec(
        "DELETE FROM reports WHERE id IN (SELECT id FROM reports ORDER BY outcome IS NULL, at LIMIT ?)",
        surplus,
      );
  }

  find(id: string): OperatorReport | undefined {
    return this.#select("WHERE id = ?", id)[0];
  }

  page({ open, offset, limit }: ReportQuery): OperatorReport[] {
    const where = open ? "WHERE outcome IS NULL" : "";
    return this.#select(`${where} ORDER BY at DESC, id LIMIT ? OFFSET ?`, limit, offset);
  }

  /** How many wait. */
  get open(): number {
    if (!this.schema.exists) return 0;
    return this.sql.exec<{ open: number }>("SELECT count(*) AS open FROM reports WHERE outcome IS NULL").one()
      .open;
  }

  /** Notes what was done about a report, or about all reports of its message. */
  markHandled(
    report: OperatorReport,
    { outcome, by, at, isOfMessage }: { outcome: string; by: string; at: number; isOfMessage: boolean },
  ): void {
    const { room, seq } = report;
    const waiting = isOfMessage
      ? this.#select("WHERE room = ? AND seq = ? AND outcome IS NULL", room, seq)
      : [report];
    // A later room of the same name may have a message of the same number.
    const ofMessage = waiting.filter((other) => sentAt(other) === sentAt(report));
    for (const { id } of ofMessage)
      this.sql.exec(
        "UPDATE reports SET outcome = ?, handled_by = ?, handled_at = ? WHERE id = ? AND outcome IS NULL",
        outcome,
        by,
        at,
        id,
      );
  }

  /**
   * Replaces the name of a person who erased their data, as the reporter and as the author of messages.
   *
   * @param room in the reports of this room only; undefined for all rooms
   */
  rename(person: string, name: string, room: string | undefined): void {
    if (!this.schema.exists) return;
    const of = "(?2 IS NULL OR room = ?2)";
    this.sql.exec(
      `UPDATE reports SET reporter_name = ?3 WHERE reporter = ?1 AND ${of} AND reporter_name <> ?3`,
      person,
      room ?? null,
      name,
    );
    const rows = this.sql
      .exec<{ id: string; context: string }>(
        `SELECT id, context FROM reports WHERE instr(context, ?1) > 0 AND ${of}`,
        JSON.stringify(person),
        room ?? null,
      )
      .toArray();
    for (const { id, context } of rows)
      this.sql.exec("UPDATE reports SET context = ? WHERE id = ?", withAuthorName(context, person, name), id);
  }

  /** Erases old reports. @returns when the next one is due, in milliseconds since the epoch */
  eraseOld(now: number): number | undefined {
    if (!this.schema.exists) return undefined;
    const kept = this.limits.reportDays * DAY;
    this.sql.exec("DELETE FROM reports WHERE at <= ?", now - kept);
    const [oldest] = this.#select("ORDER BY at LIMIT 1");
    return oldest && oldest.at + kept;
  }

  get #count(): number {
    return this.sql.exec<{ count: number }>("SELECT count(*) AS count FROM reports").one().count;
  }

  #select(clause: string, ...bindings: (string | number)[]): OperatorReport[] {
    if (!this.schema.exists) return [];
    return Array.from(this.sql.exec<Row>(`SELECT * FROM reports ${clause}`, ...bindings), toReport);
  }
}

/** When the reported message was sent, in milliseconds since the epoch. */
const sentAt = ({ context, seq }: OperatorReport): number | undefined =>
  context.find((message) => message.seq === seq)?.at;

function toReport(row: Row): OperatorReport {
  const { id, room, seq, reason, words, at, reporter, reporter_name, outcome, handled_by, handled_at } = row;
  return {
    id,
    room,
    seq,
    reason,
    ...(words !== null && { words }),
    at,
    reporter: { id: reporter, name: reporter_name },
    context: JSON.parse(row.context) as Message[],
    ...(outcome !== null && { outcome, by: handled_by ?? "", handledAt: handled_at ?? at }),
  };
}
