/** A message as SQLite keeps it. */
import type { Attachment, Message, Reaction } from "../../shared/contract/index.ts";

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

/** Adds a row. */
export function insertRow(sql: SqlStorage, message: Message & { nonce: string }): void {
  const { seq, from, at, text, nonce, editedAt, deleted, reactions, replyTo, attachments } = message;
  sql.exec(
    `INSERT INTO messages (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    seq,
    from.id,
    from.name,
    at,
    text,
    nonce,
    editedAt ?? null,
    deleted ? 1 : null,
    reactions === undefined ? null : JSON.stringify(reactions),
    replyTo ?? null,
    attachments === undefined ? null : JSON.stringify(attachments),
  );
}
