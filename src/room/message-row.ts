/** A message as SQLite keeps it. */
import type { Message, Reaction } from "../protocol/index.ts";

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
    reactions TEXT
  );
  CREATE INDEX messages_rev ON messages (rev) WHERE rev IS NOT NULL`;

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
};

export const COLUMNS = "seq, author, name, at, text, nonce, edited_at, deleted, reactions";

/** The message as it travels. */
export function toMessage(row: MessageRow): Message {
  const { seq, author, name, at, text, nonce, edited_at, deleted, reactions } = row;
  const message: Message = { seq, from: { id: author, name }, at, text, nonce };
  if (edited_at !== null) message.editedAt = edited_at;
  if (deleted !== null) message.deleted = true;
  if (reactions !== null) message.reactions = JSON.parse(reactions) as Reaction[];
  return message;
}
