/** Replies, also in rooms from before there were replies. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

const send = (visitor: SocketClient, nonce: string, more: object = {}) =>
  visitor.request("message:send", { nonce, text: nonce, ...more });

describe("a reply", () => {
  it("contains a quote of the original, live and in the history, and costs a row like any message", async () => {
    const room = uniqueRoom("replies");
    const [ada, bob] = [await SocketClient.join(room), await SocketClient.join(room)];
    await send(ada, "question");
    expect(
      await rowsWritten(room, async () => {
        expect(await send(bob, "answer", { replyTo: 1 })).toMatchObject({ message: { seq: 2, replyTo: 1 } });
      }),
    ).toBe(1);
    expect(await ada.waitFor("messages", ([first]) => first?.seq === 2)).toMatchObject([{ replyTo: 1 }]);
    expect(await ada.request("history:get", {})).toMatchObject({
      messages: [{ seq: 1 }, { seq: 2, replyTo: 1 }],
    });
  });

  it("to a missing or deleted message is rejected; a retry of a stored reply returns it unchanged", async () => {
    const room = uniqueRoom("replies-refused");
    const ada = await SocketClient.join(room);
    await send(ada, "first");
    for (const replyTo of [0, 2, 1e15]) {
      expect(await send(ada, "x", { replyTo })).toMatchObject({ ok: false, error: { code: "not_found" } });
    }
    for (const replyTo of [-1, 1.5, "1", null, {}]) {
      expect(await send(ada, "x", { replyTo })).toMatchObject({ ok: false, error: { code: "invalid" } });
    }
    await send(ada, "answer", { replyTo: 1 });
    await ada.request("message:delete", { seq: 1 });
    expect(await send(ada, "late", { replyTo: 1 })).toMatchObject({
      ok: false,
      error: { code: "not_found" },
    });
    expect(await send(ada, "answer", { replyTo: 1 })).toMatchObject({ message: { seq: 2, replyTo: 1 } });
  });

  it("can be sent in a room whose table is from before there were replies", async () => {
    const room = uniqueRoom("replies-old");
    await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
      storage.sql.exec(
        `CREATE TABLE messages (seq INTEGER PRIMARY KEY, author TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
          text TEXT NOT NULL, nonce TEXT NOT NULL, rev INTEGER, edited_at INTEGER, deleted INTEGER, reactions TEXT)`,
      );
      storage.sql.exec("CREATE INDEX messages_rev ON messages (rev) WHERE rev IS NOT NULL");
      storage.sql.exec(
        "INSERT INTO messages (seq, author, name, at, text, nonce) VALUES (1, 'a', 'Ada', 1, 'old', 'n')",
      );
    });
    const ada = await SocketClient.join(room);
    expect(ada.welcome.messages).toMatchObject([{ seq: 1, text: "old" }]);
    expect(await send(ada, "new", { replyTo: 1 })).toMatchObject({ message: { seq: 2, replyTo: 1 } });
  });
});
