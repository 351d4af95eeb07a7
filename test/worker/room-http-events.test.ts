/** The events of a room by HTTP: settings, moderation, access, bots, messages. */
import { describe, expect, it } from "vitest";
import { type BoundEndpoint, endpoints, sourceOf } from "../../src/http/rooms/event-endpoints.ts";
import type { Invite, Message, NewBot } from "../../src/shared/contract/index.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, send } from "./app.ts";
import { ownedRoom, rejoin } from "./owned-room.ts";
import { createBot, say, storedState } from "./permission-rooms.ts";
import { SocketClient } from "./socket-client.ts";

type Who = SocketClient | string | undefined;

/** Sends a request to a room. */
async function call(who: Who, method: string, room: string, path: string, body?: unknown) {
  const response = await send(`/api/rooms/${room}${path}`, {
    method,
    headers: {
      ...(who !== undefined && bearer(who)),
      ...(body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown> & { error?: { code: string } };
  return { status: response.status, answer, code: answer.error?.code };
}

/** A valid body of each event that has one. */
const BODIES: Record<string, object> = {
  "message:edit": { text: "edited" },
  "message:report": { reason: "spam" },
  read: { seq: 1 },
  typing: { active: true },
  "room:update": { topic: "mine" },
  "room:handover": { id: "another-person" },
  "bot:create": { name: "Herald" },
  "passphrase:set": { passphrase: "open sesame" },
};

/** A valid request to an endpoint. */
function example(endpoint: BoundEndpoint, id: string): [method: string, path: string, body?: object] {
  const path = endpoint.path
    .replace(":seq", "1")
    .replace(":emoji", encodeURIComponent("👍"))
    .replace(":id", id);
  const query = endpoint.event === "search" ? "?query=room" : "";
  const body = sourceOf(endpoint) === "body" ? BODIES[endpoint.event] : undefined;
  return body === undefined ? [endpoint.method, path + query] : [endpoint.method, path, body];
}

describe("an endpoint of an event", () => {
  it("refuses people without permission, and then nothing changes", async () => {
    const room = uniqueRoom("http-events-refused");
    const { owner, guest } = await ownedRoom(room);
    const banned = await SocketClient.join(room, { name: "Banned" });
    const muted = await SocketClient.join(room, { name: "Muted" });
    const { token: bot } = await createBot(owner);
    const revoked = await createBot(owner);
    await owner.request("bot:revoke", { id: revoked.bot.id });
    await owner.request("member:mute", { id: muted.welcome.you.id, on: true });
    await owner.request("room:update", { visibility: "private" });
    await owner.request("member:ban", { id: banned.welcome.you.id, on: true });
    const stranger = await SocketClient.join(uniqueRoom("elsewhere"));
    const outsiders = { nobody: undefined, stranger, banned, "revoked bot": revoked.token };
    const before = await storedState(room);
    const targetId = owner.welcome.you.id;
    for (const endpoint of endpoints()) {
      const label = `${endpoint.method} ${endpoint.path}`;
      const codes: Record<string, unknown> = {};
      for (const [name, who] of Object.entries({ ...outsiders, guest, muted, bot })) {
        if (name in outsiders || isOwners(endpoint))
          codes[name] = (await call(who, endpoint.method, room, ...rest(example(endpoint, targetId)))).code;
      }
      const outside = {
        nobody: "unauthorized",
        stranger: "forbidden",
        banned: "banned",
        "revoked bot": "unauthorized",
      };
      const inside = { guest: "forbidden", muted: "forbidden", bot: "forbidden" };
      expect(codes, label).toEqual(isOwners(endpoint) ? { ...outside, ...inside } : outside);
    }
    const edit = await call(muted, "PUT", room, "/messages/1/reactions/👍");
    expect(edit.code).toBe("muted");
    expect(await storedState(room)).toEqual(before);
    expect(owner.all("goodbye")).toEqual([]);
  }, 60_000);

  it("answers a wrong request with the error of its event", async () => {
    const room = uniqueRoom("http-events-invalid");
    const { owner, guest, guestId } = await ownedRoom(room);
    const bad: [event: string, payload: object, method: string, path: string, body?: unknown][] = [
      ["room:update", { topic: "x".repeat(251) }, "PATCH", "", { topic: "x".repeat(251) }],
      ["room:update", { slowMode: -1 }, "PATCH", "", { slowMode: -1 }],
      ["member:mute", { id: "a b", on: true }, "PUT", "/muted/a%20b"],
      ["member:ban", { id: owner.welcome.you.id, on: true }, "PUT", `/banned/${owner.welcome.you.id}`],
      ["message:edit", { seq: 99, text: "x" }, "PATCH", "/messages/99", { text: "x" }],
      ["message:edit", { seq: "1e3", text: "x" }, "PATCH", "/messages/1e3", { text: "x" }],
      ["message:edit", { seq: 1, text: " " }, "PATCH", "/messages/1", { text: " " }],
      ["reaction:set", { seq: 1, emoji: "no", on: true }, "PUT", "/messages/1/reactions/no"],
      ["passphrase:set", { passphrase: "short" }, "PUT", "/passphrase", { passphrase: "short" }],
      ["bot:create", {}, "POST", "/bots", {}],
      ["guests:get", { cursor: "?" }, "GET", "/guests?cursor=%3F"],
      ["search", {}, "GET", "/search"],
      ["room:handover", { id: "nobody-here" }, "PUT", "/owner", { id: "nobody-here" }],
      ["room:update", [], "PATCH", "", []],
    ];
    for (const [event, payload, method, path, body] of bad) {
      const bySocket = await owner.request(event, payload);
      const { answer } = await call(owner, method, room, path, body);
      expect(bySocket.ok, `${event} ${path}`).toBe(false);
      expect(answer, `${event} ${path}`).toEqual(bySocket);
    }
    const theirs = await call(guest, "PATCH", room, "/messages/1", { text: "mine now" });
    expect([theirs.status, theirs.code]).toEqual([403, "forbidden"]);
    expect((await call(owner, "PUT", room, `/muted/${guestId}`)).answer).toEqual({ ok: true });
  });

  it("refuses pages of other origins and bodies that are not JSON, and redirects to the canonical name", async () => {
    const room = uniqueRoom("http-events-origin");
    const { owner } = await ownedRoom(room);
    const before = await storedState(room);
    for (const endpoint of endpoints().filter(({ method }) => method !== "GET")) {
      const [method, path, body] = example(endpoint, "another-person");
      const foreign = await send(`/api/rooms/${room}${path}`, {
        method,
        headers: { ...bearer(owner), Origin: "https://evil.example", "Content-Type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      expect(foreign.status, `${method} ${path}`).toBe(403);
      await foreign.arrayBuffer();
      if (body === undefined) continue;
      const form = await send(`/api/rooms/${room}${path}`, {
        method,
        headers: { ...bearer(owner), "Content-Type": "text/plain" },
        body: JSON.stringify(body),
      });
      expect(form.status, `${method} ${path}`).toBe(400);
      await form.arrayBuffer();
    }
    expect(await storedState(room)).toEqual(before);
    const redirected = await send(`/api/rooms/${room.toUpperCase()}/messages/1?x=1`, { method: "DELETE" });
    expect(redirected.status).toBe(308);
    expect(redirected.headers.get("Location")).toBe(`/api/rooms/${room}/messages/1?x=1`);
  });
});

describe("by HTTP", () => {
  it("an owner moderates, and people who are connected notice at once", async () => {
    const room = uniqueRoom("http-events-moderation");
    const { owner, guest, guestId } = await ownedRoom(room);
    await say(guest, "spam");
    expect((await call(owner, "PUT", room, `/muted/${guestId}`)).status).toBe(200);
    await guest.until(() => guest.all("muted").length > 0);
    expect(await guest.request("message:send", { nonce: "m", text: "x" })).toMatchObject({
      error: { code: "muted" },
    });
    const sanctions = await call(owner, "GET", room, "/sanctions");
    expect(sanctions.answer).toEqual({ ok: true, muted: [{ id: guestId, name: "Guest" }], banned: [] });
    expect((await call(owner, "DELETE", room, `/muted/${guestId}`)).status).toBe(200);
    await guest.until(() => guest.all("muted").length > 1);
    expect((await call(owner, "DELETE", room, `/members/${guestId}/messages`)).status).toBe(200);
    await owner.until(() => owner.all("changes").length > 0);
    expect((await call(owner, "PUT", room, `/banned/${guestId}`)).status).toBe(200);
    await guest.disconnected();
    expect(guest.all("goodbye")).toMatchObject([{ code: "banned" }]);
    expect((await rejoin(room, guest)).rejection?.data.code).toBe("banned");
    await call(owner, "DELETE", room, `/banned/${guestId}`);
    expect((await rejoin(room, guest)).rejection).toBeUndefined();
  });

  it("an owner changes settings, invites guests, keeps bots, hands the room over, and its new owner deletes it", async () => {
    const room = uniqueRoom("http-events-owner");
    const { owner, guest, guestId } = await ownedRoom(room);
    const updated = await call(owner, "PATCH", room, "", { visibility: "private", topic: "Ours" });
    expect(updated.answer.settings).toMatchObject({ visibility: "private", topic: "Ours" });
    await guest.until(() => guest.all("room").length > 0);
    expect((await call(guest, "GET", room, "")).answer).toMatchObject({
      ok: true,
      room,
      settings: { topic: "Ours", owner: owner.welcome.you.id },
      lastSeq: 1,
    });
    expect((await call(undefined, "GET", room, "")).code).toBe("unauthorized");

    const invited = await call(owner, "POST", room, "/invite");
    expect(invited.status).toBe(201);
    const { token: invite } = invited.answer as unknown as Invite;
    await SocketClient.join(room, { name: "Invited", invite });
    await call(owner, "PUT", room, "/passphrase", { passphrase: "open sesame" });
    await SocketClient.join(room, { name: "Knows", passphrase: "open sesame" });
    expect((await call(owner, "GET", room, "/credentials")).answer).toEqual({
      ok: true,
      invite: true,
      passphrase: true,
    });
    await call(owner, "DELETE", room, "/invite");
    expect((await SocketClient.connect(room, { invite })).rejection?.data.code).toBe("forbidden");
    const { guests } = (await call(owner, "GET", room, "/guests")).answer as {
      guests: { id: string; name: string }[];
    };
    expect(guests.map(({ name }) => name).sort()).toEqual(["Guest", "Invited", "Knows", "Owner"]);
    const removed = guests.find(({ name }) => name === "Knows")?.id;
    expect((await call(owner, "DELETE", room, `/guests/${removed}`)).status).toBe(200);

    const made = await call(owner, "POST", room, "/bots", { name: "Herald" });
    expect(made.status).toBe(201);
    const { bot, token } = made.answer as unknown as NewBot;
    const posted = await call(token, "POST", room, "/messages", { text: "by the bot" });
    const { message } = posted.answer as { message: Message };
    expect((await call(token, "PATCH", room, `/messages/${message.seq}`, { text: "better" })).status).toBe(
      200,
    );
    expect((await call(owner, "GET", room, "/bots")).answer.bots).toEqual([bot]);
    await call(owner, "DELETE", room, `/bots/${bot.id}`);
    expect((await call(token, "GET", room, "/search?query=bot")).code).toBe("unauthorized");

    expect((await call(owner, "PUT", room, "/owner", { id: guestId })).status).toBe(200);
    expect((await call(owner, "PATCH", room, "", { topic: "still mine" })).code).toBe("forbidden");
    expect((await call(guest, "DELETE", room, "")).answer).toEqual({ ok: true });
    await owner.disconnected();
    expect(owner.all("goodbye")).toMatchObject([{ code: "not_found" }]);
    await expect.poll(async () => (await storedState(room)).rows, { timeout: 30_000 }).toEqual([]);
  });

  it("a person exports and erases what they wrote, and no one else's", async () => {
    const room = uniqueRoom("http-events-own");
    const { owner, guest, guestId } = await ownedRoom(room);
    await say(guest, "mine");
    await say(owner, "the owner's");
    await say(guest, "mine, too");
    const path = `/members/${guestId}/messages`;
    const exported = await call(guest, "GET", room, path);
    expect(exported.answer).toMatchObject({ ok: true, messages: [{ text: "mine" }, { text: "mine, too" }] });
    expect(exported.answer.messages).toHaveLength(2);
    const ofOwner = `/members/${owner.welcome.you.id}/messages`;
    expect((await call(guest, "GET", room, ofOwner)).code).toBe("forbidden");
    expect((await call(guest, "DELETE", room, ofOwner)).code).toBe("forbidden");
    expect((await call(guest, "GET", room, `${path}?after=x`)).code).toBe("invalid");
    expect((await call(guest, "DELETE", room, path)).answer).toEqual({ ok: true });
    await owner.until(() => owner.all("changes").length > 0);
    const left = await call(owner, "GET", room, "/messages");
    const texts = (left.answer.messages as Message[]).map(({ text, deleted = false }) => [text, deleted]);
    expect(texts).toEqual([
      ["my room", false],
      ["", true],
      ["the owner's", false],
      ["", true],
    ]);
  });

  it("a member edits, reacts, searches, reads and deletes", async () => {
    const room = uniqueRoom("http-events-member");
    const { owner, guest, guestId } = await ownedRoom(room);
    const seq = await say(guest, "frist");
    const edited = await call(guest, "PATCH", room, `/messages/${seq}`, { text: "first word" });
    expect(edited.answer).toMatchObject({ message: { seq, text: "first word" } });
    const reaction = `/messages/${seq}/reactions/${encodeURIComponent("👍🏽")}`;
    expect((await call(owner, "PUT", room, reaction)).answer).toMatchObject({
      message: { reactions: [{ emoji: "👍🏽", ids: [owner.welcome.you.id] }] },
    });
    expect((await call(owner, "DELETE", room, reaction)).answer).not.toHaveProperty("message.reactions");
    const found = await call(guest, "GET", room, "/search?query=word");
    expect(found.answer).toMatchObject({ ok: true, messages: [{ seq }] });
    const members = await call(guest, "GET", room, `/members?ids=${guestId},nobody`);
    expect(members.answer).toEqual({ ok: true, members: [{ id: guestId, name: "Guest" }] });
    await call(owner, "PUT", room, "/typing", { active: true });
    await guest.until(() => guest.all("typing").length > 0);
    expect((await call(guest, "PUT", room, "/read", { seq })).answer).toEqual({ ok: true });
    guest.leave();
    expect((await rejoin(room, guest)).welcome.read).toBe(seq);
    expect((await call(guest, "DELETE", room, `/messages/${seq}`)).answer).toMatchObject({
      message: { seq, deleted: true, text: "" },
    });
    await owner.until(() => owner.all("changes").length > 0);
  });
});

/** Whether only an owner may use an endpoint. */
const isOwners = ({ event }: BoundEndpoint): boolean =>
  !/^(?:message:|reaction:|search$|members:get$|read$|typing$)/.test(event);

const rest = ([, path, body]: [string, string, object?]): [string, object?] => [path, body];
