/** The worker as it is deployed, with a way to fill a room at once, and to count what it reads and writes. */
import worker, { ChatRoom as DeployedRoom } from "socket-rocket";
import type { Rows } from "./rows.ts";
import { wordBy } from "./vocabulary.ts";

// The other Durable Object classes.
export * from "socket-rocket";

/** Words of a message. */
const WORDS = 12;

export class ChatRoom extends DeployedRoom {
  #cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];

  constructor(...args: ConstructorParameters<typeof DeployedRoom>) {
    super(...args);
    const { sql } = this.ctx.storage;
    const { exec } = sql;
    sql.exec = ((...query: Parameters<typeof exec>) => {
      const cursor = exec.apply(sql, query);
      this.#cursors.push(cursor);
      return cursor;
    }) as typeof exec;
  }

  /** Adds messages up to `count` to a room that has its first. Its object is to sleep before it is used. */
  fill(count: number): void {
    const random = randomFrom(count);
    this.ctx.storage.transactionSync(() => {
      for (let seq = 2; seq <= count; seq++) {
        const text = Array.from({ length: WORDS }, () => wordBy(random())).join(" ");
        this.ctx.storage.sql.exec(
          "INSERT INTO messages (seq, author, name, at, text, nonce) VALUES (?, 'filler', 'Filler', ?, ?, ?)",
          seq,
          1_700_000_000_000 + seq * 1_000,
          text,
          `n${seq}`,
        );
      }
    });
    this.#cursors = [];
  }

  takeRows(): Rows {
    const cursors = this.#cursors;
    this.#cursors = [];
    return {
      read: cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      written: cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
    };
  }
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

interface Env {
  ROOMS: DurableObjectNamespace<ChatRoom>;
}

export default {
  async fetch(request, env, ctx) {
    const [, bench, room = "", task, count] = new URL(request.url).pathname.split("/");
    if (bench !== "bench") return worker.fetch(request as never, env as never, ctx);
    const stub = env.ROOMS.getByName(room);
    if (task === "fill") await stub.fill(Number(count));
    return Response.json(await stub.takeRows());
  },
} satisfies ExportedHandler<Env>;
