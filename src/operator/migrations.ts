/** The tables of the operations object, as numbered migrations. */
import { type Migration, Schema, type SchemaDefinition } from "../platform/migrations.ts";

/**
 * 1: rooms, bans, the audit log, links that hand over a room.
 *
 * - `rooms` has every room that was created since the deployment has operators, by its canonical name.
 * - `ban_pushes` are bans that not all rooms know yet: those after `cursor`, by name.
 * - An entry of the audit log is written before the act, and `outcome` after it.
 */
const initialTables: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE rooms (
      name TEXT PRIMARY KEY,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE bans (
      kind TEXT NOT NULL,
      value TEXT NOT NULL,
      name TEXT,
      reason TEXT NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL,
      until INTEGER,
      PRIMARY KEY (kind, value)
    ) WITHOUT ROWID;

    CREATE TABLE ban_pushes (
      kind TEXT NOT NULL,
      value TEXT NOT NULL,
      cursor TEXT NOT NULL,
      PRIMARY KEY (kind, value)
    ) WITHOUT ROWID;

    CREATE TABLE audit (
      id INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      operator_id TEXT NOT NULL,
      operator_name TEXT NOT NULL,
      role TEXT NOT NULL,
      act TEXT NOT NULL,
      room TEXT,
      target TEXT,
      reason TEXT NOT NULL,
      outcome TEXT NOT NULL
    );

    CREATE TABLE ownership_links (
      hash BLOB PRIMARY KEY,
      room TEXT NOT NULL,
      expires INTEGER NOT NULL,
      person TEXT
    ) WITHOUT ROWID;`);
};

/** 2: reports of messages. `context` is JSON; `outcome` is null while a report waits. */
const reports: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE reports (
      id TEXT PRIMARY KEY,
      room TEXT NOT NULL,
      seq INTEGER NOT NULL,
      reason TEXT NOT NULL,
      words TEXT,
      at INTEGER NOT NULL,
      reporter TEXT NOT NULL,
      reporter_name TEXT NOT NULL,
      context TEXT NOT NULL,
      outcome TEXT,
      handled_by TEXT,
      handled_at INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX reports_at ON reports (at);`);
};

const OPERATIONS_SCHEMA: SchemaDefinition = { migrations: [initialTables, reports], unversionedTables: [] };

/** The tables of the object whose storage this is. Touches no storage until they are asked for. */
export const operationsSchema = (storage: DurableObjectStorage): Schema =>
  new Schema(storage, OPERATIONS_SCHEMA);
