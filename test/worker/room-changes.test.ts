import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { MessageStore } from "../../src/room/messages/message-store.ts";
import { withReaction } from "../../src/room/messages/reactions.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import type { Message } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { codeOf } from "./app.ts";
import { append } from "./append.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

/** Two people in a room with messages of the first. */
async function room(name: string, ...texts: string[]): Promise<[SocketClient, SocketClient]> {
  const [ada, bob] = [
    await SocketClient.join(name, { name: "Ada" }),
    await SocketClient.join(name, { name: "Bob" }),
  ];
  for (const [i, text] of texts.entries()) await ada.request("message:send", { nonce: `n${i}`, text });
  return [ada, bob];
}

const history = async (visitor: SocketClient) =>
  ((await visitor.request("history:get", {})) as unknown as { messages: Message[] }).messages;

describe("an edit", () => {
  it("sends everyone the new text, and the message keeps its place", async () => {
    const edit = uniqueRoom("edit");
    const [ada, bob] = await room(edit, "helo", "second");
    const answer = await ada.request("message:edit", { seq: 1, text: " hello " });
    const message = {
      seq: 1,
      from: { id: ada.welcome.you.id, name: "Ada" },
      at: expect.any(Number),
      text: "hello",
      nonce: "n0",
      editedAt: expect.any(Number),
    };
    expect(answer).toEqual({ ok: true, message });
    expect(await bob.waitFor("changes")).toEqual({ rev: 1, messages: [message] });
    expect((await history(bob)).map(({ text }) => text)).toEqual(["hello", "second"]);
  });

  it("of another person's, a missing or a deleted message is rejected", async () => {
    const noEdit = uniqueRoom("no-edit");
    const [ada, bob] = await room(noEdit, "hers", "deleted");
    await ada.request("message:delete", { seq: 2 });
    expect(codeOf(await bob.request("message:edit", { seq: 1, text: "his" }))).toBe("forbidden");
    expect(codeOf(await ada.request("message:edit", { seq: 2, text: "back" }))).toBe("not_found");
    expect(codeOf(await ada.request("message:edit", { seq: 3, text: "none" }))).toBe("not_found");
    expect(codeOf(await ada.request("message:edit", { seq: 1, text: "" }))).toBe("invalid");
    expect((await history(bob)).map(({ text }) => text)).toEqual(["hers", ""]);
  });
});

describe("a deletion", () => {
  it("keeps the number, the author and the nonce, and removes the text", async () => {
    const deleteRoom = uniqueRoom("delete");
    const [ada, bob] = await room(deleteRoom, "regretted");
    await bob.request("reaction:set", { seq: 1, emoji: "👍", on: true });
    await ada.request("message:edit", { seq: 1, text: "regretted more" });
    const message = {
      seq: 1,
      from: { id: ada.welcome.you.id, name: "Ada" },
      at: expect.any(Number),
      text: "",
      nonce: "n0",
      deleted: true,
    };
    expect(await ada.request("message:delete", { seq: 1 })).toEqual({ ok: true, message });
    expect(await bob.waitFor("changes", ({ rev }) => rev === 3)).toEqual({ rev: 3, messages: [message] });
    expect(JSON.stringify(await history(bob))).not.toContain("regretted");
    expect(await ada.request("message:send", { nonce: "n0", text: "regretted", after: 0 })).toEqual({
      ok: true,
      message,
    });
  });

  it("of another person's message is allowed for the owner only", async () => {
    const deleteOthers = uniqueRoom("delete-others");
    const [ada, bob] = await room(deleteOthers, "hers");
    await bob.request("message:send", { nonce: "b", text: "his" });
    expect(codeOf(await bob.request("message:delete", { seq: 1 }))).toBe("forbidden");
    expect(codeOf(await bob.request("message:delete", { seq: 9 }))).toBe("not_found");
    expect(await ada.request("message:delete", { seq: 2 })).toMatchObject({
      ok: true,
      message: { deleted: true },
    });
  });
});

describe("a reaction", () => {
  it("is added and removed by each person for themselves", async () => {
    const reactRoom = uniqueRoom("react");
    const [ada, bob] = await room(reactRoom, "nice");
    const ids = [ada.welcome.you.id, bob.welcome.you.id];
    const react = (visitor: SocketClient, on: boolean, emoji = "👍") =>
      visitor.request("reaction:set", { seq: 1, emoji, on });
    await react(ada, true);
    expect(await react(bob, true)).toMatchObject({ message: { reactions: [{ emoji: "👍", ids }] } });
    expect(await react(bob, true, "❤")).toMatchObject({ message: { reactions: [{}, { emoji: "❤️" }] } });
    expect(await react(ada, false)).toMatchObject({
      message: { reactions: [{ emoji: "👍", ids: [ids[1]] }, {}] },
    });
    await react(bob, false);
    const answer = await react(bob, false, "❤️");
    expect((answer as unknown as { message: Message }).message.reactions).toBeUndefined();
    await ada.waitFor("changes", ({ rev, messages }) => rev === 6 && messages[0]?.reactions === undefined);
  });

  it.each([["👍👍"], ["x"], ["1"], [""], [`👍${"\u0301".repeat(5)}`], ["<b>"], ["👨‍👩‍👧‍👦".repeat(9)], [7]])(
    "with %j is rejected",
    async (emoji) => {
      const noReaction = uniqueRoom("no-reaction");
      const [ada] = await room(noReaction, "x");
      expect(codeOf(await ada.request("reaction:set", { seq: 1, emoji, on: true }))).toBe("invalid");
    },
  );

  it.each([["👨‍👩‍👧‍👦"], ["🏴󠁧󠁢󠁥󠁮󠁧󠁿"], ["1️⃣"], ["🇩🇪"], ["👩🏽‍💻"], ["❤️"]])("with %s is accepted", async (emoji) => {
    const reactionsRoom = uniqueRoom("reactions");
    const [ada] = await room(reactionsRoom, "x");
    expect(await ada.request("reaction:set", { seq: 1, emoji, on: true })).toMatchObject({ ok: true });
  });

  it("has a maximum number of different emoji, and of people, per message", () => {
    const limits = { emojiPerMessage: 2, reactionsPerMessage: 3 };
    const put = (reactions: ReturnType<typeof withReaction>, id: string, emoji: string) =>
      withReaction(reactions, id, { emoji, on: true }, limits);
    const two = put(put([], "a", "👍"), "a", "🚀");
    expect(() => put(two, "a", "🎉")).toThrow(/different/);
    const three = put(two, "b", "👍");
    expect(() => put(three, "c", "👍")).toThrow(/at most 3/);
    expect(put(three, "b", "👍")).toBe(three);
  });
});

describe("a change", () => {
  it("costs two rows at most, and none when it changes nothing", async () => {
    const changeRows = uniqueRoom("change-rows");
    const [ada] = await room(changeRows, "one", "two");
    const costs: number[] = [];
    const asks: [string, object][] = [
      ["message:edit", { seq: 1, text: "first edit" }],
      ["message:edit", { seq: 1, text: "second edit" }],
      ["reaction:set", { seq: 1, emoji: "👍", on: true }],
      ["reaction:set", { seq: 2, emoji: "👍", on: true }],
      ["reaction:set", { seq: 2, emoji: "👍", on: false }],
      ["message:delete", { seq: 1 }],
    ];
    for (const [event, payload] of asks) {
      costs.push(await rowsWritten(changeRows, () => ada.request(event, payload)));
      expect(await rowsWritten(changeRows, () => ada.request(event, payload))).toBe(0);
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(2);
    expect(Math.min(...costs)).toBeGreaterThan(0);
    await ada.request("message:send", { nonce: "after", text: "plain again" });
    const plain = () => ada.request("message:send", { nonce: "plain", text: "plain" });
    expect(await rowsWritten(changeRows, plain)).toBe(1);
  });

  it("that was missed is sent once after a reconnect, if the client has the message", async () => {
    const missedChanges = uniqueRoom("missed-changes");
    const [ada, bob] = await room(missedChanges, "one", "two", "three");
    await ada.request("message:edit", { seq: 1, text: "one, edited" });
    bob.leave();
    await ada.request("reaction:set", { seq: 3, emoji: "👍", on: true });
    await ada.request("message:edit", { seq: 2, text: "two, edited" });
    await ada.request("message:edit", { seq: 2, text: "two, edited again" });
    await evictDurableObject(env.ROOMS.getByName(missedChanges));
    const back = await SocketClient.join(missedChanges, { lastSeq: 2, rev: 1 });
    expect(back.welcome).toMatchObject({ rev: 4, lastSeq: 3, gap: false });
    expect(back.welcome.changes.map(({ seq, text }) => [seq, text])).toEqual([[2, "two, edited again"]]);
    expect(back.welcome.messages.map(({ seq }) => seq)).toEqual([3]);
    const upToDate = await SocketClient.join(missedChanges, { lastSeq: 3, rev: 4 });
    expect(upToDate.welcome).toMatchObject({ changes: [], messages: [], gap: false });
    const fromElsewhere = await SocketClient.join(missedChanges, { lastSeq: 3, rev: 99 });
    expect(fromElsewhere.welcome).toMatchObject({ gap: true, changes: [] });
  });

  it("is not sent if too many were missed: the client gets the newest page and a gap", async () => {
    const manyChanges = uniqueRoom("many-changes");
    const { storageOf, count } = await filled(manyChanges, LIMITS.resumeChanges + 1);
    await storageOf((storage) => storage.sql.exec("UPDATE messages SET text = 'edited', rev = seq"));
    await evictDurableObject(env.ROOMS.getByName(manyChanges));
    const tooMany = await SocketClient.join(manyChanges, { lastSeq: count, rev: 0 });
    expect(tooMany.welcome).toMatchObject({ gap: true, changes: [], rev: count });
    const justSo = await SocketClient.join(manyChanges, { lastSeq: count, rev: 1 });
    expect(justSo.welcome.gap).toBe(false);
    expect(justSo.welcome.changes.map(({ seq }) => seq)).toEqual(
      Array.from({ length: count - 1 }, (_, i) => i + 2),
    );
  });
});

/** A room with `count` messages, and access to its storage. */
async function filled(name: string, count: number) {
  const storageOf = <Result>(work: (storage: DurableObjectStorage) => Result) =>
    runInDurableObject(env.ROOMS.getByName(name), (_, { storage }) => work(storage));
  await storageOf((storage) => {
    const log = new MessageStore(storage, roomSchema(storage), LIMITS);
    for (let i = 1; i <= count; i++)
      append(log, { id: "ada", name: "Ada" }, { nonce: `n${i}`, text: "x" }, 0);
  });
  return { storageOf, count };
}
