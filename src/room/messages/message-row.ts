/** A message as SQLite keeps it. */
import type { Attachment, Message, Reaction } from "../../shared/contract/index.ts";

/**
 * `seq` is the integer primary key, so a message costs one row and no index. `rev` is set by its first change: the index
 * on it holds only messages that were changed, and a plain message writes nothing into it.
 */
export const CREATE_TABLE = `
  CREATE TABLE messages (
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
  CREATE INDEX messages_rev ON messages (rev) WHERE rev IS NOT NULL`;

/** What a table lacks that was made before these columns were. */
export const MISSING_COLUMNS = (sql: string): string[] =>
  ["reply_to INTEGER", "attachments TEXT"]
    .filter((column) => !sql.includes(column))
    .map((column) => `ALTER TABLE messages ADD COLUMN ${column}`);

export type MessageRow = {
  seq: number;
  author: string;
  name: string;
  at: number;
  text: string;
  nonce: string;
  edited_at: number | null;
  deleted: number | null;
  /** JSON of {@link Reaction}s. */
  reactions: string | null;
  reply_to: number | null;
  /** JSON of {@link Attachment}s. */
  attachments: string | null;
};

export const COLUMNS =
  "seq, author, name, at, text, nonce, edited_at, deleted, reactions, reply_to, attachments";

/** The message as it travels. */
export function toMessage(row: MessageRow): Message {
  const { seq, author, name, at, text, nonce, edited_at, deleted, reactions, reply_to, attachments } = row;
  const message: Message = { seq, from: { id: author, name }, at, text, nonce };
  if (reply_to !== null) message.replyTo = reply_to;
  if (edited_at !== null) message.editedAt = edited_at;
  if (deleted !== null) message.deleted = true;
  if (reactions !== null) message.reactions = JSON.parse(reactions) as Reaction[];
  if (attachments !== null) message.attachments = JSON.parse(attachments) as Attachment[];
  return message;
}
