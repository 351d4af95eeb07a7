/** The tables of an account, as numbered migrations. */
import { type Migration, Schema, type SchemaDefinition } from "../platform/migrations.ts";

/** 1: devices, the rooms they use, and links to other devices. Times are in milliseconds since the epoch. */
const initialTables: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE devices (
      id TEXT PRIMARY KEY,
      browser TEXT NOT NULL,
      system TEXT NOT NULL,
      created INTEGER NOT NULL,
      used INTEGER NOT NULL
    ) WITHOUT ROWID`);
  sql.exec(`
    CREATE TABLE visits (
      device TEXT NOT NULL,
      room TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (device, room)
    ) WITHOUT ROWID`);
  sql.exec(`
    CREATE TABLE links (
      hash BLOB PRIMARY KEY,
      device TEXT NOT NULL,
      expires INTEGER NOT NULL
    ) WITHOUT ROWID`);
};

/** 2: passkeys, and the challenges that they have answered. */
const passkeyTables: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE passkeys (
      id TEXT PRIMARY KEY,
      public_key BLOB NOT NULL,
      counter INTEGER NOT NULL,
      transports TEXT NOT NULL,
      name TEXT NOT NULL,
      created INTEGER NOT NULL,
      used INTEGER
    ) WITHOUT ROWID`);
  sql.exec("CREATE TABLE challenges (hash BLOB PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID");
};

/** 3: what follows the person to all devices, as JSON; the name has no room. And the room that each device has open, if it is known. */
const stateTables: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE items (
      kind TEXT NOT NULL,
      room TEXT NOT NULL,
      value TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (kind, room)
    ) WITHOUT ROWID`);
  sql.exec("ALTER TABLE devices ADD COLUMN room TEXT");
};

const ACCOUNT_SCHEMA: SchemaDefinition = {
  migrations: [initialTables, passkeyTables, stateTables],
  unversionedTables: [],
};

/** The tables of the account whose storage this is. Touches no storage until they are asked for. */
export const accountSchema = (storage: DurableObjectStorage): Schema => new Schema(storage, ACCOUNT_SCHEMA);
