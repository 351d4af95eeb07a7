/** Credentials of private rooms, and transferring ownership. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { AccessCredentials } from "../../src/room/access/access-credentials.ts";
import { type AccessEventsDependencies, accessEvents } from "../../src/room/access/access-handlers.ts";
import type { Client } from "../../src/room/event-table.ts";
import type { Invite } from "../../src/shared/contract/index.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { schemasFor } from "../../src/shared/validation/schemas.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { failure, send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

/** The owner of a private room without other members. */
async function ownerOf(room: string): Promise<SocketClient> {
  const owner = await SocketClient.join(room, { name: "Ada" });
  await owner.request("message:send", { nonce: "1", text: "mine" });
  expect(await owner.request("room:update", { visibility: "private" })).toMatchObject({ ok: true });
  return owner;
}

/** The answer to a connection attempt. */
async function tryToConnect(room: string, auth: object = {}, headers: HeadersInit = {}): Promise<string> {
  const visitor = await SocketClient.connect(room, auth, headers);
  const answer = visitor.rejection?.data.code ?? "admitted";
  visitor.leave();
  return answer;
}

const invite = async (owner: SocketClient) => (await owner.request("invite:create", {})) as unknown as Invite;

describe("an invite", () => {
  it("admits anyone with its link to a private room, who stays a guest", async () => {
    const keysInvite = uniqueRoom("keys-invite");
    const owner = await ownerOf(keysInvite);
    const { token, path } = await invite(owner);
    expect(path).toBe(`/rooms/${keysInvite}?invite=${token}`);
    expect(await tryToConnect(keysInvite)).toBe("forbidden");
    const bob = await SocketClient.join(keysInvite, { name: "Bob", invite: token });
    expect(await bob.request("history:get", {})).toMatchObject({ messages: [{ text: "mine" }] });
    await owner.request("invite:revoke", {});
    await evictDurableObject(env.ROOMS.getByName(keysInvite));
    const auth = { token: bob.welcome.you.token as string };
    expect(await tryToConnect(keysInvite, auth)).toBe("admitted");
    const read = await send(`/api/rooms/${keysInvite}/messages`, {
      headers: { Authorization: `Bearer ${auth.token}` },
    });
    expect(read.status).toBe(200);
    expect(await owner.request("guests:get", {})).toMatchObject({
      guests: expect.arrayContaining([{ id: bob.welcome.you.id, name: "Bob" }]),
    });
  });

  it("is valid for one room, until it is revoked or replaced", async () => {
    const keysRevoked = uniqueRoom("keys-revoked");
    const keysRevokedOther = uniqueRoom("keys-revoked-other");
    const owner = await ownerOf(keysRevoked);
    const first = await invite(owner);
    const second = await invite(owner);
    expect(await tryToConnect(keysRevoked, { invite: first.token })).toBe("forbidden");
    const other = await ownerOf(keysRevokedOther);
    await invite(other);
    expect(await tryToConnect(keysRevokedOther, { invite: second.token })).toBe("forbidden");
    for (const forged of ["", "x", second.token.slice(1), `${second.token}x`]) {
      expect(await tryToConnect(keysRevoked, { invite: forged }), forged).toBe("forbidden");
    }
    await owner.request("invite:revoke", {});
    expect(await tryToConnect(keysRevoked, { invite: second.token })).toBe("forbidden");
    expect(await owner.request("keys:get", {})).toEqual({ ok: true, invite: false, passphrase: false });
  });

  it("does not admit banned people, and is stored only as a hash", async () => {
    const keysBanned = uniqueRoom("keys-banned");
    const owner = await ownerOf(keysBanned);
    const { token } = await invite(owner);
    const bob = await SocketClient.join(keysBanned, { invite: token });
    await owner.request("member:ban", { id: bob.welcome.you.id, on: true });
    await bob.disconnected();
    expect(await tryToConnect(keysBanned, { token: bob.welcome.you.token, invite: token })).toBe("banned");
    await owner.request("passphrase:set", { passphrase: "open sesame" });
    await runInDurableObject(env.ROOMS.getByName(keysBanned), (_, { storage }) => {
      const kept = [...storage.kv.list()].map(([key, value]) => `${key} ${JSON.stringify(value)}`).join();
      expect(kept).not.toContain(token);
      expect(kept).not.toContain("sesame");
    });
  });
});

describe("a person who was banned from a private room", () => {
  const passphrase = "open sesame";
  const from = (address: string) => ({ "CF-Connecting-IP": address });

  it("is rejected as a new visitor from the same network until the ban is lifted; others are admitted", async () => {
    const keysNetwork = uniqueRoom("keys-network");
    const owner = await ownerOf(keysNetwork);
    await owner.request("passphrase:set", { passphrase });
    const { token } = await invite(owner);
    const eve = await SocketClient.join(keysNetwork, { passphrase }, from("203.0.113.7"));
    const mate = await SocketClient.join(keysNetwork, { passphrase }, from("203.0.113.7"));
    const again = { token: mate.welcome.you.token };
    expect(await tryToConnect(keysNetwork, { passphrase }, from("203.0.113.7"))).toBe("admitted");
    expect(await owner.request("member:ban", { id: eve.welcome.you.id, on: true })).toEqual({
      ok: true,
      keys: { invite: true, passphrase: true },
    });
    await evictDurableObject(env.ROOMS.getByName(keysNetwork));
    for (const auth of [{ passphrase }, { invite: token }, { passphrase: "wrong one" }])
      expect(await tryToConnect(keysNetwork, auth, from("203.0.113.7"))).toBe("banned");
    expect(await tryToConnect(keysNetwork, again, from("203.0.113.7"))).toBe("admitted");
    expect(await tryToConnect(keysNetwork, { passphrase }, from("203.0.113.8"))).toBe("admitted");
    await runInDurableObject(env.ROOMS.getByName(keysNetwork), (_, { storage }) => {
      expect(JSON.stringify([...storage.kv.list()])).not.toContain("203.0.113");
    });
    expect(await owner.request("member:ban", { id: eve.welcome.you.id, on: false })).toEqual({ ok: true });
    expect(await tryToConnect(keysNetwork, { passphrase }, from("203.0.113.7"))).toBe("admitted");
  });

  it("is recognized by their network if the room was public then, but not by loopback", async () => {
    const room = uniqueRoom("keys-network-public");
    const owner = await SocketClient.join(room);
    await owner.request("message:send", { nonce: "1", text: "mine" });
    const eve = await SocketClient.join(room, {}, from("2001:db8:1:2::7"));
    const mal = await SocketClient.join(room, {}, from("127.0.0.1"));
    for (const { welcome } of [eve, mal])
      expect(await owner.request("member:ban", { id: welcome.you.id, on: true })).toEqual({ ok: true });
    await owner.request("room:update", { visibility: "private" });
    await owner.request("passphrase:set", { passphrase });
    expect(await tryToConnect(room, { passphrase }, from("2001:db8:1:2::8"))).toBe("banned");
    expect(await tryToConnect(room, { passphrase }, from("127.0.0.1"))).toBe("admitted");
    expect(await tryToConnect(room, { passphrase })).toBe("admitted");
  });

  it("is recognized by the network they had when they left", async () => {
    const keysNetworkLeft = uniqueRoom("keys-network-left");
    const owner = await ownerOf(keysNetworkLeft);
    await owner.request("passphrase:set", { passphrase });
    const eve = await SocketClient.join(keysNetworkLeft, { passphrase }, from("2001:db8:1:2::7"));
    eve.leave();
    await owner.request("member:ban", { id: eve.welcome.you.id, on: true });
    expect(await tryToConnect(keysNetworkLeft, { passphrase }, from("2001:db8:1:2::8"))).toBe("banned");
    expect(await tryToConnect(keysNetworkLeft, { passphrase }, from("2001:db8:1:3::8"))).toBe("admitted");
  });

  it("is known by the network they had when they left, also after the room slept", async () => {
    const room = uniqueRoom("keys-network-slept");
    const owner = await ownerOf(room);
    await owner.request("passphrase:set", { passphrase });
    const eve = await SocketClient.join(room, { passphrase }, from("203.0.113.7"));
    const { id, token } = eve.welcome.you;
    eve.leave();
    await owner.waitFor("presence", ({ left }) => left.includes(id));
    await evictDurableObject(env.ROOMS.getByName(room));
    const moved = await SocketClient.join(room, { token }, from("203.0.113.9"));
    moved.leave();
    await expect.poll(() => owner.all("presence").filter(({ left }) => left.includes(id)).length).toBe(2);
    await evictDurableObject(env.ROOMS.getByName(room));
    await owner.request("member:ban", { id, on: true });
    expect(await tryToConnect(room, { passphrase }, from("203.0.113.9"))).toBe("banned");
    expect(await tryToConnect(room, { passphrase }, from("203.0.113.10"))).toBe("admitted");
    await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => {
      expect(JSON.stringify([...storage.kv.list()])).not.toContain("203.0.113");
    });
  });
});

describe("a passphrase", () => {
  it("admits anyone who knows it, until it is changed or removed", async () => {
    const keysPhrase = uniqueRoom("keys-phrase");
    const owner = await ownerOf(keysPhrase);
    expect(await owner.request("passphrase:set", { passphrase: "open sesame" })).toEqual({ ok: true });
    expect(await tryToConnect(keysPhrase, { passphrase: "Open Sesame" })).toBe("forbidden");
    expect(await tryToConnect(keysPhrase, { passphrase: "open sesame" })).toBe("admitted");
    await evictDurableObject(env.ROOMS.getByName(keysPhrase));
    expect(await tryToConnect(keysPhrase, { passphrase: "open sesame" })).toBe("admitted");
    await owner.request("passphrase:set", { passphrase: "another one" });
    expect(await tryToConnect(keysPhrase, { passphrase: "open sesame" })).toBe("forbidden");
    await owner.request("passphrase:set", { passphrase: null });
    expect(await tryToConnect(keysPhrase, { passphrase: "another one" })).toBe("forbidden");
    for (const passphrase of ["short", 7, "x".repeat(200), {}]) {
      expect(await owner.request("passphrase:set", { passphrase })).toMatchObject({ ok: false });
    }
  });

  it("is the last one that was set, however long hashing takes", async () => {
    const keysDecisions = uniqueRoom("keys-decisions");
    const owner = await ownerOf(keysDecisions);
    await owner.request("passphrase:set", { passphrase: "open sesame" });
    const decisions = [{ passphrase: "another one" }, { passphrase: null }].map((payload) =>
      owner.request("passphrase:set", payload),
    );
    expect(await Promise.all(decisions)).toEqual([{ ok: true }, { ok: true }]);
    expect(await owner.request("keys:get", {})).toEqual({ ok: true, invite: false, passphrase: false });
    expect(await tryToConnect(keysDecisions, { passphrase: "another one" })).toBe("forbidden");
  });

  it("admits no one once it is revoked, not even a connection that is pending", async () => {
    const keysRevokedMeanwhile = uniqueRoom("keys-revoked-meanwhile");
    await runInDurableObject(env.ROOMS.getByName(keysRevokedMeanwhile), async (_, { storage }) => {
      const keys = new AccessCredentials(storage.kv);
      keys.setPassphrase(await keys.hashPassphrase("open sesame"));
      const shown = keys.isPassphrase("open sesame");
      keys.setPassphrase(await keys.hashPassphrase(null));
      expect(await shown).toBe(false);
    });
  });

  it("is not set by a person who lost ownership while it was hashed", async () => {
    const keysGivenMeanwhile = uniqueRoom("keys-given-meanwhile");
    await runInDurableObject(env.ROOMS.getByName(keysGivenMeanwhile), async (_, { storage }) => {
      const keys = new AccessCredentials(storage.kv);
      const own = () => {
        throw new Error("not hers any more");
      };
      const events = accessEvents({
        schemas: schemasFor(LIMITS),
        credentials: keys,
        permissions: { own },
      } as unknown as AccessEventsDependencies);
      // Authorized before, by the request handler.
      const setting = events["passphrase:set"].handle({ passphrase: "open sesame" }, { id: "ada" } as Client);
      await expect(setting).rejects.toThrow("not hers any more");
      expect(keys.inUse).toEqual({ invite: false, passphrase: false });
    });
  });

  it("is not stored by a room that was deleted while it was hashed", async () => {
    const keysDeletedMeanwhile = uniqueRoom("keys-deleted-meanwhile");
    await runInDurableObject(env.ROOMS.getByName(keysDeletedMeanwhile), async (_, { storage }) => {
      const keys = new AccessCredentials(storage.kv);
      const hashing = keys.hashPassphrase("open sesame");
      keys.forget();
      keys.setPassphrase(await hashing);
      expect(keys.inUse).toEqual({ invite: false, passphrase: false });
    });
  });

  it("cannot be guessed by brute force, and a guesser does not block others for long", async () => {
    const keysGuess = uniqueRoom("keys-guess");
    const owner = await ownerOf(keysGuess);
    await owner.request("passphrase:set", { passphrase: "open sesame" });
    const headers = { "CF-Connecting-IP": "203.0.113.9" };
    const answers: string[] = [];
    for (let i = 0; i < 15; i++)
      answers.push(await tryToConnect(keysGuess, { passphrase: `guess ${i}` }, headers));
    expect(answers.slice(0, 10)).toEqual(Array(10).fill("forbidden"));
    expect(answers.slice(11)).toEqual(Array(4).fill("rate_limited"));
    expect(await tryToConnect(keysGuess, { passphrase: "open sesame" }, headers)).toBe("rate_limited");
    const elsewhere = { "CF-Connecting-IP": "198.51.100.7" };
    expect(await tryToConnect(keysGuess, { passphrase: "open sesame" }, elsewhere)).toBe("admitted");
  });
});

describe("correct credentials", () => {
  it("are not rate limited: many people behind one address can use one link or one passphrase", async () => {
    const keysSchool = uniqueRoom("keys-school");
    const owner = await ownerOf(keysSchool);
    const { token } = await invite(owner);
    const headers = { "CF-Connecting-IP": "203.0.113.77" };
    for (let i = 0; i < 15; i++)
      expect(await tryToConnect(keysSchool, { invite: token }, headers)).toBe("admitted");
    await owner.request("passphrase:set", { passphrase: "open sesame" });
    for (let i = 0; i < 15; i++)
      expect(await tryToConnect(keysSchool, { passphrase: "open sesame" }, headers)).toBe("admitted");
  });
});

describe("a guest who was removed", () => {
  it("cannot write any more, even while the connection is still closing", async () => {
    const keysParting = uniqueRoom("keys-parting");
    const owner = await ownerOf(keysParting);
    const { token } = await invite(owner);
    const bob = await SocketClient.join(keysParting, { invite: token });
    await evictDurableObject(env.ROOMS.getByName(keysParting));
    const removed = owner.request("guest:remove", { id: bob.welcome.you.id });
    const sent = bob.request("message:send", { nonce: "late", text: "one last word" }).catch(() => undefined);
    expect(await removed).toEqual({ ok: true });
    await bob.disconnected();
    expect(await owner.request("history:get", {})).toMatchObject({ messages: [{ text: "mine" }] });
    owner.leave();
    void sent;
  });
});

describe("the owner alone", () => {
  it("creates credentials, lists and removes guests, and transfers the room", async () => {
    const keysRights = uniqueRoom("keys-rights");
    const owner = await ownerOf(keysRights);
    const { token } = await invite(owner);
    const bob = await SocketClient.join(keysRights, { name: "Bob", invite: token });
    const requests: [string, object][] = [
      ["invite:create", {}],
      ["invite:revoke", {}],
      ["passphrase:set", { passphrase: "open sesame" }],
      ["keys:get", {}],
      ["guests:get", {}],
      ["guest:remove", { id: owner.welcome.you.id }],
      ["room:handover", { id: bob.welcome.you.id }],
    ];
    for (const [event, payload] of requests) {
      expect(await bob.request(event, payload), event).toMatchObject(failure("forbidden"));
    }
    expect(await tryToConnect(keysRights, { invite: token })).toBe("admitted");
    expect(await owner.request("guest:remove", { id: bob.welcome.you.id })).toEqual({ ok: true });
    expect(await bob.waitFor("goodbye")).toMatchObject({ code: "forbidden", passphrase: false });
    await bob.disconnected();
    expect(await tryToConnect(keysRights, { token: bob.welcome.you.token })).toBe("forbidden");
  });

  it("transfers the room to a member, and stays as a guest", async () => {
    const keysHandover = uniqueRoom("keys-handover");
    const owner = await ownerOf(keysHandover);
    const { token } = await invite(owner);
    const bob = await SocketClient.join(keysHandover, { name: "Bob", invite: token });
    const { id } = bob.welcome.you;
    for (const nobody of ["nobody", "bot_0123456789abcdef"]) {
      expect(await owner.request("room:handover", { id: nobody })).toMatchObject(failure("not_found"));
    }
    await owner.request("member:mute", { id, on: true });
    expect(await owner.request("room:handover", { id })).toMatchObject({ ok: true, settings: { owner: id } });
    expect(await bob.waitFor("room", (settings) => settings.owner === id)).toBeDefined();
    expect(await owner.request("room:update", { topic: "x" })).toMatchObject(failure("forbidden"));
    expect(await bob.request("room:update", { topic: "Mine now" })).toMatchObject({ ok: true });
    expect(await bob.request("sanctions:get", {})).toMatchObject({ muted: [] });
    expect(await tryToConnect(keysHandover, { token: owner.welcome.you.token })).toBe("admitted");
  });

  it("loses their rights when the room is deleted: no credential stays valid", async () => {
    const keysGone = uniqueRoom("keys-gone");
    const owner = await ownerOf(keysGone);
    const { token } = await invite(owner);
    await owner.request("room:delete", {});
    await owner.disconnected();
    const again = await ownerOf(keysGone);
    expect(await tryToConnect(keysGone, { invite: token })).toBe("forbidden");
    expect(await again.request("keys:get", {})).toMatchObject({ invite: false });
  });
});
