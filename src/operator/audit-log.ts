/** The audit log: what operators did, when and why. An entry is never changed but for its outcome, and never removed. */
import type { Schema } from "../platform/migrations.ts";
import { NoAnswer } from "../platform/with-timeout.ts";
import type { Ack } from "../shared/contract/errors.ts";
import type { AuditEntry, Operator, OperatorRole } from "../shared/operator.ts";
import type { RoomAct } from "./operated-room.ts";

/** What an operator does. */
export type AuditedAct = Pick<AuditEntry, "act" | "reason"> & {
  room?: string | undefined;
  target?: string | undefined;
};

/** Which entries: those with lower ids than `before`, the newest first. */
export interface AuditQuery {
  before?: number | undefined;
  room?: string | undefined;
  limit: number;
}

/** Whether it was done is not known: the object was killed on the way, or the room has not answered. */
const PENDING = "pending";

export class AuditLog {
  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Schema,
  ) {}

  /**
   * Does something, and records it. The entry is written before, so that no act is without one.
   *
   * @returns what `work` returns. With `changed: false` the outcome is `unchanged`
   * @throws what `work` throws. With {@link NoAnswer} the outcome stays `pending`
   */
  async perform<Result extends object>(
    operator: Operator,
    act: AuditedAct,
    work: () => Ack<Result> | Promise<Ack<Result>>,
  ): Promise<Ack<Result>> {
    const id = this.#begin(operator, act);
    try {
      const answer = await work();
      this.#finish(id, outcomeOf(answer));
      return answer;
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#finish(id, "internal");
      throw error;
    }
  }

  /** A page of entries, the newest first. */
  page({ before = Number.MAX_SAFE_INTEGER, room, limit }: AuditQuery): AuditEntry[] {
    if (!this.schema.exists) return [];
    const rows = this.sql.exec<Row>(
      "SELECT * FROM audit WHERE id < ?1 AND (?2 IS NULL OR room = ?2) ORDER BY id DESC LIMIT ?3",
      before,
      room ?? null,
      limit,
    );
    return Array.from(rows, toEntry);
  }

  /** Entries with higher ids than `after`, ascending: for an export. */
  after(id: number, limit: number): AuditEntry[] {
    if (!this.schema.exists) return [];
    return Array.from(
      this.sql.exec<Row>("SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?", id, limit),
      toEntry,
    );
  }

  #begin({ id, name, role }: Operator, { act, room, target, reason }: AuditedAct): number {
    this.schema.create();
    return this.sql
      .exec<{ id: number }>(
        `INSERT INTO audit (at, operator_id, operator_name, role, act, room, target, reason, outcome)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        Date.now(),
        id,
        name,
        role,
        act,
        room ?? null,
        target ?? null,
        reason,
        PENDING,
      )
      .one().id;
  }

  #finish(id: number, outcome: string): void {
    this.sql.exec("UPDATE audit SET outcome = ? WHERE id = ?", outcome, id);
  }
}

const outcomeOf = (answer: Ack<{ changed?: boolean }>): string => {
  if (!answer.ok) return answer.error.code;
  return answer.changed === false ? "unchanged" : "done";
};

/** What the log says of an act. */
export function nameOfAct(act: RoomAct): Pick<AuditedAct, "act" | "target"> {
  if (act.act === "close") return { act: act.on ? "room:close" : "room:open" };
  if (act.act === "feature") return { act: act.on ? "room:feature" : "room:unfeature" };
  return { act: `room:${act.act}`, ...(act.act === "handover" && { target: act.to }) };
}

type Row = Record<string, SqlStorageValue> & {
  id: number;
  at: number;
  operator_id: string;
  operator_name: string;
  role: OperatorRole;
  act: string;
  room: string | null;
  target: string | null;
  reason: string;
  outcome: string;
};

function toEntry({ id, at, operator_id, operator_name, role, room, target, ...rest }: Row): AuditEntry {
  const operator = { id: operator_id, name: operator_name, role };
  return {
    id,
    at,
    operator,
    act: rest.act,
    ...(room !== null && { room }),
    ...(target !== null && { target }),
    reason: rest.reason,
    outcome: rest.outcome,
  };
}
