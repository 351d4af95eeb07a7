/** Creates a long history in seconds: writes rows into the database of a room while its server is stopped. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { io } from "socket.io-client";
import type { Ack } from "../../src/shared/contract/errors.ts";
import type { RunningServer } from "./server.ts";

/** How long an ended process may take to unlock its database, in milliseconds. */
const UNLOCK_DEADLINE = 10_000;

/** A message to be stored, as `src/room/messages/message-store.ts` stores one. */
export interface StoredMessage {
  /** The author's id. */
  author: string;
  name: string;
  /** When it was sent, in milliseconds since the epoch. */
  at: number;
  text: string;
}

/**
 * Creates a room by sending `first`, stops the server, stores `messages` after it, and starts the server again.
 *
 * @param first a text that no other room of the server has: it identifies the database
 */
export async function storeHistory(
  server: Pick<RunningServer, "url" | "persistTo" | "kill" | "restart">,
  room: string,
  first: string,
  messages: Iterable<StoredMessage>,
): Promise<void> {
  await say(server.url, room, first);
  await server.kill();
  const database = await databaseWith(join(server.persistTo, "v3/do"), first);
  try {
    const insert = database.prepare(
      "INSERT INTO messages (seq, author, name, at, text, nonce) VALUES (?, ?, ?, ?, ?, ?)",
    );
    database.exec("BEGIN");
    let seq = 1;
    for (const { author, name, at, text } of messages) {
      seq += 1;
      insert.run(seq, author, name, at, text, `stored-${seq}`);
    }
    database.exec("COMMIT");
  } finally {
    database.close();
  }
  await server.restart();
}

async function say(url: string, room: string, text: string): Promise<void> {
  const socket = io(url, { path: `/rooms/${room}/socket.io/`, forceNew: true });
  try {
    const nonce = crypto.randomUUID();
    const answer: Ack<object> = await socket.timeout(60_000).emitWithAck("message:send", { nonce, text });
    if (!answer.ok) throw new Error(`the first message was rejected: ${answer.error.message}`);
  } finally {
    socket.disconnect();
  }
}

/** The database of the room that contains a message with this text. */
async function databaseWith(folder: string, text: string): Promise<DatabaseSync> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((file) => file.includes("ChatRoom") && file.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(folder, file), { timeout: UNLOCK_DEADLINE });
    const table = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'messages'").get();
    if (
      table !== undefined &&
      database.prepare("SELECT 1 FROM messages WHERE text = ?").get(text) !== undefined
    )
      return database;
    database.close();
  }
  throw new Error(`no room below ${folder} has a message ${JSON.stringify(text)}`);
}
