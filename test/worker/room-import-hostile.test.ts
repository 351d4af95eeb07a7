/** Imports of what no server has exported, by people who may not, and several at once: no half of anything that cannot be continued. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitsFrom } from "../../src/shared/limits.ts";
import { atLength } from "../support/length.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { smallPng } from "../unit/files/bytes.ts";
import { bearer, send } from "./app.ts";
import { keysOf, text, uploadFile } from "./files.ts";
import {
  contentOf,
  emptyRoom,
  exportOf,
  file,
  head,
  importInto,
  message,
  parse,
  stateOf,
  unsigned,
} from "./import.ts";
import { operate } from "./operator-client.ts";
import { ownedRoom } from "./owned-room.ts";
import { say } from "./permission-rooms.ts";
import { numRuns } from "./search-room.ts";
import { SocketClient } from "./socket-client.ts";

/** A small room with an export that this server has signed. */
async function signedExport() {
  const room = uniqueRoom("hostile");
  const { owner, guest } = await ownedRoom(room);
  const { id } = await uploadFile(room, guest, text("a short file"), "a.txt");
  await guest.request("message:send", { nonce: "file", text: "", attachments: [id] });
  await say(guest, "the last one");
  await owner.request("member:mute", { id: guest.welcome.you.id, on: true });
  return { room, owner, guest, exported: await exportOf(room, owner) };
}

/** What an import has left behind can be deleted, and the room imported again from the beginning. */
async function expectReset(copy: string, owner: SocketClient, exported: string) {
  const deleted = await send(`/api/rooms/${copy}`, { method: "DELETE", headers: bearer(owner) });
  expect(await deleted.json()).toMatchObject({ ok: true });
  await expect
    .poll(async () => {
      const made = await send("/api/rooms", {
        method: "POST",
        headers: { "Content-Type": "application/json", ...bearer(owner) },
        body: JSON.stringify({ name: copy }),
      });
      await made.arrayBuffer();
      return made.status;
    })
    .toBe(201);
  expect(await stateOf(copy, owner)).toEqual({ ok: true, line: 0, done: false });
  expect((await importInto(copy, owner, exported)).answer).toMatchObject({ done: true });
}

describe("an import of a damaged export", () => {
  it("that is cut off in each of its lines continues after the last whole one", async () => {
    const { room, owner, exported } = await signedExport();
    const lines = exported.trimEnd().split("\n");
    const copy = await emptyRoom(owner);
    let after = 0;
    for (const [index, line] of lines.entries()) {
      const whole = lines.slice(after, index).map((before) => `${before}\n`);
      const cut = `${whole.join("")}${line.slice(0, Math.ceil(line.length / 2))}`;
      const { status, answer } = await importInto(copy, owner, cut, `?after=${after}`);
      expect([status, answer.error?.code]).toEqual([400, "invalid"]);
      const state = (await stateOf(copy, owner)) as { line: number; done: boolean };
      expect(state.done).toBe(false);
      // A file is accepted with its message.
      expect(state.line).toBeGreaterThanOrEqual(after);
      expect(state.line).toBeLessThanOrEqual(index);
      after = state.line;
    }
    const rest = lines.slice(after).join("\n");
    expect((await importInto(copy, owner, rest, `?after=${after}`)).answer).toMatchObject({ done: true });
    expect(contentOf(await exportOf(copy, owner), copy)).toEqual(contentOf(exported, room));
    expect(await keysOf(copy)).toHaveLength(1);
  });

  it("whose bytes were changed anywhere is refused, and the room can be imported again", async () => {
    const { room, owner, exported } = await signedExport();
    const bytes = text(exported.trimEnd());
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      removed: fc.integer({ min: 0, max: 3 }),
      added: fc.uint8Array({ maxLength: 3 }),
    });
    let copy = "";
    await fc.assert(
      fc.asyncProperty(change, async ({ at, removed, added }) => {
        const changed = Uint8Array.from([
          ...bytes.subarray(0, at),
          ...added,
          ...bytes.subarray(at + removed),
        ]);
        // Space at the end of the last line is not part of it.
        fc.pre(new TextDecoder().decode(changed).trimEnd() !== exported.trimEnd());
        copy = await emptyRoom(owner);
        const { status, answer } = await importInto(copy, owner, changed);
        expect([400, 413]).toContain(status);
        expect(answer.error?.message).toMatch(/^line \d+: /);
        expect(await stateOf(copy, owner)).toMatchObject({ ok: true, done: false });
      }),
      { numRuns },
    );
    await expectReset(copy, owner, exported);
    expect(contentOf(await exportOf(copy, owner), copy)).toEqual(contentOf(exported, room));
  });

  it("with any line twice, or all in another order, is refused at that line", async () => {
    const { owner, exported } = await signedExport();
    const lines = exported.trimEnd().split("\n");
    for (const [index, line] of lines.entries()) {
      const copy = await emptyRoom(owner);
      const { answer } = await importInto(copy, owner, lines.toSpliced(index, 0, line).join("\n"));
      expect(answer.error?.message).toMatch(new RegExp(`^line ${index + 2}: `));
    }
    const reversed = [lines[0], ...lines.slice(1).reverse()].join("\n");
    const { answer } = await importInto(await emptyRoom(owner), owner, reversed);
    expect(answer.error?.message).toMatch(/^line 2: /);
  });
});

/** Values as they stand in JSON. `JSON.stringify` writes none of the first ones. */
const HOSTILE = [
  ...["1e309", "-1e309", "-1", "-0", "0.5", "9007199254740993", "1e21"],
  ...["null", "true", "{}", "[]", '""', '{"__proto__":{"seq":1}}', '[["a"]]'],
  ...[
    '"__proto__"',
    '"constructor"',
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\u0000"',
    '"<script>alert(1)</script>"',
  ],
  `"${"x".repeat(70_000)}"`,
];

/** In a short run a part of them for each field. */
const PARTS = atLength({ short: 4, long: 1 });

/** A line in which the string "HOSTILE" is replaced. */
const withValue = (line: object, value: string) => JSON.stringify(line).replaceAll('"HOSTILE"', value);

describe("a hostile export", () => {
  const reactions = (emoji: string, ids: unknown) => ({ reactions: [{ emoji, ids }] });
  const fields: [field: string, line: object][] = [
    ["seq", message("HOSTILE" as never, "a")],
    ["at", message(1, "a", { at: "HOSTILE" })],
    ["editedAt", message(1, "a", { editedAt: "HOSTILE" })],
    ["replyTo", message(2, "a", { replyTo: "HOSTILE" })],
    ["text", message(1, "a", { text: "HOSTILE" })],
    ["nonce", message(1, "a", { nonce: "HOSTILE" })],
    ["from", message(1, "a", { from: "HOSTILE" })],
    ["from.id", message(1, "HOSTILE")],
    ["from.name", message(1, "a", { from: { id: "a", name: "HOSTILE" } })],
    ["deleted", message(1, "a", { deleted: "HOSTILE", text: "" })],
    ["reactions", message(1, "a", { reactions: "HOSTILE" })],
    ["an emoji", message(1, "a", reactions("HOSTILE", ["a"]))],
    ["ids", message(1, "a", reactions("👍", ["HOSTILE"]))],
    ["attachments", message(1, "a", { attachments: "HOSTILE" })],
    ["an attachment", message(1, "a", { attachments: [{ id: "HOSTILE" }] })],
    ["kind", { ...message(1, "a"), kind: "HOSTILE" }],
    ["the name of a file", { ...file(4), name: "HOSTILE" }],
    ["the size of a file", { ...file(4), size: "HOSTILE" }],
    ["the type of a file", { ...file(4), type: "HOSTILE" }],
    ["the id of a file", { ...file(4), id: "HOSTILE" }],
    ["the owner of a file", { ...file(4), by: "HOSTILE" }],
    ["messages", { kind: "end", messages: "HOSTILE", files: 0 }],
    ["lastSeq", head({ lastSeq: "HOSTILE" })],
    ["settings", head({ settings: "HOSTILE" })],
    ["topic", head({ settings: { topic: "HOSTILE" } })],
    ["retention", head({ settings: { retention: { days: "HOSTILE" } } })],
    ["the id of an export", head({ export: "HOSTILE" })],
  ];
  it.each(fields)("with any value as %s is refused or harmless", async (field, line) => {
    const { owner } = await ownedRoom(uniqueRoom("hostile-field"));
    let copy: string | undefined;
    const part = fields.findIndex(([name]) => name === field) % PARTS;
    for (const value of HOSTILE.filter((_, index) => index % PARTS === part)) {
      const isHead = Reflect.get(line, "kind") === "room";
      const isNew = copy === undefined || isHead;
      copy = isNew ? await emptyRoom(owner) : (copy as string);
      const body = isHead
        ? withValue(line, value)
        : `${isNew ? `${JSON.stringify(head())}\n` : ""}${withValue(line, value)}`;
      const query = isNew ? "?unsigned=true" : "?unsigned=true&after=1";
      const { status, answer } = await importInto(copy, owner, body, query);
      // The last line is missing.
      expect([400, 413], `${value.slice(0, 40)}: ${JSON.stringify(answer)}`).toContain(status);
      expect(answer.error?.message).toMatch(/^line \d+: /);
      const state = (await stateOf(copy, owner)) as { line: number };
      if (state.line < 2) continue;
      // It was harmless: what the room shows is as it would be of a person.
      const [stored] = parse(await exportOf(copy, owner)).filter(({ kind }) => kind === "message");
      expect(stored?.seq).toBeGreaterThan(0);
      expect(stored?.at).toBeGreaterThanOrEqual(0);
      expect(JSON.stringify(stored)).not.toMatch(/\\ud[89a-f]|\\u0000/);
      copy = undefined;
    }
  });

  it.each<[problem: string, fields: object]>([
    ["a deleted message with a text", { deleted: true }],
    ["a deleted message with a reaction", { deleted: true, text: "", ...reactions("👍", ["a"]) }],
    ["a message without a text", { text: "" }],
    ["a message of white space", { text: " \u200b\n" }],
    [
      "an emoji twice",
      {
        reactions: [
          { emoji: "👍", ids: ["a"] },
          { emoji: "👍", ids: ["b"] },
        ],
      },
    ],
    ["a reaction twice", reactions("👍", ["a", "a"])],
    ["a message of tomorrow", { at: Date.now() + 86_400_000 }],
    ["a message that was edited tomorrow", { editedAt: Date.now() + 86_400_000 }],
    ["an answer to a later message", { replyTo: 2 }],
  ])("with %s is refused", async (_, fields) => {
    const { owner } = await ownedRoom(uniqueRoom("hostile-message"));
    const copy = await emptyRoom(owner);
    const { status, answer } = await importInto(
      copy,
      owner,
      unsigned([head(), message(1, "a", fields)]),
      "?unsigned=true",
    );
    expect([status, answer.error?.code]).toEqual([400, "invalid"]);
    expect(answer.error?.message).toMatch(/^line 2: (?!the export is cut off)/);
    expect(await stateOf(copy, owner)).toEqual({ ok: true, line: 1, done: false });
  });

  it("whose first lines are refused leaves a room that works, and takes the right ones", async () => {
    const { owner } = await ownedRoom(uniqueRoom("hostile-first"));
    const copy = await emptyRoom(owner);
    const begin = unsigned([head(), message(2, "a"), message(1, "a")]);
    const { status, answer } = await importInto(copy, owner, begin, "?unsigned=true");
    expect([status, answer.error?.code]).toEqual([400, "invalid"]);
    expect(answer.error?.message).toMatch(/^line 3: seq: must ascend/);
    expect(await stateOf(copy, owner)).toEqual({ ok: true, line: 1, done: false });
    const token = owner.welcome.you.token as string;
    expect((await SocketClient.join(copy, { token })).welcome).toMatchObject({ messages: [], lastSeq: 0 });
    const rest = unsigned([message(1, "a"), message(2, "a"), { kind: "end", messages: 2, files: 0 }]);
    expect((await importInto(copy, owner, rest, "?after=1&unsigned=true")).answer).toMatchObject({
      done: true,
    });
    const reader = await SocketClient.join(copy, { token });
    expect(reader.welcome.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("cannot give a file another type than it has, nor content to a file that has none", async () => {
    const { owner } = await ownedRoom(uniqueRoom("hostile-files"));
    const data = (bytes: Uint8Array) => ({ kind: "chunk", data: btoa(String.fromCharCode(...bytes)) });
    const page = text("<!doctype html><script>alert(1)</script>");
    const sent = message(1, "a", { attachments: [{ id: file(1).id }] });
    const end = { kind: "end", messages: 1, files: 1 };
    for (const [type, bytes, found] of [
      ["image/png", page, "application/octet-stream"],
      ["text/plain", smallPng, "image/png"],
      ["application/pdf", page, "application/octet-stream"],
    ] as const) {
      const copy = await emptyRoom(owner);
      const lines = [head(), { ...file(bytes.length), type }, data(bytes), sent, end];
      expect((await importInto(copy, owner, unsigned(lines), "?unsigned=true")).answer).toMatchObject({
        done: true,
      });
      const response = await send(`/rooms/${copy}/files/${file(1).id}`, { headers: bearer(owner) });
      expect(response.headers.get("Content-Type")).toContain(found);
      expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.from(bytes));
    }
    for (const lines of [
      [head(), { ...file(4), missing: true }, data(page), sent, end],
      [head(), file(4), sent, end],
      [head(), file(4), { kind: "chunk", data: "" }, sent, end],
      [head(), file(4), { kind: "chunk", data: "????" }, sent, end],
      [head(), { ...file(4), type: "text/html" }, data(page), sent, end],
      // The content is another's.
      [head(), { ...file(4), by: "b" }, data(text("four")), sent, end],
      [head(), file(4), data(text("four")), message(1, "a", { attachments: [file(4), file(4)] }), end],
    ]) {
      const copy = await emptyRoom(owner);
      const { answer } = await importInto(copy, owner, unsigned(lines), "?unsigned=true");
      expect(answer.error?.message, JSON.stringify(lines[1])).toMatch(/^line [234]: /);
      expect(await stateOf(copy, owner)).toEqual({ ok: true, line: 1, done: false });
    }
  });

  it("with more files than a message can have is refused before they fill the memory", async () => {
    const { owner } = await ownedRoom(uniqueRoom("hostile-many-files"));
    const copy = await emptyRoom(owner);
    const { filesPerMessage } = limitsFrom({});
    const files = Array.from({ length: filesPerMessage + 1 }, () => ({ ...file(4), missing: true }));
    const { answer } = await importInto(copy, owner, unsigned([head(), ...files]), "?unsigned=true");
    expect(answer.error?.message).toMatch(new RegExp(`^line ${filesPerMessage + 2}: a message has at most`));
    expect(await stateOf(copy, owner)).toEqual({ ok: true, line: 1, done: false });
  });

  it("with large gaps between its numbers is searched as fast as any", async () => {
    const { owner } = await ownedRoom(uniqueRoom("hostile-gaps"));
    const copy = await emptyRoom(owner);
    const lastSeq = 1_000_000_000_000;
    const seqs = [1, 2_000_000, 500_000_000_000, 999_999_000_000];
    const body = unsigned([
      head({ lastSeq }),
      ...seqs.map((seq) => message(seq, "a", { text: "a needle", at: 1 })),
      { kind: "end", messages: seqs.length, files: 0 },
    ]);
    expect((await importInto(copy, owner, body, "?unsigned=true")).answer).toMatchObject({ done: true });
    const reader = await SocketClient.join(copy, { token: owner.welcome.you.token as string });
    for (let turn = 0; turn < 2; turn++)
      expect(await reader.request("search", { query: "needle" })).toMatchObject({
        messages: seqs.toReversed().map((seq) => ({ seq })),
      });
    expect(await reader.request("message:send", { nonce: "next", text: "go on" })).toMatchObject({
      message: { seq: lastSeq + 1 },
    });
  });
});

describe("an export without messages", () => {
  it("whose room had some makes a room that goes on after them", async () => {
    const { owner } = await ownedRoom(uniqueRoom("all-removed"));
    const copy = await emptyRoom(owner);
    const body = unsigned([head({ lastSeq: 7 }), { kind: "end", messages: 0, files: 0 }]);
    expect((await importInto(copy, owner, body, "?unsigned=true")).answer).toMatchObject({ done: true });
    const heir = await SocketClient.join(copy, { token: owner.welcome.you.token as string });
    expect(heir.welcome).toMatchObject({ messages: [], lastSeq: 7 });
    expect(await heir.request("message:send", { nonce: "next", text: "go on" })).toMatchObject({
      message: { seq: 8 },
    });
  });
});

describe("two imports into one room", () => {
  it("at once leave one whole room", async () => {
    const { room, owner, exported } = await signedExport();
    const lines = exported.trimEnd().split("\n");
    const copy = await emptyRoom(owner);
    const both = await Promise.all([
      importInto(copy, owner, exported),
      importInto(copy, owner, exported),
      importInto(copy, owner, exported, "?after=0"),
    ]);
    for (const { answer } of both)
      if (!answer.ok) expect(["forbidden", "stale", "invalid"]).toContain(answer.error?.code);
    const state = (await stateOf(copy, owner)) as { line: number; done: boolean };
    if (!state.done)
      await importInto(copy, owner, lines.slice(state.line).join("\n"), `?after=${state.line}`);
    expect(await stateOf(copy, owner)).toEqual({ ok: true, line: lines.length, done: true });
    expect(contentOf(await exportOf(copy, owner), copy)).toEqual(contentOf(exported, room));
    expect(await keysOf(copy)).toHaveLength(1);
  });
});

describe("an import that began", () => {
  /** A room in the middle of an import, and the rest of the export. */
  async function begun() {
    const { room, owner, guest, exported } = await signedExport();
    const lines = exported.trimEnd().split("\n");
    const copy = await emptyRoom(owner);
    await importInto(copy, owner, lines.slice(0, 2).join("\n"));
    const { line } = (await stateOf(copy, owner)) as { line: number };
    expect(line).toBe(2);
    const go = (who: SocketClient) =>
      importInto(copy, who, lines.slice(line).join("\n"), `?after=${line}`).then(({ answer }) => answer);
    return { room, copy, owner, guest, exported, go };
  }

  it("stops while its owner is banned everywhere, and continues after that", async () => {
    const { copy, owner, go, exported, room } = await begun();
    const { id } = owner.welcome.you;
    expect(await operate("POST", "/bans", { person: id, reason: "spam", room: copy })).toMatchObject({
      changed: true,
    });
    expect((await go(owner)).error?.code).toBe("banned");
    expect(await operate("DELETE", "/bans", { person: id })).toMatchObject({ changed: true });
    await expect.poll(async () => (await go(owner)).error?.code, { timeout: 60_000 }).not.toBe("banned");
    expect(contentOf(await exportOf(copy, owner), copy)).toEqual(contentOf(exported, room));
  });

  it("stops while an operator has closed the room", async () => {
    const { copy, owner, go } = await begun();
    await operate("POST", `/rooms/${copy}/close`, { on: true });
    expect((await go(owner)).error?.code).toBe("locked");
    await operate("POST", `/rooms/${copy}/close`, { on: false });
    expect(await go(owner)).toMatchObject({ done: true });
  });

  it("belongs to whom the room was handed over to", async () => {
    const { copy, owner, guest, go } = await begun();
    const there = await SocketClient.join(copy, { token: guest.welcome.you.token as string });
    const heir = await SocketClient.join(copy, { token: owner.welcome.you.token as string });
    expect(await heir.request("room:handover", { id: guest.welcome.you.id })).toMatchObject({ ok: true });
    expect((await go(owner)).error?.code).toBe("forbidden");
    expect((await stateOf(copy, owner)) as object).toMatchObject({ error: { code: "forbidden" } });
    expect(await go(there)).toMatchObject({ done: true });
  });

  it("ends with the room, which can be imported again", async () => {
    const { copy, owner, exported } = await begun();
    await expectReset(copy, owner, exported);
  });
});
