/**
 * Permissions: every event, sent by every kind of person. The table is compared with the events that a room handles, so
 * that a new one needs an entry.
 */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import type { Room } from "../../src/room/create-room.ts";
import type { ClientToServerEvents, Invite } from "../../src/shared/contract/index.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { codeOf } from "./app.ts";
import { createBot, say, storedState } from "./permission-rooms.ts";
import { SocketClient } from "./socket-client.ts";

/** The kinds of people in the room. */
const KINDS = ["owner", "member", "guest", "muted", "locked out", "bot", "former owner"] as const;
type Kind = (typeof KINDS)[number];

/** What a request needs. */
type RequiredPermission =
  /** To be admitted. */
  | "be connected"
  /** To be neither muted nor locked out. */
  | "write"
  /** The same, and not to be a bot: a bot cannot change its name. */
  | "write as a person"
  /** To own the room. */
  | "own"
  /** To have a token of the operator's issuer, which none of them has. */
  | "have a token"
  /** To be the author of the message, which none of them is. */
  | "be the author";

/** The answer to a request without the permission. */
const ANSWERS: Record<RequiredPermission, Record<Kind, string>> = {
  "be connected": answersOf("ok"),
  write: { ...answersOf("ok"), muted: "muted", "locked out": "locked" },
  "write as a person": { ...answersOf("ok"), muted: "muted", "locked out": "locked", bot: "forbidden" },
  own: { ...answersOf("forbidden"), owner: "ok" },
  "have a token": answersOf("unauthorized"),
  "be the author": { ...answersOf("forbidden"), muted: "muted", "locked out": "locked" },
};

function answersOf(code: string): Record<Kind, string> {
  return Object.fromEntries(KINDS.map((who) => [who, code])) as Record<Kind, string>;
}

/** What a request can refer to. */
interface References {
  /** The requester's own message. */
  own: number;
  /** Another person's message. */
  others: number;
  /** The id of another member. */
  otherId: string;
}

interface EventCase {
  /** Distinguishes it from other payloads of the same event. */
  variant?: string;
  payload: (place: References) => object;
  permission: RequiredPermission;
}

const nothing = () => ({});
const on = ({ otherId }: References) => ({ id: otherId, on: true });
const other = ({ otherId: id }: References) => ({ id });

/** All events of clients. The compiler and the test below require an entry for each. */
const EVENTS: Record<keyof ClientToServerEvents, EventCase | EventCase[]> = {
  "message:send": { payload: () => ({ nonce: crypto.randomUUID(), text: "x" }), permission: "write" },
  "message:edit": [
    { variant: "their own", payload: ({ own }) => ({ seq: own, text: "x" }), permission: "write" },
    {
      variant: "another's",
      payload: ({ others }) => ({ seq: others, text: "x" }),
      permission: "be the author",
    },
  ],
  "reaction:set": { payload: ({ others }) => ({ seq: others, emoji: "👍", on: true }), permission: "write" },
  "history:get": { payload: nothing, permission: "be connected" },
  "message:report": {
    payload: ({ others }) => ({ seq: others, reason: "spam" }),
    permission: "be connected",
  },
  search: { payload: () => ({ query: "x" }), permission: "be connected" },
  "members:get": { payload: nothing, permission: "be connected" },
  read: { payload: ({ others }) => ({ seq: others }), permission: "be connected" },
  "presence:set": { payload: () => ({ idle: false }), permission: "be connected" },
  "profile:set": { payload: () => ({ name: "Another" }), permission: "write as a person" },
  typing: { payload: () => ({ active: true }), permission: "write" },
  // Without a token of the operator's issuer.
  "auth:renew": { payload: () => ({ jwt: "a.b.c" }), permission: "have a token" },
  "wire:handshake": { payload: nothing, permission: "be connected" },
  "message:delete": [
    // A person who may no longer write may still delete their own messages.
    { variant: "their own", payload: ({ own }) => ({ seq: own }), permission: "be connected" },
    { variant: "another's", payload: ({ others }) => ({ seq: others }), permission: "own" },
  ],
  "room:update": [
    { variant: "topic", payload: () => ({ topic: "mine" }), permission: "own" },
    { variant: "title", payload: () => ({ title: "Mine" }), permission: "own" },
    { variant: "lock", payload: () => ({ locked: true }), permission: "own" },
    { variant: "slow mode", payload: () => ({ slowMode: 60 }), permission: "own" },
    { variant: "retention", payload: () => ({ retention: { days: 1 } }), permission: "own" },
    { variant: "visibility", payload: () => ({ visibility: "unlisted" }), permission: "own" },
  ],
  "sanctions:get": { payload: nothing, permission: "own" },
  "member:mute": { payload: on, permission: "own" },
  "member:ban": { payload: on, permission: "own" },
  "member:erase": { payload: other, permission: "own" },
  "bot:create": { payload: () => ({ name: "Herald" }), permission: "own" },
  "bot:revoke": { payload: () => ({ id: "bot_0123456789abcdef" }), permission: "own" },
  "bots:get": { payload: nothing, permission: "own" },
  "invite:create": { payload: nothing, permission: "own" },
  "invite:revoke": { payload: nothing, permission: "own" },
  "passphrase:set": { payload: () => ({ passphrase: "open sesame" }), permission: "own" },
  "keys:get": { payload: nothing, permission: "own" },
  "listing:get": { payload: nothing, permission: "own" },
  "reports:get": { payload: nothing, permission: "own" },
  "report:dismiss": { payload: () => ({ id: crypto.randomUUID() }), permission: "own" },
  "guests:get": { payload: nothing, permission: "own" },
  "guest:remove": { payload: other, permission: "own" },
  "room:handover": { payload: other, permission: "own" },
  "room:delete": { payload: nothing, permission: "own" },
};

/** All requests, by name. */
const CASES = Object.entries(EVENTS).flatMap(([event, cases]) =>
  [cases].flat().map((eventCase) => ({
    ...eventCase,
    event,
    called: eventCase.variant ? `${event} (${eventCase.variant})` : event,
  })),
);

const resultOf = (answer: object): string => codeOf(answer) ?? "ok";

/** A room with its owner and a person of the kind `who`, as that person sees it. */
async function roomWith(who: Kind, room: string) {
  const owner = await SocketClient.join(room, { name: "Owner" });
  const others = await say(owner, "the owner's");
  const name = "Asker";
  if (who === "owner") {
    const other = await SocketClient.join(room, { name });
    const theirs = await say(other, "a guest's");
    return { asker: owner, place: { own: others, others: theirs, otherId: other.welcome.you.id } };
  }
  let auth: object = { name };
  if (who === "bot") auth = { token: (await createBot(owner)).token };
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

describe("the table", () => {
  it("has an entry for every event that a room handles", async () => {
    const room = uniqueRoom("permissions-events");
    const visitor = await SocketClient.join(room);
    await visitor.request("wire:handshake", {});
    const [events, listeners] = await runInDurableObject(env.ROOMS.getByName(room), (instance) => {
      const { io, room: parts } = instance as unknown as { io: Server; room: Room };
      return [
        Object.keys(parts.requestHandler.events),
        [...io.sockets.sockets.values()].flatMap((socket) => socket.eventNames().map(String)),
      ];
    });
    expect(events.sort()).toEqual(Object.keys(EVENTS).sort());
    // These are Socket.IO's own events, which no client can send.
    expect(listeners.filter((name) => name !== "disconnect" && name !== "error")).toEqual([]);
  });
});

describe("in a room", () => {
  it.each(KINDS.filter((who) => who !== "owner"))(
    "%s may do what they have permission for, and rejected events change nothing",
    async (who) => {
      const room = uniqueRoom(`permissions-${who.replace(" ", "-")}`);
      const { asker, place } = await roomWith(who, room);
      const [refused, granted] = [true, false].map((wanted) =>
        CASES.filter(({ permission: right }) => (ANSWERS[right][who] !== "ok") === wanted),
      ) as [typeof CASES, typeof CASES];
      const before = await storedState(room);
      const answers: Record<string, string> = {};
      for (const { event, called, payload } of refused)
        answers[called] = resultOf(await asker.request(event, payload(place)));
      expect(await storedState(room)).toEqual(before);
      for (const { event, called, payload } of granted)
        answers[called] = resultOf(await asker.request(event, payload(place)));
      expect(answers).toEqual(
        Object.fromEntries(CASES.map(({ called, permission: right }) => [called, ANSWERS[right][who]])),
      );
      expect(asker.all("goodbye")).toEqual([]);
    },
  );

  it("the owner may do everything but edit messages of others", async () => {
    const answers: Record<string, string> = {};
    for (const { event, called, payload } of CASES) {
      const { asker, place } = await roomWith("owner", uniqueRoom("permissions-owner"));
      answers[called] = resultOf(await asker.request(event, payload(place)));
      asker.leave();
    }
    expect(answers).toEqual(
      Object.fromEntries(CASES.map(({ called, permission: right }) => [called, ANSWERS[right].owner])),
    );
  });
});

describe("on connecting", () => {
  it.each(["stranger", "banned"] as const)("%s is rejected, and their events are ignored", async (who) => {
    const room = uniqueRoom(`permissions-${who}`);
    const owner = await SocketClient.join(room, { name: "Owner" });
    const others = await say(owner, "between us");
    const outsider = await SocketClient.join(who === "banned" ? room : uniqueRoom("elsewhere"), {
      name: "Outsider",
    });
    const own = who === "banned" ? await say(outsider, "mine") : others;
    if (who === "banned") await owner.request("member:ban", { id: outsider.welcome.you.id, on: true });
    else await owner.request("room:update", { visibility: "private" });
    const before = await storedState(room);
    for (const { event, payload } of CASES) {
      const attempt = await SocketClient.connect(room, { token: outsider.welcome.you.token });
      expect(attempt.rejection?.data.code).toBe(who === "banned" ? "banned" : "forbidden");
      // From a client that was not admitted an event closes the connection.
      attempt.emit(event, payload({ own, others, otherId: owner.welcome.you.id }));
      await attempt.disconnected();
      expect(attempt.received).toEqual([]);
    }
    expect(await storedState(room)).toEqual(before);
    expect(owner.all("goodbye")).toEqual([]);
  });
});
