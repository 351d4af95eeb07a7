/** The server of one board: it stores finished strokes, and passes on what is being drawn. */
import { SocketIODurableObject } from "socket.io-durable-objects";
import type { ClientToServerEvents, ServerToClientEvents } from "./events.ts";
import { isStroke, joinStrokes } from "./stroke.ts";

/** How many strokes a board keeps: together at most 3 MB, which a client gets in one message. */
const MAX_STROKES = 1_500;

export class Board extends SocketIODurableObject<
  Env,
  ClientToServerEvents,
  ServerToClientEvents<Uint8Array>
> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, { path: ({ id }) => `/boards/${id.name}/socket.io` });
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS strokes (id INTEGER PRIMARY KEY, bytes BLOB)");

    // The adapter knows sleeping sockets, too; `io.sockets.sockets` has only those that are awake.
    const announcePeople = () => this.io.emit("board:people", this.io.of("/").adapter.sids.size);

    this.io.on("connection", (socket) => {
      socket.on("stroke:preview", (stroke) => {
        // A client that is slow does not get it: the next preview or the finished stroke replaces it.
        if (isStroke(stroke)) socket.volatile.broadcast.emit("stroke:preview", socket.id, stroke);
      });

      socket.on("stroke:add", (stroke, acknowledge) => {
        if (!isStroke(stroke)) return;
        const bytes = Uint8Array.from(stroke).buffer;
        const { id } = sql
          .exec<{ id: number }>("INSERT INTO strokes (bytes) VALUES (?) RETURNING id", bytes)
          .one();
        sql.exec("DELETE FROM strokes WHERE id <= ?", id - MAX_STROKES);
        socket.broadcast.emit("stroke:add", socket.id, stroke);
        acknowledge();
      });

      socket.on("board:clear", () => {
        sql.exec("DELETE FROM strokes");
        this.io.emit("board:clear");
      });

      socket.on("disconnect", announcePeople);

      // True when the object wakes up: the client has the strokes.
      if (socket.recovered) return;
      const strokes = [...sql.exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM strokes ORDER BY id")];
      socket.emit("board:strokes", joinStrokes(strokes.map(({ bytes }) => new Uint8Array(bytes))));
      announcePeople();
    });
  }
}
