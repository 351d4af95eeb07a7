/** The chat of Socket.IO's tutorial: https://socket.io/docs/v4/tutorial/introduction */
import { SocketIODurableObject } from "socket.io-durable-objects";

/** The longest message, in characters. */
const MAX_LENGTH = 2_000;

/** How many messages a new client gets. */
const HISTORY = 100;

export class Chat extends SocketIODurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, { connectionStateRecovery: {} });
    const { sql } = ctx.storage;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, client_offset TEXT UNIQUE, content TEXT)",
    );

    this.io.on("connection", (socket) => {
      socket.on("chat message", (content: unknown, clientOffset: unknown, acknowledge: () => void) => {
        if (typeof content !== "string" || typeof clientOffset !== "string") return;
        // A client that got no acknowledgement sends a message again: it is stored once.
        const [message] = sql.exec<{ id: number }>(
          "INSERT INTO messages (content, client_offset) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id",
          content.slice(0, MAX_LENGTH),
          clientOffset,
        );
        if (message !== undefined) this.io.emit("chat message", content.slice(0, MAX_LENGTH), message.id);
        acknowledge();
      });

      // True when the object wakes up, and for a client that was away for a moment: these have all messages.
      if (socket.recovered) return;
      const messages = sql.exec<{ id: number; content: string }>(
        "SELECT id, content FROM messages WHERE id > max(?, (SELECT max(id) FROM messages) - ?) ORDER BY id",
        Number(socket.handshake.auth.serverOffset ?? 0),
        HISTORY,
      );
      for (const { id, content } of messages) socket.emit("chat message", content, id);
    });
  }
}

export default {
  fetch: (request, env) => env.CHAT.getByName("main").fetch(request),
} satisfies ExportedHandler<Env>;
