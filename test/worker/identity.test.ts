/** People of another site: `auth.jwt` over Socket.IO, and `Authorization: Bearer` over HTTP. */
import { type JWTPayload, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { isBot } from "../../src/shared/contract/bots.ts";
import { isExternal } from "../../src/shared/contract/message.ts";
import { claimsOf, TEST_ISSUER, tokenOf, withShortToken } from "../support/identity.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf, failure, send } from "./app.ts";
import { createRoom, evict, rejoin } from "./owned-room.ts";
import { say, storedState } from "./permission-rooms.ts";
import { SocketClient } from "./socket-client.ts";

const now = () => Math.floor(Date.now() / 1_000);

const joinAs = async (room: string, sub: string, claims: JWTPayload = {}, auth: object = {}) =>
  SocketClient.join(room, { ...auth, jwt: await tokenOf(sub, claims) });

const json = async (response: Response) => ({ status: response.status, body: await response.json<object>() });

describe("a person with a token of the operator's issuer", () => {
  it("is the same person on every connection, by socket and by HTTP, whatever else the client sends", async () => {
    const room = uniqueRoom("jwt-same");
    const guest = await SocketClient.join(room);
    const ada = await joinAs(room, "ada", { name: "Ada" });
    const again = await joinAs(room, "ada", { name: "Ada" }, { token: guest.welcome.you.token });
    const { id } = ada.welcome.you;
    expect(again.welcome.you.id).toBe(id);
    expect(id).toMatch(/^sso_[\w-]{32}$/);
    // The token is the only proof: there is no session that would outlive it.
    expect(ada.welcome.you.token).toBeUndefined();
    const path = `/api/rooms/${room}/messages`;
    const posted = await json(
      await send(path, {
        method: "POST",
        headers: { ...bearer(await tokenOf("ada", { name: "Ada" })), "Content-Type": "application/json" },
        body: JSON.stringify({ text: "by HTTP" }),
      }),
    );
    expect(posted).toMatchObject({ status: 201, body: { message: { from: { id, name: "Ada" } } } });
  });

  it("may have any characters in sub, and is neither a visitor, a bot nor another person", async () => {
    const room = uniqueRoom("jwt-sub");
    const bot = "bot_0123456789abcdef";
    const session = (await SocketClient.join(room)).welcome.you.id;
    const subs = [
      ...[
        "auth0|5f7",
        "ada",
        "Ada",
        "ada ",
        "é",
        "e\u0301",
        "\u0000",
        "\ud800",
        "\ud801",
        "🚀",
        "'; --",
        "../..",
      ],
      ...["<b>", "sso_ada", bot, session, "x".repeat(2_000)],
    ];
    const ids = await Promise.all(subs.map(async (sub) => (await joinAs(room, sub)).welcome.you.id));
    expect(new Set([...ids, session, bot]).size).toBe(subs.length + 2);
    expect(ids.every(isExternal)).toBe(true);
    expect(ids.some(isBot)).toBe(false);
    expect(isExternal(session)).toBe(false);
  });

  it("has the name of the token, and cannot take another one", async () => {
    const room = uniqueRoom("jwt-name");
    const ada = await joinAs(room, "ada", { name: "  Ada \u202e Lovelace " }, { name: "Eve" });
    expect(ada.welcome.you).toMatchObject({ name: "Ada Lovelace", identity: { fixedName: true } });
    expect(await ada.request("profile:set", { name: "Eve" })).toMatchObject(failure("forbidden"));
    const long = await joinAs(room, "long", { name: "🚀".repeat(60) });
    expect(long.welcome.you.name).toBe("🚀".repeat(20));

    const nameless = await joinAs(room, "nameless", { name: "\u200b" }, { name: "Chosen" });
    expect(nameless.welcome.you.name).toBe("Chosen");
    expect(nameless.welcome.you.identity).not.toHaveProperty("fixedName");
    expect(await nameless.request("profile:set", { name: "Another" })).toMatchObject({ ok: true });

    // A new name reaches every connection of the person.
    await joinAs(room, "ada", { name: "Countess" });
    await ada.waitFor("presence", ({ joined }) => joined.some(({ name }) => name === "Countess"));
    await say(ada, "renamed");
    await nameless.waitFor("messages", ([message]) => message?.from.name === "Countess");
  });

  it("has the picture of the token, from an origin that the operator names", async () => {
    const room = uniqueRoom("jwt-picture");
    const picture = `${TEST_ISSUER.pictures}/ada.png`;
    const ada = await joinAs(room, "ada", { picture });
    const eve = await joinAs(room, "eve", { picture: "https://tracker.example/eve.png" });
    await joinAs(room, "bob", { picture: 7 });
    const { members } = (await SocketClient.join(room)).welcome;
    const pictures = new Map(members.map((member) => [member.id, member.picture]));
    expect(pictures.get(ada.welcome.you.id)).toBe(picture);
    expect([...pictures.values()].filter(Boolean)).toEqual([picture]);
    expect(eve.welcome.you).not.toHaveProperty("picture");
    const other = `${TEST_ISSUER.pictures}/new.png`;
    const { id } = ada.welcome.you;
    const renew = async (claims: Record<string, string>) =>
      (await ada.request("auth:renew", { jwt: await tokenOf("ada", claims) })) as { member?: object };
    expect((await renew({ name: "Ada" })).member).toEqual({ id, name: "Ada" });
    expect((await renew({ name: "Ada L.", picture: other })).member).toEqual({
      id,
      name: "Ada L.",
      picture: other,
    });
    await eve.waitFor("presence", ({ joined }) => joined.some((member) => member.picture === other));
    await evict(room);
    const late = await SocketClient.join(room);
    expect(late.welcome.members.find(({ id }) => id === ada.welcome.you.id)?.picture).toBe(other);
    // Also if the renewal wakes the room.
    await evict(room);
    await renew({ name: "Ada L." });
    const { joined } = await late.waitFor("presence", ({ joined }) =>
      joined.some((member) => member.id === id),
    );
    expect(joined).toEqual([{ id, name: "Ada L." }]);
  });
});

describe("a token is rejected with the reason", () => {
  const rejected: [string, () => Promise<string> | string, RegExp][] = [
    ["with another issuer", () => tokenOf("ada", { iss: "https://other.example" }), /"iss" must be/],
    ["without an issuer", () => tokenOf("ada", { iss: undefined }), /"iss"/],
    ["for another audience", () => tokenOf("ada", { aud: "another program" }), /"aud" must be/],
    ["by another key", () => tokenOf("ada", {}, "another secret of more than 32 characters"), /signature/],
    ["of the algorithm none", () => new UnsecuredJWT(claimsOf("ada")).encode(), /algorithm|signed/],
    ["that has expired", () => tokenOf("ada", { exp: now() - 1 }), /expired/],
    ["that is not valid yet", () => tokenOf("ada", { nbf: now() + 600 }), /not valid yet/],
    ["whose nbf is a text", () => tokenOf("ada", { nbf: "soon" as never }), /"nbf" is missing or not valid/],
    ["without an end", () => tokenOf("ada", { exp: undefined }), /"exp" is missing/],
    ["without a subject", () => tokenOf(""), /"sub"/],
    ["whose name is no text", () => tokenOf("ada", { name: { first: "Ada" } }), /"name" must be a text/],
    ["whose rooms are no list", () => tokenOf("ada", { rooms: "all" }), /"rooms" must be a list/],
    ["whose rooms have no names", () => tokenOf("ada", { rooms: ["a/b"] }), /not the name of a room/],
    ["of 100 kB", () => tokenOf("ada", { filler: "x".repeat(75_000) }), /more than 8192 characters/],
    ["that is garbage", () => "garbage", /not a signed JSON Web Token/],
    ["that is empty", () => "", /not a signed JSON Web Token/],
    ["of garbage in three parts", () => "a.b.c", /not a signed JSON Web Token/],
    [
      "that is a session's",
      async () => (await SocketClient.join(uniqueRoom("jwt"))).welcome.you.token ?? "",
      /JWT/,
    ],
  ];

  it.each(rejected)("%s, over Socket.IO", async (_, token, reason) => {
    const ada = await SocketClient.connect(uniqueRoom("jwt-rejected"), { jwt: await token() });
    expect(ada.rejection).toMatchObject({ data: { code: "unauthorized" } });
    expect(ada.rejection?.message).toMatch(reason);
  });

  it.each(rejected.filter(([name]) => !/garbage$|empty|session/.test(name)))(
    "%s, over HTTP",
    async (_, token, reason) => {
      const headers = bearer(await token());
      const { status, body } = await json(
        await send(`/api/rooms/${uniqueRoom("jwt-rejected")}/messages`, { headers }),
      );
      expect(status).toBe(401);
      expect(body).toMatchObject({ error: { code: "unauthorized", message: expect.stringMatching(reason) } });
    },
  );

  it("also if there is a valid session besides", async () => {
    const room = uniqueRoom("jwt-besides");
    const { token } = (await SocketClient.join(room)).welcome.you;
    const both = await SocketClient.connect(room, { token, jwt: await tokenOf("ada", { exp: now() - 60 }) });
    expect(both.rejection?.data.code).toBe("unauthorized");
  });
});

describe("a connection with a token", () => {
  it("ends when the token expires, also in a room that sleeps, and stores nothing afterwards", async () => {
    const room = uniqueRoom("jwt-expiry");
    const guest = await SocketClient.join(room);
    const ada = await withShortToken("ada", (jwt) => SocketClient.join(room, { jwt }));
    expect(ada.welcome.you.identity?.expires).toBeGreaterThan(Date.now() - 60_000);
    await evict(room);
    expect(await ada.waitFor("goodbye")).toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("expired"),
    });
    await ada.disconnected();
    await guest.waitFor("presence", ({ left }) => left.includes(ada.welcome.you.id));
    await expect.poll(async () => (await storedState(room)).keys).toEqual([]);
  });

  it("goes on with a new token of the same person, and of no one else", async () => {
    const room = uniqueRoom("jwt-renew");
    const [ada, long] = await withShortToken("ada", async (short) => {
      const client = await SocketClient.join(room, { jwt: short });
      const jwt = await tokenOf("ada", { name: "Ada", exp: now() + 7_200 });
      const answer = await client.request("auth:renew", { jwt });
      if (!answer.ok) throw new Error(answer.error.message);
      return [client, answer.identity as { expires: number }] as const;
    });
    expect(long.expires).toBeGreaterThan(Date.now() + 3_600_000);
    const bob = await tokenOf("bob");
    expect(await ada.request("auth:renew", { jwt: bob })).toMatchObject(failure("forbidden"));
    const expired = await tokenOf("ada", { exp: now() - 1 });
    expect(await ada.request("auth:renew", { jwt: expired })).toMatchObject(failure("unauthorized"));
    expect(await ada.request("auth:renew", { jwt: 7 })).toMatchObject(failure("invalid"));
    // Another connection that is not renewed ends; this one stays.
    const other = await withShortToken("eve", (jwt) => SocketClient.join(room, { jwt }));
    await other.waitFor("goodbye");
    expect(ada.all("goodbye")).toEqual([]);
    expect(await ada.request("history:get", {})).toMatchObject({ ok: true });
    expect(ada.all("presence").flatMap(({ joined }) => joined)).toContainEqual(
      expect.objectContaining({ name: "Ada" }),
    );
  });

  it("is unknown to a visitor, who cannot become another person by a token", async () => {
    const guest = await SocketClient.join(uniqueRoom("jwt-visitor"));
    const jwt = await tokenOf("ada");
    expect(await guest.request("auth:renew", { jwt })).toMatchObject(failure("forbidden"));
  });
});

describe("the rooms of a token", () => {
  it("are the only ones it is for", async () => {
    const room = uniqueRoom("jwt-rooms");
    const claims = { rooms: [room.toUpperCase()] };
    expect((await joinAs(room, "ada", claims)).welcome.room).toBe(room);
    const other = uniqueRoom("jwt-other");
    const rejected = await SocketClient.connect(other, { jwt: await tokenOf("ada", claims) });
    expect(rejected.rejection?.data.code).toBe("forbidden");
    const headers = bearer(await tokenOf("ada", claims));
    expect((await send(`/api/rooms/${room}/messages`, { headers })).status).toBe(200);
    expect((await send(`/api/rooms/${other}/messages`, { headers })).status).toBe(403);
    expect((await createRoom({ name: other }, headers)).status).toBe(403);
    const none = await SocketClient.connect(room, { jwt: await tokenOf("ada", { rooms: [] }) });
    expect(none.rejection?.data.code).toBe("forbidden");
  });

  it("admit to a private room, by socket and by HTTP, but not who is banned", async () => {
    const room = uniqueRoom("jwt-private");
    const owner = await SocketClient.join(room, { name: "Owner" });
    await say(owner, "secret");
    await owner.request("room:update", { visibility: "private" });
    const read = async (sub: string, claims: JWTPayload) =>
      (await send(`/api/rooms/${room}/messages`, { headers: bearer(await tokenOf(sub, claims)) })).status;
    expect(await read("outsider", {})).toBe(403);
    expect(await read("reader", { rooms: [room] })).toBe(200);
    const outsider = await SocketClient.connect(room, { jwt: await tokenOf("outsider") });
    expect(outsider.rejection?.data.code).toBe("forbidden");
    const ada = await joinAs(room, "ada", { rooms: [room] });
    expect(ada.welcome.messages.map(({ text }) => text)).toEqual(["secret"]);
    await owner.request("member:ban", { id: ada.welcome.you.id, on: true });
    await ada.disconnected();
    const banned = await SocketClient.connect(room, { jwt: await tokenOf("ada", { rooms: [room] }) });
    expect(banned.rejection?.data.code).toBe("banned");
    expect(await read("ada", { rooms: [room] })).toBe(403);
  });
});

describe("the role of a token", () => {
  it("owner gives the owner's rights in the rooms it names, until a token without it", async () => {
    const room = uniqueRoom("jwt-role");
    const owner = await SocketClient.join(room, { name: "Owner" });
    const first = await say(owner, "mine");
    const staff = await joinAs(room, "staff", { rooms: [room], role: "owner" });
    expect(staff.welcome.you.identity?.role).toBe("owner");
    expect(staff.welcome.settings.owner).toBe(owner.welcome.you.id);
    await evict(room);
    expect(await staff.request("room:update", { topic: "by staff" })).toMatchObject({ ok: true });
    expect(await staff.request("message:delete", { seq: first })).toMatchObject({ ok: true });
    expect(await owner.request("member:ban", { id: staff.welcome.you.id, on: true })).toMatchObject(
      failure("invalid"),
    );
    const headers = bearer(await tokenOf("staff", { rooms: [room], role: "owner" }));
    expect((await createRoom({ name: room, topic: "by HTTP" }, headers)).status).toBe(201);
    expect((await send(`/api/rooms/${room}/export`, { headers })).status).toBe(200);
    await owner.waitFor("room", ({ topic }) => topic === "by HTTP");

    const demoted = await joinAs(room, "staff", { rooms: [room] });
    expect(codeOf(await demoted.request("room:update", { topic: "again" }))).toBe("forbidden");
    expect(codeOf(await staff.request("room:update", { topic: "again" }))).toBe("forbidden");
    expect((await rejoin(room, owner)).welcome.settings).toMatchObject({ topic: "by HTTP" });
  });

  it("means nothing without rooms, in another room, or with another value", async () => {
    const room = uniqueRoom("jwt-no-role");
    await say(await SocketClient.join(room), "mine");
    for (const claims of [
      { role: "owner" },
      { role: "admin", rooms: [room] },
      { role: ["owner"], rooms: [room] },
    ]) {
      const ada = await joinAs(room, "ada", claims);
      expect(codeOf(await ada.request("room:update", { topic: "x" }))).toBe("forbidden");
    }
  });
});
