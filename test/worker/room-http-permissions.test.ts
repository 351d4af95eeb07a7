/**
 * Permissions over HTTP: every route of a room, requested by every kind of person. The table is compared with the routes of
 * the worker, so that a new one needs an entry.
 */
import { describe, expect, it } from "vitest";
import { endpoints } from "../../src/http/rooms/event-endpoints.ts";
import type { Invite } from "../../src/shared/contract/index.ts";
import { app } from "../../src/worker.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, send } from "./app.ts";
import { createBot, say, storedState } from "./permission-rooms.ts";
import { SocketClient } from "./socket-client.ts";

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

/** Of a browser with the key of RFC 8291, appendix A. */
const SUBSCRIPTION = {
  endpoint: "https://updates.push.services.mozilla.com/wpush/v2/permissions",
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
  level: "mentions",
  language: "en",
};

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
  "GET /api/rooms/:room": { request: (room) => [`/api/rooms/${room}`, {}], answers: statuses(200) },
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
  // Also who may not write. The message is the owner's own.
  "POST /api/rooms/:room/messages/:seq/reports": {
    request: (room) => [
      `/api/rooms/${room}/messages/1/reports`,
      { method: "POST", headers: JSON_BODY, body: JSON.stringify({ reason: "spam" }) },
    ],
    answers: statuses(201, { owner: 400, "former owner": 400 }),
  },
  "POST /api/rooms/:room/files": {
    request: (room) => [
      `/api/rooms/${room}/files?name=a.txt`,
      { method: "POST", headers: { "Content-Length": "5" }, body: "hello" },
    ],
    answers: statuses(201, { muted: 403, "locked out": 403 }),
  },
  // All who may read the room may be notified of it. A bot has no device.
  "PUT /api/rooms/:room/push": {
    request: (room) => [
      `/api/rooms/${room}/push`,
      { method: "PUT", headers: JSON_BODY, body: JSON.stringify(SUBSCRIPTION) },
    ],
    answers: statuses(200, { bot: 401 }),
  },
  // There is nothing to remove, which is no error.
  "DELETE /api/rooms/:room/push": {
    request: (room) => [
      `/api/rooms/${room}/push`,
      { method: "DELETE", headers: JSON_BODY, body: JSON.stringify({ endpoint: SUBSCRIPTION.endpoint }) },
    ],
    answers: statuses(200, { stranger: 200, banned: 200, bot: 401 }),
  },
  // A bot has no session, so it is not authenticated here.
  "GET /api/rooms/:room/export": {
    request: (room) => [`/api/rooms/${room}/export`, {}],
    answers: statuses(403, { bot: 401, owner: 200 }),
  },
  // Of another person. Everyone may read their own: `room-http-events.test.ts`.
  "GET /api/rooms/:room/members/:id/messages": {
    request: (room) => [`/api/rooms/${room}/members/another-person/messages`, {}],
    answers: statuses(403, { owner: 200 }),
  },
  // Their own, also of those who are not admitted. The session of the bot's owner could ask for it.
  "GET /api/rooms/:room/data": {
    request: (room) => [`/api/rooms/${room}/data`, {}],
    answers: statuses(200, { stranger: 200, banned: 200, bot: 401 }),
  },
  // The owner has to say what becomes of the room.
  "DELETE /api/rooms/:room/data": {
    request: (room) => [`/api/rooms/${room}/data`, { method: "DELETE" }],
    answers: statuses(200, { stranger: 200, banned: 200, bot: 401, owner: 403 }),
  },
  "GET /api/rooms/:room/import": {
    request: (room) => [`/api/rooms/${room}/import`, {}],
    answers: statuses(403, { bot: 401, owner: 200 }),
  },
  // No one may import into a room with messages.
  "POST /api/rooms/:room/import": {
    request: (room) => [
      `/api/rooms/${room}/import`,
      { method: "POST", headers: { "Content-Type": "application/x-ndjson" }, body: "{}" },
    ],
    answers: statuses(403, { bot: 401, owner: 400 }),
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

/** The directory, and pages, which contain nothing of a room; what takes a link of an operator, which is the permission; and a proof. */
const WITHOUT_PERMISSION = [
  "GET /api/rooms",
  "GET /rooms/:room",
  "GET /rooms/:room/",
  "POST /api/rooms/:room/owner-link",
  "POST /api/rooms/:room/verification",
];

/** The events of a room, which `room-http-events.test.ts` sends as all kinds of people. */
const OF_EVENTS = endpoints().map(({ method, path }) => `${method} /api/rooms/:room${path}`);

/** The headers of a request with or without a token. */
const authorization = (token: string | undefined) => (token === undefined ? {} : bearer(token));

/** A private room with a message and a file, and the token of a person of the kind `who`. */
async function privateRoom(who: Sender, room: string) {
  const owner = await SocketClient.join(room, { name: "Owner" });
  await say(owner, "between us");
  const uploaded = await send(`/api/rooms/${room}/files?name=a.txt`, {
    method: "POST",
    headers: { "Content-Length": "5", ...bearer(owner) },
    body: "hello",
  });
  const { file } = (await uploaded.json()) as { file: { id: string } };
  await owner.request("message:send", { nonce: "file", text: "look", attachments: [file.id] });
  await owner.request("room:update", { visibility: "private" });
  const result = (token: string | undefined) => ({ token, file: file.id });
  if (who === "nobody") return result(undefined);
  if (who === "owner") return result(owner.welcome.you.token);
  if (who === "stranger") return result((await SocketClient.join(uniqueRoom("elsewhere"))).welcome.you.token);
  if (who === "bot" || who === "revoked bot") {
    const { bot, token } = await createBot(owner);
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

describe("the table", () => {
  it("has an entry for every route of a room", () => {
    const routed = app.routes
      .filter(({ method, path }) => method !== "ALL" && path.includes("/rooms"))
      .map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routed)).toEqual(new Set([...Object.keys(ROUTES), ...WITHOUT_PERMISSION, ...OF_EVENTS]));
  });
});

describe("over HTTP", () => {
  it.each(Object.keys(ROUTES))(
    "%s answers each kind of person according to their permission",
    async (name) => {
      const { request, answers } = ROUTES[name] as Route;
      const answered: Record<string, number> = {};
      const tag = name.replace(/[^a-z]+/gi, "-").toLowerCase();
      for (const who of SENDERS) {
        const room = uniqueRoom(`${tag}-${who.replace(" ", "-")}`);
        const { token, file } = await privateRoom(who, room);
        const before = await storedState(room);
        const [path, init] = request(room, file);
        const response = await send(path, {
          ...init,
          headers: { ...(init.headers as Record<string, string>), ...authorization(token) },
        });
        await response.arrayBuffer();
        answered[who] = response.status;
        if (!response.ok) expect(await storedState(room), who).toEqual(before);
      }
      expect(answered).toEqual(answers);
    },
  );

  it("a public room can be read by anyone, but not written to by a banned person or without authentication", async () => {
    const room = uniqueRoom("permissions-public");
    const owner = await SocketClient.join(room, { name: "Owner" });
    await say(owner, "to everybody");
    const guest = await SocketClient.join(room, { name: "Guest" });
    await owner.request("member:ban", { id: guest.welcome.you.id, on: true });
    for (const headers of [{}, bearer(guest)]) {
      expect((await send(`/api/rooms/${room}/messages`, { headers })).status).toBe(200);
    }
    const post = (headers: Record<string, string>) =>
      send(`/api/rooms/${room}/messages`, {
        method: "POST",
        headers: { ...JSON_BODY, ...headers },
        body: JSON.stringify({ text: "x" }),
      });
    expect((await post({})).status).toBe(401);
    expect((await post(bearer(guest))).status).toBe(403);
    expect((await post(bearer(owner))).status).toBe(201);
  });
});
