/** State of an earlier release works with the current code: permissions, messages and files. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSION_SECONDS, Signer } from "../../src/auth/session.ts";
import type { Ack, Message, Welcome } from "../../src/shared/contract/index.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { repository } from "../support/build.ts";
import { createClient, once } from "../support/clients.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import stored from "../support/states/0.1.0.json" with { type: "json" };

interface Person {
  id: string;
  name: string;
}

const { public: open, private: closed } = stored;
const [first, answered, deleted, withFile] = open.messages;

let persistTo: string;
let server: RunningServer;

beforeAll(async () => {
  persistTo = await mkdtemp(join(tmpdir(), "socket-rocket-stored-"));
  const archive = join(repository, "test/support/states/0.1.0.tar.gz");
  await promisify(execFile)("tar", ["-xzf", archive, "-C", persistTo]);
  const vars = { SESSION_SECRET: stored.secret, LIMIT_DIRECTORY_MS: "1" };
  server = await startServer({ persistTo, vars, outlivesTest: true });
});

afterAll(async () => {
  await server?.stop();
  await rm(persistTo, { recursive: true, force: true, maxRetries: 5 });
});

/** A session token of a stored person, signed today: the stored tokens expire. */
async function tokenOf({ id, name }: Person): Promise<string> {
  const signer = await Signer.from([stored.secret]);
  return signer.sign({ id, name, expires: Math.floor(Date.now() / 1_000) + SESSION_SECONDS });
}

const clientOf = (room: string, auth: object): Socket =>
  createClient(server.url, { path: socketPath(room), auth });

async function enter(room: string, auth: object): Promise<{ socket: Socket; welcome: Welcome }> {
  const socket = clientOf(room, auth);
  const [welcome] = await once<[Welcome]>(socket, "welcome");
  return { socket, welcome };
}

const enterAs = async (room: string, person: Person) => enter(room, { token: await tokenOf(person) });

/** The error code of a rejected connection. */
async function refusalOf(room: string, auth: object): Promise<string> {
  const [error] = await once<[Error & { data: { code: string } }]>(clientOf(room, auth), "connect_error");
  return error.data.code;
}

const ask = (socket: Socket, event: string, payload: object): Promise<Ack<{ message: Message }>> =>
  socket.timeout(60_000).emitWithAck(event, payload);

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers });

const historyOf = async (room: string, token: string): Promise<Message[]> => {
  const response = await get(`/api/rooms/${room}/messages`, { Authorization: `Bearer ${token}` });
  return ((await response.json()) as { messages: Message[] }).messages;
};

describe("a public room", () => {
  it("has its messages, replies, edits, reactions and deleted messages", async () => {
    const { welcome } = await enterAs(open.room, open.people.author);
    expect(welcome.messages.slice(0, open.messages.length)).toEqual(open.messages);
    const messages = await historyOf(open.room, await tokenOf(open.people.author));
    expect(messages.slice(0, open.messages.length)).toEqual(open.messages);
    expect(answered).toMatchObject({
      replyTo: 1,
      editedAt: expect.any(Number),
      reactions: [{ emoji: "👍" }],
    });
    expect(deleted).toMatchObject({ deleted: true, text: "" });
  });

  it("has its files", async () => {
    const path = withFile?.attachments?.[0]?.path ?? "";
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([200, open.fileContent]);
  });

  it("finds messages of the old release", async () => {
    const { socket } = await enterAs(open.room, open.people.author);
    expect(await ask(socket, "search", { query: "lighthouses" })).toMatchObject({
      ok: true,
      messages: [{ seq: answered?.seq, text: answered?.text }],
    });
  });

  it("has its owner, settings, bots, sanctions and read marks", async () => {
    const { socket, welcome } = await enterAs(open.room, open.people.owner);
    expect(welcome).toMatchObject({
      read: open.read,
      settings: { owner: open.people.owner.id, title: open.title, topic: open.topic, visibility: "public" },
    });
    const { banned, muted } = open.people;
    expect(await ask(socket, "sanctions:get", {})).toMatchObject({
      ok: true,
      banned: [banned],
      muted: [muted],
    });
    expect(await ask(socket, "bots:get", {})).toMatchObject({
      ok: true,
      bots: [{ id: open.bot.id, name: open.bot.name }],
    });
    expect(await ask(socket, "room:update", { slowMode: 0 })).toMatchObject({ ok: true });
    const { socket: other } = await enterAs(open.room, open.people.author);
    expect(await ask(other, "room:update", { slowMode: 0 })).toMatchObject({ error: { code: "forbidden" } });
  });

  it("rejects banned people and keeps muted people from writing, until the owner ends that", async () => {
    const { banned, muted, owner } = open.people;
    const token = await tokenOf(banned);
    expect(await refusalOf(open.room, { token })).toBe("banned");
    const { socket, welcome } = await enterAs(open.room, muted);
    expect(welcome.you.muted).toBe(true);
    const words = { nonce: "muted", text: "a word" };
    expect(await ask(socket, "message:send", words)).toMatchObject({ error: { code: "muted" } });
    const { socket: owners } = await enterAs(open.room, owner);
    expect(await ask(owners, "member:ban", { id: banned.id, on: false })).toEqual({ ok: true });
    expect(await ask(owners, "member:mute", { id: muted.id, on: false })).toEqual({ ok: true });
    expect((await enter(open.room, { token })).welcome.you.id).toBe(banned.id);
    expect(await ask(socket, "message:send", words)).toMatchObject({ ok: true });
    for (const event of ["member:ban", "member:mute"])
      await ask(owners, event, { id: event === "member:ban" ? banned.id : muted.id, on: true });
  });

  it("accepts messages by a bot's token, replies, edits and reactions", async () => {
    const response = await fetch(`${server.url}/api/rooms/${open.room}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${open.bot.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ text: "by the same bot", nonce: "later" }),
    });
    expect(response.status).toBe(201);
    const { message } = (await response.json()) as { message: Message };
    expect(message).toMatchObject({ from: { id: open.bot.id, name: open.bot.name } });
    expect(message.seq).toBeGreaterThan(open.messages.length);
    const { socket } = await enterAs(open.room, open.people.owner);
    const reply = await ask(socket, "message:send", {
      nonce: "reply",
      text: "a new reply",
      replyTo: first?.seq,
    });
    expect(reply).toMatchObject({ ok: true, message: { replyTo: first?.seq } });
    if (!reply.ok) return;
    const { seq } = reply.message;
    expect(await ask(socket, "message:edit", { seq, text: "edited" })).toMatchObject({ ok: true });
    expect(await ask(socket, "reaction:set", { seq, emoji: "👍", on: true })).toMatchObject({ ok: true });
    expect(await ask(socket, "read", { seq })).toEqual({ ok: true });
    const changed = (await historyOf(open.room, await tokenOf(open.people.owner))).find((m) => m.seq === seq);
    expect(changed).toMatchObject({ text: "edited", reactions: [{ ids: [open.people.owner.id] }] });
  });

  it("is in the directory, where the private room is not", async () => {
    const { socket } = await enterAs(open.room, open.people.owner);
    const listed = async () =>
      ((await (await get("/api/rooms")).json()) as { rooms: { name: string }[] }).rooms;
    await expect
      .poll(listed)
      .toContainEqual(expect.objectContaining({ name: open.room, title: open.title, topic: open.topic }));
    expect((await listed()).map(({ name }) => name)).not.toContain(closed.room);
    socket.disconnect();
  });
});

describe("a private room", () => {
  const texts = ({ messages }: Welcome) => messages.map(({ text }) => text);

  it("admits its owner, a guest, an invite and a passphrase", async () => {
    for (const person of [closed.people.owner, closed.people.guest])
      expect(texts((await enterAs(closed.room, person)).welcome)).toEqual(closed.texts);
    for (const credentials of [{ invite: closed.invite }, { passphrase: closed.passphrase }])
      expect(texts((await enter(closed.room, credentials)).welcome)).toEqual(closed.texts);
  });

  it("rejects anyone else", async () => {
    expect(await refusalOf(closed.room, {})).toBe("forbidden");
    expect(await refusalOf(closed.room, { invite: `${closed.invite}x` })).toBe("forbidden");
    expect(await refusalOf(closed.room, { passphrase: "open sesame" })).toBe("forbidden");
    expect((await get(`/api/rooms/${closed.room}/messages`)).status).toBe(401);
  });
});
