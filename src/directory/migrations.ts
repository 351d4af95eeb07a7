/** The tables of the directory, as numbered migrations. */
import { addColumnIfMissing, type Migration, Schema, type SchemaDefinition } from "../platform/migrations.ts";

/** 1: the table of release 0.1.0, which recorded no version. An older table lacks `lastAt`. */
const initialTables: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE IF NOT EXISTS rooms (
      name TEXT PRIMARY KEY,
      title TEXT NOT NULL,
      topic TEXT NOT NULL,
      people INTEGER NOT NULL,
      told INTEGER NOT NULL,
      lastAt INTEGER
    ) WITHOUT ROWID`);
  addColumnIfMissing(sql, "rooms", "lastAt", "INTEGER");
};

/** 2: new rooms of this minute by the hash of a network. See `NewRoomLimiter`. */
const newRooms: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE new_rooms (
      network TEXT PRIMARY KEY,
      minute INTEGER NOT NULL,
      rooms INTEGER NOT NULL
    ) WITHOUT ROWID`);
};

/** 3: rooms that an operator features. */
const featuredRooms: Migration = (sql) => {
  sql.exec("ALTER TABLE rooms ADD COLUMN featured INTEGER NOT NULL DEFAULT 0");
};

const DIRECTORY_SCHEMA: SchemaDefinition = {
  migrations: [initialTables, newRooms, featuredRooms],
  unversionedTables: ["rooms"],
};

/** The tables of the directory whose storage this is. Touches no storage until they are asked for. */
export const directorySchema = (storage: DurableObjectStorage): Schema =>
  new Schema(storage, DIRECTORY_SCHEMA);
