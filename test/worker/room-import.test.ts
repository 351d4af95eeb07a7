/** The import of an export. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { NewBot } from "../../src/shared/contract/index.ts";
import { atLength } from "../support/length.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, send } from "./app.ts";
import { keysOf, text, uploadFile } from "./files.ts";
import {
  contentOf,
  emptyRoom,
  exportOf,
  file,
  head,
  importInto,
  type Lines,
  message,
  NDJSON,
  parse,
  stateOf,
  unsigned,
} from "./import.ts";
import { ownedRoom } from "./owned-room.ts";
import { say, storedState } from "./permission-rooms.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

/** A file of more than one line. */
const LONG_FILE = "All work and no play makes Jack a dull boy.\n".repeat(3_000);

/** A room with everything that a room can have. */
async function filledRoom() {
  const room = uniqueRoom("exported");
  const { owner, guest, guestId } = await ownedRoom(room);
  const rude = await SocketClient.join(room, { name: "Rude" });
  const quiet = await SocketClient.join(room, { name: "Quiet" });
  const { bot, token } = (await owner.request("bot:create", { name: "Herald" })) as unknown as NewBot;
  const question = await say(
    guest,
    "<script>alert(1)</script> שלום & \u{1f468}\u200d\u{1f469}\u200d\u{1f467}?",
  );
  await guest.request("message:send", { nonce: "reply", text: "an answer", replyTo: question });
  for (const client of [owner, guest])
    await client.request("reaction:set", { seq: question, emoji: "👍", on: true });
  const picture = await uploadFile(room, guest);
  const long = await uploadFile(room, guest, text(LONG_FILE), "long.txt");
  const attachments = [picture.id, long.id];
  await guest.request("message:send", { nonce: "files", text: "", attachments });
  const edited = await say(owner, "frist");
  await owner.request("message:edit", { seq: edited, text: "first" });
  const deleted = await say(rude, "rude");
  await owner.request("message:delete", { seq: deleted });
  await send(`/api/rooms/${room}/messages`, {
    method: "POST",
    headers: { ...bearer(token), "Content-Type": "application/json" },
    body: JSON.stringify({ text: "by the bot", nonce: "bot" }),
  });
  await owner.request("member:mute", { id: quiet.welcome.you.id, on: true });
  await owner.request("member:ban", { id: rude.welcome.you.id, on: true });
  await owner.request("room:update", {
    visibility: "private",
    title: "Ours",
    topic: "All of it",
    slowMode: 5,
    retention: { days: 36_500 },
  });
  return { room, owner, guest, guestId, quiet, rude, bot, token, long };
}

describe("an import", () => {
  it("restores messages, replies, reactions, files, bots without tokens, guests, sanctions and settings exactly", async () => {
    const { room, owner, guest, rude, bot, token, long } = await filledRoom();
    const exported = await exportOf(room, owner);
    expect(exported).not.toContain(token);
    expect(new Set(parse(exported).map(({ kind }) => kind))).toEqual(
      new Set(["room", "bot", "muted", "banned", "guest", "file", "chunk", "message", "end"]),
    );
    const copy = await emptyRoom(owner);
    expect(await stateOf(copy, owner)).toEqual({ ok: true, line: 0, done: false });
    const lines = parse(exported).length;
    expect((await importInto(copy, owner, exported)).answer).toEqual({ ok: true, line: lines, done: true });
    expect(await stateOf(copy, owner)).toEqual({ ok: true, line: lines, done: true });
    expect(contentOf(await exportOf(copy, owner), copy)).toEqual(contentOf(exported, room));

    const file = await send(`/rooms/${copy}/files/${long.id}`, { headers: bearer(guest) });
    expect(await file.text()).toBe(LONG_FILE);
    // A person who was a guest still is, one who was banned, too; a bot needs a new token.
    const again = await SocketClient.join(copy, { token: guest.welcome.you.token as string });
    expect(again.welcome).toMatchObject({ settings: { title: "Ours" }, lastSeq: 7, rev: 4 });
    const heir = await SocketClient.join(copy, { token: owner.welcome.you.token as string });
    const next = await heir.request("message:send", { nonce: "next", text: "go on" });
    expect(next).toMatchObject({ message: { seq: 8 } });
    expect(await again.request("search", { query: "answer" })).toMatchObject({ messages: [{ seq: 3 }] });
    const banned = await SocketClient.connect(copy, { token: rude.welcome.you.token });
    expect(banned.rejection?.data.code).toBe("banned");
    expect((await SocketClient.connect(copy, { token })).rejection?.data.code).toBe("unauthorized");
    const { bots } = (await (await send(`/api/rooms/${copy}/bots`, { headers: bearer(owner) })).json()) as {
      bots: unknown;
    };
    expect(bots).toEqual([bot]);
  });

  it("leaves the room the retention of the deployment where the owner had chosen none", async () => {
    const room = uniqueRoom("default-retention");
    const { owner } = await ownedRoom(room);
    await owner.request("room:update", { topic: "Changed" });
    const exported = await exportOf(room, owner);
    const settings = parse(exported)[0]?.settings;
    expect(settings).toMatchObject({ topic: "Changed" });
    expect(settings).not.toHaveProperty("retention");
    // For readers, an export in JSON has what applies.
    const json = await send(`/api/rooms/${room}/export`, { headers: bearer(owner) });
    expect(await json.json()).toMatchObject({ settings: { topic: "Changed", retention: {} } });
    const copy = await emptyRoom(owner);
    expect((await importInto(copy, owner, exported)).answer).toMatchObject({ done: true });
    const stored = await runInDurableObject(env.ROOMS.getByName(copy), (_, { storage }) =>
      storage.kv.get("room:settings"),
    );
    expect(stored).toMatchObject({ topic: "Changed" });
    expect(stored).not.toHaveProperty("retention");
  });

  it("that was cut anywhere continues after the last line that was accepted", async () => {
    const { room, owner } = await filledRoom();
    const exported = await exportOf(room, owner);
    const bytes = text(exported);
    const lines = exported.trimEnd().split("\n");
    const copy = await emptyRoom(owner);
    let after = 0;
    for (const part of [0.01, 0.2, 0.4, 0.6, 0.8, 0.99]) {
      const start = text(
        lines
          .slice(0, after)
          .map((line) => `${line}\n`)
          .join(""),
      ).length;
      const cut = bytes.slice(start, Math.max(start, Math.floor(bytes.length * part)));
      const { answer } = await importInto(copy, owner, cut, `?after=${after}`);
      expect(answer.ok).toBe(false);
      expect(answer.error?.message).toMatch(/^line \d+: .*(?:cut off|Nothing was imported)/);
      const state = (await stateOf(copy, owner)) as { line: number; done: boolean };
      expect(state.done).toBe(false);
      expect(state.line).toBeGreaterThanOrEqual(after);
      after = state.line;
    }
    expect(after).toBeGreaterThan(8);
    // Meanwhile no one writes, and the room says why.
    const meanwhile = await SocketClient.join(copy, { token: owner.welcome.you.token as string });
    expect(await meanwhile.request("message:send", { nonce: "m", text: "x" })).toMatchObject({
      error: { code: "locked", message: expect.stringContaining("imported") },
    });
    const wrong = await importInto(copy, owner, lines.slice(after + 1).join("\n"), `?after=${after + 1}`);
    expect([wrong.status, wrong.answer.error?.code]).toEqual([409, "stale"]);
    const rest = await importInto(copy, owner, lines.slice(after).join("\n"), `?after=${after}`);
    expect(rest.answer).toEqual({ ok: true, line: lines.length, done: true });
    await meanwhile.disconnected();
    expect(contentOf(await exportOf(copy, owner), copy)).toEqual(contentOf(exported, room));
    expect(await keysOf(copy)).toHaveLength(2);
  });

  it("is for the owner of an empty room only", async () => {
    const { room, owner, guest, token } = await filledRoom();
    const exported = await exportOf(room, owner);
    const before = await storedState(room);
    expect((await importInto(room, owner, exported)).answer).toMatchObject({
      error: { code: "forbidden", message: "line 1: only an empty room can be imported into." },
    });
    expect(await storedState(room)).toEqual(before);
    const copy = await emptyRoom(owner);
    expect((await importInto(copy, guest, exported)).answer.error?.code).toBe("forbidden");
    expect((await importInto(copy, token, exported)).answer.error?.code).toBe("unauthorized");
    expect((await importInto(uniqueRoom("nobodys"), owner, exported)).answer.error?.code).toBe("forbidden");
    const anonymous = await send(`/api/rooms/${copy}/import`, {
      method: "POST",
      headers: NDJSON,
      body: exported,
    });
    expect(anonymous.status).toBe(401);
    const foreign = await send(`/api/rooms/${copy}/import`, {
      method: "POST",
      headers: { ...bearer(owner), ...NDJSON, Origin: "https://evil.example" },
      body: exported,
    });
    expect(foreign.status).toBe(403);
    const form = await send(`/api/rooms/${copy}/import`, {
      method: "POST",
      headers: { ...bearer(owner), "Content-Type": "text/plain" },
      body: exported,
    });
    expect(form.status).toBe(400);
    await Promise.all([anonymous, foreign, form].map((response) => response.arrayBuffer()));
    expect((await stateOf(copy, owner)) as object).toMatchObject({ line: 0 });
    await importInto(copy, owner, exported);
    expect((await importInto(copy, owner, exported)).answer.error?.code).toBe("forbidden");
  });

  it("refuses what this server has not exported, with the number of the line", async () => {
    const { room, owner, guestId } = await filledRoom();
    const exported = await exportOf(room, owner);
    const lines = exported.trimEnd().split("\n");
    const other = (await exportOf(room, owner)).trimEnd().split("\n");
    const at = lines.findIndex((line) => line.includes('"kind":"message"'));
    const changed = (from: string, to: string) => {
      const line = lines.findIndex((candidate) => candidate.includes(from));
      return { line: line + 1, body: lines.with(line, (lines[line] as string).replace(from, to)).join("\n") };
    };
    const attempts: { line: number; body: string; code?: string }[] = [
      changed("my room", "my words"),
      changed(`"from":{"id":"${guestId}"`, `"from":{"id":"${owner.welcome.you.id}"`),
      changed(`"owner":"${owner.welcome.you.id}"`, '"owner":"another-person"'),
      changed('"kind":"guest"', '"kind":"bot"'),
      {
        line: at + 1,
        body: lines
          .with(at, lines[at + 1] as string)
          .with(at + 1, lines[at] as string)
          .join("\n"),
      },
      { line: at + 1, body: lines.with(at, other[at] as string).join("\n") },
      { line: at + 1, body: lines.toSpliced(at, 1).join("\n") },
      { line: 1, body: '{"kind":"message"}' },
      { line: 1, body: "\u0000\u0001 no export" },
      { line: 1, body: "" },
      { line: 2, body: `${lines[0]}\n[]` },
      { line: 2, body: `${lines[0]}\n{"kind":"constructor"}` },
      { line: 3, body: `${lines[0]}\n${lines[1]}\n${"x".repeat(300_000)}`, code: "too_large" },
    ];
    for (const { line, body, code = "invalid" } of attempts) {
      const copy = await emptyRoom(owner);
      const { answer } = await importInto(copy, owner, body);
      expect(answer.error).toMatchObject({ code });
      expect(answer.error?.message).toMatch(new RegExp(`^line ${line}: `));
      expect(answer.error?.message).toMatch(
        line === 1 ? /Nothing was imported/ : new RegExp(`lines up to ${line - 1} were imported`),
      );
      expect(await stateOf(copy, owner)).toEqual({ ok: true, line: line - 1, done: false });
    }
  });

  it("stops reading a line of 10 MB", async () => {
    const { owner } = await ownedRoom(uniqueRoom("import-long-line"));
    const copy = await emptyRoom(owner);
    const { status, answer } = await importInto(copy, owner, "x".repeat(10_000_000));
    expect([status, answer.error?.code]).toEqual([413, "too_large"]);
    expect(answer.error?.message).toContain("line 1: a line has at most 262144 bytes. Nothing was imported.");
  });
});

describe("an export of another server", () => {
  it("is imported with other ids, and without bots, guests and sanctions", async () => {
    const { owner, guestId } = await ownedRoom(uniqueRoom("import-unsigned"));
    const copy = await emptyRoom(owner);
    const { id } = owner.welcome.you;
    const body = unsigned([
      head({ settings: { owner: guestId, topic: "<b>bold</b>", visibility: "unlisted" } }),
      { kind: "banned", id, name: "Me" },
      { kind: "guest", id: guestId, name: "Guest" },
      { kind: "bot", id: "bot_0123456789abcdef", name: "Herald" },
      message(1, guestId, { text: "<script>alert(1)</script>\u0000" }),
      message(2, id, { replyTo: 1, reactions: [{ emoji: "👍", ids: [guestId, id] }] }),
      { kind: "end", messages: 2, files: 0 },
    ]);
    expect((await importInto(copy, owner, body)).answer.error?.code).toBe("invalid");
    expect((await importInto(copy, owner, body, "?unsigned=true")).answer).toMatchObject({ done: true });
    const lines = parse(await exportOf(copy, owner));
    expect(lines.map(({ kind }) => kind)).toEqual(["room", "message", "message", "end"]);
    expect(lines[0]).toMatchObject({ settings: { owner: id, topic: "<b>bold</b>", visibility: "unlisted" } });
    const [, first, second] = lines as unknown as {
      from: { id: string };
      text: string;
      reactions: { ids: string[] }[];
    }[];
    expect(first?.text).toBe("<script>alert(1)</script>");
    const ids = [first?.from.id, second?.from.id];
    expect(ids).toEqual([expect.stringMatching(/^old_/), expect.stringMatching(/^old_/)]);
    expect(second?.reactions[0]?.ids).toEqual(ids);
    expect(JSON.stringify(lines.slice(1))).not.toContain(guestId);
  });

  it("is refused where it is not possible", async () => {
    const { owner } = await ownedRoom(uniqueRoom("import-hostile"));
    const bad: [line: number, lines: Lines][] = [
      [1, [head({ format: 2 })]],
      [1, [head({ lastSeq: Number.MAX_SAFE_INTEGER })]],
      [1, [head({ settings: { slowMode: -1 } })]],
      [2, [head(), message(11, "a")]],
      [3, [head(), message(2, "a"), message(2, "a")]],
      [3, [head(), message(2, "a"), message(1, "a")]],
      [2, [head(), message(1, "a", { at: Date.now() + 86_400_000 })]],
      [2, [head(), message(1, "a", { replyTo: 1 })]],
      [2, [head(), message(1, "a", { text: "x".repeat(4_001) })]],
      [2, [head(), message(1, "a b")]],
      [2, [head(), message(1, "a", { reactions: [{ emoji: "<b>", ids: ["a"] }] })]],
      [2, [head(), message(1, "a", { attachments: [{ id: "0".repeat(32) }] })]],
      [2, [head(), head()]],
      [2, [head(), { kind: "chunk", data: "AAAA" }]],
      [3, [head(), file(5), { kind: "chunk", data: "AAAAAAAAAAAA" }]],
      [3, [head(), file(5), message(1, "a")]],
      [3, [head(), file(5)]],
      [2, [head(), file(999_999_999)]],
      [2, [head(), { kind: "end", messages: 1, files: 0 }]],
      [3, [head(), { kind: "end", messages: 0, files: 0 }, message(1, "a")]],
    ];
    for (const [line, lines] of bad) {
      const copy = await emptyRoom(owner);
      const { answer } = await importInto(copy, owner, unsigned(lines as Lines), "?unsigned=true");
      expect(answer.error?.message, JSON.stringify(lines.at(-1))).toMatch(new RegExp(`^line ${line}: `));
      expect(["invalid", "too_large"]).toContain(answer.error?.code);
    }
  });

  const many = atLength({ short: 1_000, long: 100_000 });

  it(`with ${many} messages is imported while it is read`, async () => {
    const { owner } = await ownedRoom(uniqueRoom("import-many"));
    const copy = await emptyRoom(owner);
    const encoder = new TextEncoder();
    let seq = 0;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const lines: object[] = seq === 0 ? [head({ lastSeq: many })] : [];
        for (let i = 0; i < 100 && seq < many; i++) lines.push(message(++seq, `person-${seq % 50}`));
        const isLast = seq === many;
        if (isLast) lines.push({ kind: "end", messages: many, files: 0 });
        sent += lines.length;
        controller.enqueue(encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
        if (isLast) controller.close();
      },
    });
    const written = await rowsWritten(copy, async () => {
      expect((await importInto(copy, owner, body, "?unsigned=true")).answer).toEqual({
        ok: true,
        line: many + 2,
        done: true,
      });
    });
    // A row for each message, and one for each batch of 200 lines.
    expect(written).toBeGreaterThan(many);
    expect(written).toBeLessThan(many * 1.01 + 30);
    expect(sent).toBe(many + 2);
    const response = await send(`/api/rooms/${copy}/messages?limit=1`, { headers: bearer(owner) });
    expect(await response.json()).toMatchObject({ messages: [{ seq: many, text: `text ${many}` }] });
    expect(parse(await exportOf(copy, owner))).toHaveLength(many + 2);
  }, 600_000);
});
