/** The tables of a room, as numbered migrations. */
import {
  addColumnIfMissing,
  type Migration,
  Schema,
  type SchemaDefinition,
} from "../../platform/migrations.ts";

/**
 * 1: the tables of release 0.1.0.
 *
 * That release recorded no version and created each table on first use, so an object has some of these tables, and an
 * older object lacks the newest columns and indexes.
 *
 * - `seq` is the integer primary key of a message, so a message costs one row and no index. Its first change sets `rev`,
 *   so the index of changes holds no unchanged message.
 * - A read mark belongs to a person.
 * - A deleted message looks up its files by `seq`, an upload by `owner`, the cleanup by `at`. States below 2 are unsent.
 */
const initialTables: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE IF NOT EXISTS messages (
      seq INTEGER PRIMARY KEY,
      author TEXT NOT NULL,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      text TEXT NOT NULL,
      nonce TEXT NOT NULL,
      rev INTEGER,
      edited_at INTEGER,
      deleted INTEGER,
      reactions TEXT,
      reply_to INTEGER,
      attachments TEXT
    );
    CREATE INDEX IF NOT EXISTS messages_rev ON messages (rev) WHERE rev IS NOT NULL;

    CREATE TABLE IF NOT EXISTS reads (
      person TEXT PRIMARY KEY,
      seq INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS files (
      id TEXT PRIMARY KEY,
      owner TEXT NOT NULL,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      size INTEGER NOT NULL,
      width INTEGER,
      height INTEGER,
      at INTEGER NOT NULL,
      state INTEGER NOT NULL,
      seq INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS files_seq ON files (seq) WHERE seq IS NOT NULL;
    CREATE INDEX IF NOT EXISTS files_owner ON files (owner);
    CREATE INDEX IF NOT EXISTS files_unsent ON files (at) WHERE state < 2;`);
  addColumnIfMissing(sql, "messages", "reply_to", "INTEGER");
  addColumnIfMissing(sql, "messages", "attachments", "TEXT");
};

/**
 * 2: subscriptions to Web Push, one for each device that asked for notices.
 *
 * `waiting` is how many messages up to `seq` its next notice is about, `due` when that may be sent, `attempts` how often it was.
 */
const pushSubscriptions: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE push_subscriptions (
      endpoint TEXT PRIMARY KEY,
      person TEXT NOT NULL,
      name TEXT NOT NULL,
      p256dh TEXT NOT NULL,
      auth TEXT NOT NULL,
      level TEXT NOT NULL,
      language TEXT NOT NULL,
      site TEXT NOT NULL,
      at INTEGER NOT NULL,
      since INTEGER NOT NULL,
      waiting INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      due INTEGER NOT NULL,
      attempts INTEGER NOT NULL
    ) WITHOUT ROWID;`);
};

/** 3: the device of a subscription, where the person has an account; it ends when the device is signed out. */
const subscriptionDevices: Migration = (sql) => {
  sql.exec("ALTER TABLE push_subscriptions ADD COLUMN device TEXT");
};

/**
 * 4: reports of messages. `context` is the message and those around it, as JSON; `dismissed` and `unsent` are 0 or 1. A person reports a
 * message once.
 */
const reports: Migration = (sql) => {
  sql.exec(`
    CREATE TABLE reports (
      id TEXT PRIMARY KEY,
      seq INTEGER NOT NULL,
      reporter TEXT NOT NULL,
      name TEXT NOT NULL,
      reason TEXT NOT NULL,
      words TEXT,
      at INTEGER NOT NULL,
      context TEXT NOT NULL,
      dismissed INTEGER NOT NULL,
      unsent INTEGER NOT NULL,
      UNIQUE (seq, reporter)
    ) WITHOUT ROWID;`);
};

/** The search index has no migration: it is derived from the messages, and `SearchIndex` creates and drops it. */
const ROOM_SCHEMA: SchemaDefinition = {
  migrations: [initialTables, pushSubscriptions, subscriptionDevices, reports],
  unversionedTables: ["messages", "reads", "files"],
};

/** The tables of the room whose storage this is. Touches no storage until they are asked for. */
export const roomSchema = (storage: DurableObjectStorage): Schema => new Schema(storage, ROOM_SCHEMA);
