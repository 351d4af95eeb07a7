/** A person's own data in a room: read and erased by themselves, wherever they stand. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { operationsStub } from "../../src/operator/operations-stub.ts";
import type { Invite } from "../../src/shared/contract/index.ts";
import type { PersonalDataPage } from "../../src/shared/personal-data.ts";
import { tokenOf } from "../support/identity.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf, send } from "./app.ts";
import { keysOf, runCleanup, uploadFile } from "./files.ts";
import { HAS_RELAYS } from "./has-relays.ts";
import { operate } from "./operator-client.ts";
import { evict, ownedRoom, rejoin } from "./owned-room.ts";
import { createBot, say, storedState } from "./permission-rooms.ts";
import { SocketClient } from "./socket-client.ts";

type Credentials = SocketClient | string;

async function request<Body = { ok: boolean; next?: number }>(
  method: string,
  room: string,
  who: Credentials,
  query = "",
): Promise<Body & { status: number }> {
  const response = await send(`/api/rooms/${room}/data${query}`, { method, headers: bearer(who) });
  return { status: response.status, ...((await response.json()) as Body) };
}

/** Everything that a room stores about the person who asks. */
async function dataOf(room: string, who: Credentials): Promise<PersonalDataPage> {
  const all: PersonalDataPage = { messages: [], reactions: [] };
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: PersonalDataPage & { status: number } = await request("GET", room, who, `?after=${after}`);
    expect(page.status).toBe(200);
    if (page.stored !== undefined) all.stored = page.stored;
    all.messages.push(...page.messages);
    all.reactions.push(...page.reactions);
    after = page.next;
  }
  return all;
}

/** Erases everything. @returns how many requests that took */
async function erase(room: string, who: Credentials, query = ""): Promise<number> {
  let after = 0;
  for (let requests = 1; ; requests++) {
    const answer = await request("DELETE", room, who, `?after=${after}${query}`);
    expect(answer.status, JSON.stringify(answer)).toBe(200);
    if (answer.next === undefined) return requests;
    after = answer.next;
  }
}

/** What a room stores, but for the relays that have connections now. */
async function text(room: string): Promise<string> {
  const { keys, rows } = await storedState(room);
  return JSON.stringify({ keys: keys.filter(([key]) => !key.startsWith("relay:")), rows });
}

const subscribe = (room: string, who: SocketClient) =>
  send(`/api/rooms/${room}/push`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", ...bearer(who) },
    body: JSON.stringify({
      endpoint: `https://updates.push.services.mozilla.com/wpush/v2/${room}`,
      keys: {
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth: "BTBZMqHH6r4Tts7J_aSIgg",
      },
      level: "mentions",
      language: "en",
    }),
  });

/** A room in which Eve left traces of every kind. */
async function roomWithEve(kind: string) {
  const room = uniqueRoom(kind);
  const { owner, guest } = await ownedRoom(room);
  const eve = await SocketClient.join(room, { name: "Eve Adams" });
  const { id } = eve.welcome.you;
  await say(eve, "the secret of Eve");
  await say(guest, "an answer");
  const file = await uploadFile(room, eve);
  await eve.request("message:send", { nonce: "file", text: "look", attachments: [file.id] });
  await eve.request("reaction:set", { seq: 1, emoji: "👍", on: true });
  await guest.request("reaction:set", { seq: 1, emoji: "👍", on: true });
  await eve.request("reaction:set", { seq: 2, emoji: "🎉", on: true });
  await eve.request("message:report", { seq: 1, reason: "spam", words: "my words" });
  await guest.request("message:report", { seq: 2, reason: "hate" });
  await eve.request("read", { seq: 3 });
  expect((await subscribe(room, eve)).status).toBe(200);
  return { room, owner, guest, eve, id, file };
}

describe("a person's data in a room", () => {
  it("has what the room stores about them, and nothing of others", async () => {
    const { room, eve, id, file } = await roomWithEve("own-data");
    const { stored, messages, reactions } = await dataOf(room, eve);
    expect(messages.map((one) => [one.seq, one.text, one.from.id])).toEqual([
      [2, "the secret of Eve", id],
      [4, "look", id],
    ]);
    expect(reactions).toEqual([
      { seq: 1, emoji: ["👍"] },
      { seq: 2, emoji: ["🎉"] },
    ]);
    expect(stored).toMatchObject({
      id,
      read: 3,
      files: [{ id: file.id, name: "a.png" }],
      reports: [{ seq: 1, reason: "spam", words: "my words" }],
      pushSubscriptions: [{ service: "updates.push.services.mozilla.com", level: "mentions" }],
    });
    expect(JSON.stringify(stored)).not.toContain("BCVxsr7N");
  });

  it("is erased in storage, in R2, in the export and on the pages of others; a repeat changes nothing", async () => {
    const { room, owner, guest, eve, id } = await roomWithEve("own-erasure");
    await owner.request("member:mute", { id, on: true });
    await guest.request("search", { query: "secret" });
    expect(await erase(room, eve)).toBe(1);
    const changes = await guest.waitFor("changes", ({ erased }) => erased === id);
    expect(JSON.stringify(changes.messages)).not.toContain("secret");
    await guest.until(() =>
      guest
        .all("presence")
        .some(({ joined }) => joined.some((member) => member.id === id && member.name !== "Eve Adams")),
    );
    const history = await guest.request("history:get", {});
    expect(JSON.stringify(history)).not.toContain(id);
    const { messages } = history as unknown as { messages: { seq: number; reactions?: object[] }[] };
    expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(messages[0]?.reactions).toEqual([{ emoji: "👍", ids: [guest.welcome.you.id] }]);
    const exported = await (await send(`/api/rooms/${room}/export`, { headers: bearer(owner) })).text();
    for (const trace of ["Eve Adams", "the secret", "look"]) expect(exported).not.toContain(trace);
    // The decision of the owner stays, without the name.
    expect(exported.split(id).length - 1).toBe(1);
    await runCleanup(room);
    expect(await keysOf(room)).toEqual([]);
    const afterwards = await dataOf(room, eve);
    expect(afterwards).toMatchObject({
      messages: [],
      reactions: [],
      stored: { files: [], pushSubscriptions: [] },
    });
    expect(afterwards.stored).not.toHaveProperty("read");
    // Of the reports the room keeps what was reported, for a while: docs/privacy.md.
    const before = await text(room);
    expect(before).not.toContain("Eve Adams");
    expect(await erase(room, eve)).toBe(1);
    expect(await text(room)).toBe(before);
    // The read mark of the open connection is gone, too.
    eve.leave();
    await guest.until(() => guest.all("presence").some(({ left }) => left.includes(id)));
    expect(await text(room)).toBe(before);
  });

  it("is erased at the operators: names, not the reports", async () => {
    const { room, owner, eve, id } = await roomWithEve("own-operators");
    await owner.request("room:update", { topic: "x" });
    const reports = async () => {
      const { reports } = await operate("GET", "/reports?state=all&limit=100");
      return JSON.stringify((reports as { room: string }[]).filter((one) => one.room === room));
    };
    await expect.poll(async () => (await reports()).split("Eve Adams").length).toBeGreaterThan(2);
    const ban = { person: id, name: "Eve Adams", reason: "rules" };
    expect(await operate("POST", "/bans", ban)).toMatchObject({ changed: true });
    await erase(room, eve);
    const kept = await reports();
    expect(kept).not.toContain("Eve Adams");
    expect(kept).toContain(id);
    expect(JSON.stringify(await operate("GET", "/bans"))).not.toContain("Eve Adams");
    const operations = operationsStub(env);
    if (operations === undefined) throw new Error("there are operators");
    const stored = await runInDurableObject(operations, (_, { storage }) =>
      JSON.stringify(storage.sql.exec("SELECT * FROM reports WHERE room = ?", room).toArray()),
    );
    expect(stored).not.toContain("Eve Adams");
  });

  it("is theirs also where they are banned, muted, locked out, or the room is closed", async () => {
    const { room, owner, eve, id } = await roomWithEve("own-banned");
    await owner.request("room:update", { visibility: "private", locked: true });
    await owner.request("member:ban", { id, on: true });
    await operate("POST", `/rooms/${room}/close`, { on: true, reason: "rules" });
    expect(await operate("POST", "/bans", { person: id, reason: "rules" })).toMatchObject({ changed: true });
    expect((await dataOf(room, eve)).messages).toHaveLength(2);
    await erase(room, eve);
    expect((await dataOf(room, eve)).messages).toEqual([]);
    expect((await dataOf(room, eve)).stored?.banned).not.toBe("Eve Adams");
    expect(await text(room)).not.toContain("Eve Adams");
  });

  it("makes a guest of a private room a stranger", async () => {
    const room = uniqueRoom("own-guest");
    const { owner } = await ownedRoom(room);
    await owner.request("room:update", { visibility: "private" });
    const { token: invite } = (await owner.request("invite:create", {})) as unknown as Invite;
    const eve = await SocketClient.join(room, { name: "Eve Adams", invite });
    expect((await dataOf(room, eve)).stored?.guest).toBe("Eve Adams");
    await erase(room, eve);
    expect(await eve.waitFor("goodbye")).toMatchObject({ code: "forbidden" });
    expect((await rejoin(room, eve)).rejection?.data.code).toBe("forbidden");
    expect(await text(room)).not.toContain(eve.welcome.you.id);
  });
});

describe("the data of others", () => {
  it("cannot be asked for: not by an id, by a bot, by a forged session, without credentials", async () => {
    const { room, owner, guest, id } = await roomWithEve("own-only");
    const { token: bot } = await createBot(owner);
    const before = await text(room);
    for (const method of ["GET", "DELETE"]) {
      expect((await request(method, room, bot)).status).toBe(401);
      expect((await request(method, room, `${bearer(guest).Authorization}x`)).status).toBe(401);
      const answer = await send(`/api/rooms/${room}/data?id=${id}`, { method });
      await answer.arrayBuffer();
      expect(answer.status).toBe(401);
    }
    expect((await request("DELETE", room, guest, "?after=-1")).status).toBe(400);
    expect((await request("DELETE", room, guest, "?after=1e99")).status).toBe(400);
    expect((await request("DELETE", room, guest, "?giveUp=maybe")).status).toBe(400);
    expect(await text(room)).toBe(before);
    // An id in the query changes nothing: it is the guest's own data that is erased.
    expect((await request("DELETE", room, guest, `?id=${id}`)).status).toBe(200);
    expect((await text(room)).includes("the secret of Eve")).toBe(true);
    const foreign = await send(`/api/rooms/${room}/data`, {
      method: "DELETE",
      headers: { ...bearer(guest), Origin: "https://evil.example" },
    });
    await foreign.arrayBuffer();
    expect(foreign.status).toBe(403);
  });

  it("stays when a person of the operator's issuer erases theirs", async () => {
    const { room, id } = await roomWithEve("own-sso");
    const jwt = await tokenOf("own-sso", { name: "Eve Token" });
    const sso = await SocketClient.join(room, { jwt });
    await say(sso, "by token");
    expect((await dataOf(room, jwt)).messages.map((one) => one.text)).toEqual(["by token"]);
    await erase(room, jwt);
    const stored = await text(room);
    expect(stored).not.toContain("by token");
    expect(stored).not.toContain("Eve Token");
    expect(stored).toContain(id);
  });
});

describe("an owner", () => {
  it("is asked to hand over first, or leaves the room without an owner, which an operator hands over", async () => {
    const room = uniqueRoom("own-owner");
    const { owner, guest, guestId } = await ownedRoom(room);
    const refused = await request("DELETE", room, owner);
    expect(refused.status).toBe(403);
    expect(codeOf(refused)).toBe("forbidden");
    await erase(room, owner, "&giveUp=true");
    await guest.waitFor("room", (settings) => settings.owner === "operator");
    expect(await text(room)).not.toContain(owner.welcome.you.id);
    await evict(room);
    // No one becomes the owner by writing, or by creating the room again.
    expect(codeOf(await guest.request("room:update", { topic: "mine" }))).toBe("forbidden");
    const again = await send("/api/rooms", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...bearer(guest) },
      body: JSON.stringify({ name: room }),
    });
    expect(again.status).toBe(403);
    expect(await operate("GET", `/rooms/${room}`)).not.toHaveProperty("room.owner");
    expect(
      await operate("POST", `/rooms/${room}/owner`, { to: guestId, from: null, reason: "lost" }),
    ).toMatchObject({ ok: true });
    expect(await guest.request("room:update", { topic: "mine" })).toMatchObject({ ok: true });
    expect(await text(room)).not.toContain('"operator"');
  });
});

/** Stores messages without limits. */
const fill = (room: string, author: string, from: number, count: number, reacted = "") =>
  runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
    const reactions = reacted && JSON.stringify([{ emoji: "👍", ids: [reacted] }]);
    for (let seq = from; seq < from + count; seq++)
      storage.sql.exec(
        "INSERT INTO messages (seq, author, name, at, text, nonce, reactions, rev) VALUES (?, ?, 'Eve Adams', ?, ?, ?, ?, ?)",
        seq,
        author,
        seq,
        `text ${seq}`,
        `stored-${seq}`,
        reactions || null,
        reactions ? seq : null,
      );
  });

// They are stored past the relays, which disconnect everyone when they notice.
describe.skipIf(HAS_RELAYS)("ten thousand messages", () => {
  it("are erased in batches, also those that arrive meanwhile, and after an interruption", async () => {
    const room = uniqueRoom("own-many");
    const { guest } = await ownedRoom(room);
    const eve = await SocketClient.join(room, { name: "Eve Adams" });
    const { id } = eve.welcome.you;
    await fill(room, id, 2, 10_000);
    await fill(room, guest.welcome.you.id, 10_002, 2_000, id);
    await evict(room);
    expect((await dataOf(room, eve)).messages).toHaveLength(10_000);
    // An interruption: the first part only.
    expect((await request("DELETE", room, eve, "?after=6000")).status).toBe(200);
    const writes = (async () => {
      for (let number = 0; number < 20; number++) await say(eve, `meanwhile ${number}`);
    })();
    await erase(room, eve);
    await writes;
    await erase(room, eve);
    expect(await dataOf(room, eve)).toMatchObject({ messages: [], reactions: [] });
    const stored = await text(room);
    expect(stored).not.toContain(id);
    expect(stored).not.toContain("meanwhile");
    const { count } = await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) =>
      storage.sql
        .exec<{ count: number }>("SELECT count(*) AS count FROM messages WHERE deleted = 1 AND text = ''")
        .one(),
    );
    expect(count).toBe(10_020);
    // Those who were there see what a newcomer sees.
    const late = await SocketClient.join(room);
    await guest.until(() => {
      const known = guest.all("changes").at(-1)?.rev ?? 0;
      return known >= late.welcome.rev;
    });
  });
});

describe.skipIf(!HAS_RELAYS)("with relays", () => {
  it("reaches the people of every relay, and the person on one of them", async () => {
    const { room, owner, guest, eve, id } = await roomWithEve("own-relays");
    await erase(room, eve);
    for (const client of [owner, guest]) await client.waitFor("changes", ({ erased }) => erased === id);
    eve.leave();
    await guest.until(() => guest.all("presence").some(({ left }) => left.includes(id)));
    expect(await text(room)).not.toContain("Eve Adams");
    expect((await dataOf(room, eve)).stored).not.toHaveProperty("read");
  });
});
