/**
 * Permissions: every event and every route that needs one, requested by every kind of person. The tables are
 * compared with the events that a room handles and the routes of the worker, so that new ones need an entry.
 */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import type { Room } from "../../src/room/create-room.ts";
import type { ClientToServerEvents, Invite, NewBot } from "../../src/shared/contract/index.ts";
import { app } from "../../src/worker.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

/** The kinds of people in the room. */
const PRESENT = ["owner", "member", "guest", "muted", "locked out", "bot", "former owner"] as const;
type Present = (typeof PRESENT)[number];

/** What a request needs. */
type Right =
  /** To be admitted. */
  | "be connected"
  /** To be neither muted nor locked out. */
  | "write"
  /** The same, and not to be a bot: a bot cannot change its name. */
  | "write as a person"
  /** To own the room. */
  | "own"
  /** To be the author of the message, which none of them is. */
  | "be the author";

/** The answer to a request without the permission. */
const ANSWERS: Record<Right, Record<Present, string>> = {
  "be connected": same("ok"),
  write: { ...same("ok"), muted: "muted", "locked out": "locked" },
  "write as a person": { ...same("ok"), muted: "muted", "locked out": "locked", bot: "forbidden" },
  own: { ...same("forbidden"), owner: "ok" },
  "be the author": { ...same("forbidden"), muted: "muted", "locked out": "locked" },
};

function same(code: string): Record<Present, string> {
  return Object.fromEntries(PRESENT.map((who) => [who, code])) as Record<Present, string>;
}

/** What a request can refer to. */
interface Place {
  /** The requester's own message. */
  own: number;
  /** Another person's message. */
  others: number;
  /** The id of another member. */
  otherId: string;
}

interface Try {
  /** Distinguishes it from other payloads of the same event. */
  of?: string;
  payload: (place: Place) => object;
  right: Right;
}

const nothing = () => ({});
const on = ({ otherId }: Place) => ({ id: otherId, on: true });
const other = ({ otherId: id }: Place) => ({ id });

/** All events of clients. The compiler and the test below require an entry for each. */
const EVENTS: Record<keyof ClientToServerEvents, Try | Try[]> = {
  "message:send": { payload: () => ({ nonce: crypto.randomUUID(), text: "x" }), right: "write" },
  "message:edit": [
    { of: "their own", payload: ({ own }) => ({ seq: own, text: "x" }), right: "write" },
    { of: "another's", payload: ({ others }) => ({ seq: others, text: "x" }), right: "be the author" },
  ],
  "reaction:set": { payload: ({ others }) => ({ seq: others, emoji: "👍", on: true }), right: "write" },
  "history:get": { payload: nothing, right: "be connected" },
  search: { payload: () => ({ query: "x" }), right: "be connected" },
  "members:get": { payload: nothing, right: "be connected" },
  read: { payload: ({ others }) => ({ seq: others }), right: "be connected" },
  "presence:set": { payload: () => ({ idle: false }), right: "be connected" },
  "profile:set": { payload: () => ({ name: "Another" }), right: "write as a person" },
  typing: { payload: () => ({ active: true }), right: "write" },
  "wire:handshake": { payload: nothing, right: "be connected" },
  "message:delete": [
    // A person who may no longer write may still delete their own messages.
    { of: "their own", payload: ({ own }) => ({ seq: own }), right: "be connected" },
    { of: "another's", payload: ({ others }) => ({ seq: others }), right: "own" },
  ],
  "room:update": [
    { of: "topic", payload: () => ({ topic: "mine" }), right: "own" },
    { of: "title", payload: () => ({ title: "Mine" }), right: "own" },
    { of: "lock", payload: () => ({ locked: true }), right: "own" },
    { of: "slow mode", payload: () => ({ slowMode: 60 }), right: "own" },
    { of: "retention", payload: () => ({ retention: { days: 1 } }), right: "own" },
    { of: "visibility", payload: () => ({ visibility: "unlisted" }), right: "own" },
  ],
  "sanctions:get": { payload: nothing, right: "own" },
  "member:mute": { payload: on, right: "own" },
  "member:ban": { payload: on, right: "own" },
  "member:erase": { payload: other, right: "own" },
  "bot:create": { payload: () => ({ name: "Herald" }), right: "own" },
  "bot:revoke": { payload: () => ({ id: "bot_0123456789abcdef" }), right: "own" },
  "bots:get": { payload: nothing, right: "own" },
  "invite:create": { payload: nothing, right: "own" },
  "invite:revoke": { payload: nothing, right: "own" },
  "passphrase:set": { payload: () => ({ passphrase: "open sesame" }), right: "own" },
  "keys:get": { payload: nothing, right: "own" },
  "guests:get": { payload: nothing, right: "own" },
  "guest:remove": { payload: other, right: "own" },
  "room:handover": { payload: other, right: "own" },
  "room:delete": { payload: nothing, right: "own" },
};

/** All requests, by name. */
const TRIES = Object.entries(EVENTS).flatMap(([event, tries]) =>
  [tries].flat().map((one) => ({ ...one, event, called: one.of ? `${event} (${one.of})` : event })),
);

const codeOf = (answer: { ok: boolean; error?: { code: string } }): string => answer.error?.code ?? "ok";

const say = async (visitor: SocketClient, text: string): Promise<number> => {
  const answer = await visitor.request("message:send", { nonce: crypto.randomUUID(), text });
  return (answer as unknown as { message: { seq: number } }).message.seq;
};

const botIn = async (owner: SocketClient) =>
  (await owner.request("bot:create", { name: "Herald" })) as unknown as NewBot;

/** A room with its owner and a person of the kind `who`, as that person sees it. */
async function present(who: Present, room: string) {
  const owner = await SocketClient.join(room, { name: "Owner" });
  const others = await say(owner, "the owner's");
  const name = "Asker";
  if (who === "owner") {
    const other = await SocketClient.join(room, { name });
    const theirs = await say(other, "a guest's");
    return { asker: owner, place: { own: others, others: theirs, otherId: other.welcome.you.id } };
  }
  let auth: object = { name };
  if (who === "bot") auth = { token: (await botIn(owner)).token };
  if (who === "guest") {
    await owner.request("room:update", { visibility: "private" });
    auth = { name, invite: ((await owner.request("invite:create", {})) as unknown as Invite).token };
  }
  const asker = await SocketClient.join(room, auth);
  const own = await say(asker, "their own");
  const { id } = asker.welcome.you;
  const otherId = owner.welcome.you.id;
  if (who === "muted") await owner.request("member:mute", { id, on: true });
  if (who === "locked out") await owner.request("room:update", { locked: true });
  if (who === "former owner") {
    await owner.request("room:handover", { id });
    const heir = await SocketClient.join(room, { name: "Heir" });
    await asker.request("room:handover", { id: heir.welcome.you.id });
  }
  return { asker, place: { own, others, otherId } };
}

/** Everything that a room stores. */
const kept = (room: string) =>
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

describe("the tables", () => {
  it("have an entry for every event that a room handles", async () => {
    const rightsEvents = uniqueRoom("rights-events");
    const visitor = await SocketClient.join(rightsEvents);
    await visitor.request("wire:handshake", {});
    const [events, listeners] = await runInDurableObject(env.ROOMS.getByName(rightsEvents), (instance) => {
      const { io, room } = instance as unknown as { io: Server; room: Room };
      return [
        Object.keys(room.requestHandler.events),
        [...io.sockets.sockets.values()].flatMap((socket) => socket.eventNames().map(String)),
      ];
    });
    expect(events.sort()).toEqual(Object.keys(EVENTS).sort());
    // These are Socket.IO's own events, which no client can send.
    expect(listeners.filter((name) => name !== "disconnect" && name !== "error")).toEqual([]);
  });

  it("have an entry for every route of a room", () => {
    const routed = app.routes
      .filter(({ method, path }) => method !== "ALL" && path.includes("/rooms"))
      .map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routed)).toEqual(new Set([...Object.keys(ROUTES), ...WITHOUT_A_RIGHT]));
  });
});

describe("in a room", () => {
  it.each(PRESENT.filter((who) => who !== "owner"))(
    "%s may do what they have permission for, and rejected events change nothing",
    async (who) => {
      const room = `rights-${who.replace(" ", "-")}`;
      const { asker, place } = await present(who, room);
      const [refused, granted] = [true, false].map((wanted) =>
        TRIES.filter(({ right }) => (ANSWERS[right][who] !== "ok") === wanted),
      ) as [typeof TRIES, typeof TRIES];
      const before = await kept(room);
      const answers: Record<string, string> = {};
      for (const { event, called, payload } of refused)
        answers[called] = codeOf(await asker.request(event, payload(place)));
      expect(await kept(room)).toEqual(before);
      for (const { event, called, payload } of granted)
        answers[called] = codeOf(await asker.request(event, payload(place)));
      expect(answers).toEqual(
        Object.fromEntries(TRIES.map(({ called, right }) => [called, ANSWERS[right][who]])),
      );
      expect(asker.all("goodbye")).toEqual([]);
    },
  );

  it("the owner may do everything but edit messages of others", async () => {
    const answers: Record<string, string> = {};
    for (const [index, { event, called, payload }] of TRIES.entries()) {
      const { asker, place } = await present("owner", `rights-owner-${index}`);
      answers[called] = codeOf(await asker.request(event, payload(place)));
      asker.leave();
    }
    expect(answers).toEqual(
      Object.fromEntries(TRIES.map(({ called, right }) => [called, ANSWERS[right].owner])),
    );
  });
});

describe("on connecting", () => {
  it.each(["stranger", "banned"] as const)("%s is rejected, and their events are ignored", async (who) => {
    const room = `rights-connect-${who}`;
    const owner = await SocketClient.join(room, { name: "Owner" });
    const others = await say(owner, "between us");
    const outsider = await SocketClient.join(who === "banned" ? room : "rights-elsewhere", {
      name: "Outsider",
    });
    const own = who === "banned" ? await say(outsider, "mine") : others;
    if (who === "banned") await owner.request("member:ban", { id: outsider.welcome.you.id, on: true });
    else await owner.request("room:update", { visibility: "private" });
    const before = await kept(room);
    for (const { event, payload } of TRIES) {
      const attempt = await SocketClient.connect(room, { token: outsider.welcome.you.token });
      expect(attempt.rejection?.data.code).toBe(who === "banned" ? "banned" : "forbidden");
      // From a client that was not admitted an event closes the connection.
      attempt.emit(event, payload({ own, others, otherId: owner.welcome.you.id }));
      await attempt.disconnected();
      expect(attempt.received).toEqual([]);
    }
    expect(await kept(room)).toEqual(before);
    expect(owner.all("goodbye")).toEqual([]);
  });
});

/** Who sends a request over HTTP. */
const SENDERS = [
  "nobody",
  "stranger",
  "banned",
  "guest",
  "muted",
  "locked out",
  "bot",
  "revoked bot",
  "former owner",
  "owner",
] as const;
type Sender = (typeof SENDERS)[number];

/** The status for each kind of person in a private room. */
const OUTSIDE = { nobody: 401, stranger: 403, banned: 403, "revoked bot": 401 };

interface Route {
  request: (room: string, file: string) => [path: string, init: RequestInit];
  answers: Record<Sender, number>;
}

const JSON_BODY = { "Content-Type": "application/json" };

function statuses(inside: number, others: Partial<Record<Sender, number>> = {}): Record<Sender, number> {
  const all = Object.fromEntries(SENDERS.map((who) => [who, inside])) as Record<Sender, number>;
  return { ...all, ...OUTSIDE, ...others };
}

/** All routes of a room that need a permission, with the status for each kind of person in a private room. */
const ROUTES: Record<string, Route> = {
  "GET /api/rooms/:room/messages": {
    request: (room) => [`/api/rooms/${room}/messages`, {}],
    answers: statuses(200),
  },
  "GET /rooms/:room/files/:id": {
    request: (room, file) => [`/rooms/${room}/files/${file}`, {}],
    answers: statuses(200),
  },
  "POST /api/rooms/:room/messages": {
    request: (room) => [
      `/api/rooms/${room}/messages`,
      { method: "POST", headers: JSON_BODY, body: JSON.stringify({ text: "x" }) },
    ],
    answers: statuses(201, { muted: 403, "locked out": 403 }),
  },
  "POST /api/rooms/:room/files": {
    request: (room) => [
      `/api/rooms/${room}/files?name=a.txt`,
      { method: "POST", headers: { "Content-Length": "5" }, body: "hello" },
    ],
    answers: statuses(201, { muted: 403, "locked out": 403 }),
  },
  // A bot has no session, so it is not authenticated here.
  "GET /api/rooms/:room/export": {
    request: (room) => [`/api/rooms/${room}/export`, {}],
    answers: statuses(403, { bot: 401, owner: 200 }),
  },
  // A client without credentials is a new person.
  "POST /api/rooms": {
    request: (room) => [
      "/api/rooms",
      { method: "POST", headers: JSON_BODY, body: JSON.stringify({ name: room, topic: "mine" }) },
    ],
    answers: statuses(403, { nobody: 403, bot: 401, owner: 201 }),
  },
};

/** The directory, and pages, which contain nothing of a room. */
const WITHOUT_A_RIGHT = ["GET /api/rooms", "GET /rooms/:room", "GET /rooms/:room/"];

const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

/** A private room with a message and a file, and the token of a person of the kind `who`. */
async function privateRoom(who: Sender, room: string) {
  const owner = await SocketClient.join(room, { name: "Owner" });
  await say(owner, "between us");
  const uploaded = await send(`/api/rooms/${room}/files?name=a.txt`, {
    method: "POST",
    headers: { "Content-Length": "5", ...bearer(owner.welcome.you.token) },
    body: "hello",
  });
  const { file } = (await uploaded.json()) as { file: { id: string } };
  await owner.request("message:send", { nonce: "file", text: "look", attachments: [file.id] });
  await owner.request("room:update", { visibility: "private" });
  const result = (token: string | undefined) => ({ token, file: file.id });
  if (who === "nobody") return result(undefined);
  if (who === "owner") return result(owner.welcome.you.token);
  if (who === "stranger") return result((await SocketClient.join("rights-elsewhere")).welcome.you.token);
  if (who === "bot" || who === "revoked bot") {
    const { bot, token } = await botIn(owner);
    if (who === "revoked bot") await owner.request("bot:revoke", { id: bot.id });
    return result(token);
  }
  const { token: invite } = (await owner.request("invite:create", {})) as unknown as Invite;
  const guest = await SocketClient.join(room, { name: "Guest", invite });
  const { id, token } = guest.welcome.you;
  if (who === "muted") await owner.request("member:mute", { id, on: true });
  if (who === "banned") await owner.request("member:ban", { id, on: true });
  if (who === "locked out") await owner.request("room:update", { locked: true });
  if (who === "former owner") {
    await owner.request("room:handover", { id });
    return result(owner.welcome.you.token);
  }
  return result(token);
}

describe("over HTTP", () => {
  it.each(Object.keys(ROUTES))(
    "%s answers each kind of person according to their permission",
    async (name) => {
      const { request, answers } = ROUTES[name] as Route;
      const answered: Record<string, number> = {};
      const tag = name.replace(/[^a-z]+/gi, "-").toLowerCase();
      for (const who of SENDERS) {
        const room = `${tag}${who.replace(" ", "-")}`.slice(0, 64);
        const { token, file } = await privateRoom(who, room);
        const before = await kept(room);
        const [path, init] = request(room, file);
        const response = await send(path, {
          ...init,
          headers: { ...(init.headers as Record<string, string>), ...bearer(token) },
        });
        await response.arrayBuffer();
        answered[who] = response.status;
        if (!response.ok) expect(await kept(room), who).toEqual(before);
      }
      expect(answered).toEqual(answers);
    },
  );

  it("a public room can be read by anyone, but not written to by a banned person or without authentication", async () => {
    const rightsPublic = uniqueRoom("rights-public");
    const owner = await SocketClient.join(rightsPublic, { name: "Owner" });
    await say(owner, "to everybody");
    const guest = await SocketClient.join(rightsPublic, { name: "Guest" });
    await owner.request("member:ban", { id: guest.welcome.you.id, on: true });
    for (const headers of [{}, bearer(guest.welcome.you.token)]) {
      expect((await send(`/api/rooms/${rightsPublic}/messages`, { headers })).status).toBe(200);
    }
    const post = (headers: Record<string, string>) =>
      send(`/api/rooms/${rightsPublic}/messages`, {
        method: "POST",
        headers: { ...JSON_BODY, ...headers },
        body: JSON.stringify({ text: "x" }),
      });
    expect((await post({})).status).toBe(401);
    expect((await post(bearer(guest.welcome.you.token))).status).toBe(403);
    expect((await post(bearer(owner.welcome.you.token))).status).toBe(201);
  });
});
