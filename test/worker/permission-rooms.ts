/** Rooms for tests of permissions, and everything that is stored in them. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { NewBot } from "../../src/shared/contract/index.ts";
import type { SocketClient } from "./socket-client.ts";

/** Sends a message. Returns its `seq`. */
export const say = async (visitor: SocketClient, text: string): Promise<number> => {
  const answer = await visitor.request("message:send", { nonce: crypto.randomUUID(), text });
  return (answer as unknown as { message: { seq: number } }).message.seq;
};

export const createBot = async (owner: SocketClient) =>
  (await owner.request("bot:create", { name: "Herald" })) as unknown as NewBot;

/** Everything that a room stores. */
export const storedState = (room: string) =>
  runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'")
      .toArray()
      .map(({ name }) => name)
      .filter((name) => !name.startsWith("_cf"));
    return {
      keys: [...storage.kv.list()],
      rows: tables.map((table) => [table, storage.sql.exec(`SELECT * FROM "${table}"`).toArray()]),
    };
  });
