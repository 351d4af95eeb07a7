/** People and networks that are banned in all rooms. Every change has a version, so that rooms know whether they have all. */
import type { Schema } from "../../platform/migrations.ts";
import type { Ban, BanKind } from "../../shared/operator.ts";

const VERSION = "bans:version";

/** A ban, as rooms need to know it. */
export interface BanRecord {
  kind: BanKind;
  value: string;
  /** In milliseconds since the epoch; missing for never. */
  until?: number;
}

/** All bans. */
export interface BanSnapshot {
  version: number;
  bans: BanRecord[];
}

/** What a ban says besides when it was made. */
export type NewBan = Omit<Ban, "at">;

export class BanStore {
  constructor(
    private readonly storage: Pick<DurableObjectStorage, "sql" | "kv">,
    private readonly schema: Schema,
  ) {}

  /** The number of the newest change, 0 before the first. */
  get version(): number {
    return this.storage.kv.get<number>(VERSION) ?? 0;
  }

  /** How many bans have not ended. @param now milliseconds since the epoch */
  count(now: number): number {
    if (!this.schema.exists) return 0;
    return this.storage.sql
      .exec<{ count: number }>("SELECT count(*) AS count FROM bans WHERE until IS NULL OR until > ?", now)
      .one().count;
  }

  /** A ban that has not ended. @param now milliseconds since the epoch */
  find(kind: BanKind, value: string, now: number): Ban | undefined {
    if (!this.schema.exists) return undefined;
    const rows = this.storage.sql.exec<Row>(
      "SELECT * FROM bans WHERE kind = ? AND value = ? AND (until IS NULL OR until > ?)",
      kind,
      value,
      now,
    );
    return Array.from(rows, toBan)[0];
  }

  /** Adds a ban, or changes one. */
  set({ kind, value, name, reason, by, until }: NewBan, now: number): void {
    this.schema.create();
    this.#removeExpired(now);
    this.storage.sql.exec(
      "INSERT OR REPLACE INTO bans (kind, value, name, reason, by, at, until) VALUES (?, ?, ?, ?, ?, ?, ?)",
      kind,
      value,
      name ?? null,
      reason,
      by,
      now,
      until ?? null,
    );
    this.#changed();
  }

  /** Replaces the name of a banned person. */
  rename(person: string, name: string): void {
    if (this.schema.exists)
      this.storage.sql.exec(
        "UPDATE bans SET name = ?1 WHERE kind = 'person' AND value = ?2 AND name <> ?1",
        name,
        person,
      );
  }

  /** Ends a ban. @returns whether there was one */
  remove(kind: BanKind, value: string, now: number): boolean {
    if (this.find(kind, value, now) === undefined) return false;
    this.storage.sql.exec("DELETE FROM bans WHERE kind = ? AND value = ?", kind, value);
    this.#changed();
    return true;
  }

  /** A page of bans: the newest first. */
  page(offset: number, limit: number, now: number): Ban[] {
    if (!this.schema.exists) return [];
    const rows = this.storage.sql.exec<Row>(
      "SELECT * FROM bans WHERE until IS NULL OR until > ? ORDER BY at DESC, kind, value LIMIT ? OFFSET ?",
      now,
      limit,
      offset,
    );
    return Array.from(rows, toBan);
  }

  /** All bans; undefined if a caller that has this version has them all. */
  snapshot(known: number | undefined): BanSnapshot | undefined {
    const { version } = this;
    if (version === known) return undefined;
    if (!this.schema.exists) return { version, bans: [] };
    const rows = this.storage.sql.exec<Row>("SELECT * FROM bans");
    const bans = Array.from(rows, ({ kind, value, until }) => ({
      kind,
      value,
      ...(until !== null && { until }),
    }));
    return { version, bans };
  }

  #removeExpired(now: number): void {
    this.storage.sql.exec("DELETE FROM bans WHERE until <= ?", now);
  }

  #changed(): void {
    this.storage.kv.put(VERSION, this.version + 1);
  }
}

type Row = Record<string, SqlStorageValue> & {
  kind: BanKind;
  value: string;
  name: string | null;
  reason: string;
  by: string;
  at: number;
  until: number | null;
};

function toBan({ kind, value, name, reason, by, at, until }: Row): Ban {
  return {
    kind,
    value,
    ...(name !== null && { name }),
    reason,
    by,
    at,
    ...(until !== null && { until }),
  };
}
