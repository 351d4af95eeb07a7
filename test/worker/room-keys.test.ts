/** What opens a private room, and who owns it. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Invite } from "../../src/protocol/index.ts";
import { KeyRing } from "../../src/room/key-ring.ts";
import { send } from "./app.ts";
import { Visitor } from "./room-visitor.ts";

const refusal = (code: string) => ({ ok: false, error: { code } });

/** The owner of a private room that nobody else is in. */
async function ownerOf(room: string): Promise<Visitor> {
  const owner = await Visitor.enter(room, { name: "Ada" });
  await owner.ask("message:send", { nonce: "1", text: "mine" });
  expect(await owner.ask("room:update", { visibility: "private" })).toMatchObject({ ok: true });
  return owner;
}

/** How somebody is answered who knocks. */
async function knock(room: string, auth: object = {}, headers: HeadersInit = {}): Promise<string> {
  const visitor = await Visitor.knock(room, auth, headers);
  const answer = visitor.refusal?.data.code ?? "let in";
  visitor.leave();
  return answer;
}

const invite = async (owner: Visitor) => (await owner.ask("invite:create", {})) as unknown as Invite;

describe("an invite", () => {
  it("lets whoever has it into a private room, and they stay let in", async () => {
    const owner = await ownerOf("keys-invite");
    const { token, path } = await invite(owner);
    expect(path).toBe(`/rooms/keys-invite?invite=${token}`);
    expect(await knock("keys-invite")).toBe("forbidden");
    const bob = await Visitor.enter("keys-invite", { name: "Bob", invite: token });
    expect(await bob.ask("history:get", {})).toMatchObject({ messages: [{ text: "mine" }] });
    await owner.ask("invite:revoke", {});
    await evictDurableObject(env.ROOMS.getByName("keys-invite"));
    const auth = { token: bob.welcome.you.token as string };
    expect(await knock("keys-invite", auth)).toBe("let in");
    const read = await send("/api/rooms/keys-invite/messages", {
      headers: { Authorization: `Bearer ${auth.token}` },
    });
    expect(read.status).toBe(200);
    expect(await owner.ask("guests:get", {})).toMatchObject({
      guests: expect.arrayContaining([{ id: bob.welcome.you.id, name: "Bob" }]),
    });
  });

  it("is good for one room, until it is revoked or replaced", async () => {
    const owner = await ownerOf("keys-revoked");
    const first = await invite(owner);
    const second = await invite(owner);
    expect(await knock("keys-revoked", { invite: first.token })).toBe("forbidden");
    const other = await ownerOf("keys-revoked-other");
    await invite(other);
    expect(await knock("keys-revoked-other", { invite: second.token })).toBe("forbidden");
    for (const forged of ["", "x", second.token.slice(1), `${second.token}x`]) {
      expect(await knock("keys-revoked", { invite: forged }), forged).toBe("forbidden");
    }
    await owner.ask("invite:revoke", {});
    expect(await knock("keys-revoked", { invite: second.token })).toBe("forbidden");
    expect(await owner.ask("keys:get", {})).toEqual({ ok: true, invite: false, passphrase: false });
  });

  it("lets in nobody who is banned, and is kept as a hash alone", async () => {
    const owner = await ownerOf("keys-banned");
    const { token } = await invite(owner);
    const bob = await Visitor.enter("keys-banned", { invite: token });
    await owner.ask("member:ban", { id: bob.welcome.you.id, on: true });
    await bob.disconnected();
    expect(await knock("keys-banned", { token: bob.welcome.you.token, invite: token })).toBe("banned");
    await owner.ask("passphrase:set", { passphrase: "open sesame" });
    await runInDurableObject(env.ROOMS.getByName("keys-banned"), (_, { storage }) => {
      const kept = [...storage.kv.list()].map(([key, value]) => `${key} ${JSON.stringify(value)}`).join();
      expect(kept).not.toContain(token);
      expect(kept).not.toContain("sesame");
    });
  });
});

describe("a person who was banned from a private room", () => {
  const passphrase = "open sesame";
  const from = (address: string) => ({ "CF-Connecting-IP": address });

  it("does not come in as a newcomer from the same network until the ban is lifted; others there and elsewhere do", async () => {
    const owner = await ownerOf("keys-network");
    await owner.ask("passphrase:set", { passphrase });
    const { token } = await invite(owner);
    const eve = await Visitor.enter("keys-network", { passphrase }, from("203.0.113.7"));
    const mate = await Visitor.enter("keys-network", { passphrase }, from("203.0.113.7"));
    const again = { token: mate.welcome.you.token };
    expect(await knock("keys-network", { passphrase }, from("203.0.113.7"))).toBe("let in");
    await owner.ask("member:ban", { id: eve.welcome.you.id, on: true });
    await evictDurableObject(env.ROOMS.getByName("keys-network"));
    for (const auth of [{ passphrase }, { invite: token }, { passphrase: "wrong one" }])
      expect(await knock("keys-network", auth, from("203.0.113.7"))).toBe("banned");
    expect(await knock("keys-network", again, from("203.0.113.7"))).toBe("let in");
    expect(await knock("keys-network", { passphrase }, from("203.0.113.8"))).toBe("let in");
    await runInDurableObject(env.ROOMS.getByName("keys-network"), (_, { storage }) => {
      expect(JSON.stringify([...storage.kv.list()])).not.toContain("203.0.113");
    });
    await owner.ask("member:ban", { id: eve.welcome.you.id, on: false });
    expect(await knock("keys-network", { passphrase }, from("203.0.113.7"))).toBe("let in");
  });

  it("is known by the network they had when they left", async () => {
    const owner = await ownerOf("keys-network-left");
    await owner.ask("passphrase:set", { passphrase });
    const eve = await Visitor.enter("keys-network-left", { passphrase }, from("2001:db8:1:2::7"));
    eve.leave();
    await owner.ask("member:ban", { id: eve.welcome.you.id, on: true });
    expect(await knock("keys-network-left", { passphrase }, from("2001:db8:1:2::8"))).toBe("banned");
    expect(await knock("keys-network-left", { passphrase }, from("2001:db8:1:3::8"))).toBe("let in");
  });
});

describe("a passphrase", () => {
  it("lets whoever knows it in, until it is another or none", async () => {
    const owner = await ownerOf("keys-phrase");
    expect(await owner.ask("passphrase:set", { passphrase: "open sesame" })).toEqual({ ok: true });
    expect(await knock("keys-phrase", { passphrase: "Open Sesame" })).toBe("forbidden");
    expect(await knock("keys-phrase", { passphrase: "open sesame" })).toBe("let in");
    await evictDurableObject(env.ROOMS.getByName("keys-phrase"));
    expect(await knock("keys-phrase", { passphrase: "open sesame" })).toBe("let in");
    await owner.ask("passphrase:set", { passphrase: "another one" });
    expect(await knock("keys-phrase", { passphrase: "open sesame" })).toBe("forbidden");
    await owner.ask("passphrase:set", { passphrase: null });
    expect(await knock("keys-phrase", { passphrase: "another one" })).toBe("forbidden");
    for (const passphrase of ["short", 7, "x".repeat(200), {}]) {
      expect(await owner.ask("passphrase:set", { passphrase })).toMatchObject({ ok: false });
    }
  });

  it("is the one that was decided on last, however long the hashing of others takes", async () => {
    const owner = await ownerOf("keys-decisions");
    await owner.ask("passphrase:set", { passphrase: "open sesame" });
    const decisions = [{ passphrase: "another one" }, { passphrase: null }].map((payload) =>
      owner.ask("passphrase:set", payload),
    );
    expect(await Promise.all(decisions)).toEqual([{ ok: true }, { ok: true }]);
    expect(await owner.ask("keys:get", {})).toEqual({ ok: true, invite: false, passphrase: false });
    expect(await knock("keys-decisions", { passphrase: "another one" })).toBe("forbidden");
  });

  it("opens nothing once it is revoked, not even to whoever was already showing it", async () => {
    await runInDurableObject(env.ROOMS.getByName("keys-revoked-meanwhile"), async (_, { storage }) => {
      const keys = new KeyRing(storage.kv);
      await keys.setPassphrase("open sesame");
      const shown = keys.isPassphrase("open sesame");
      await keys.setPassphrase(null);
      expect(await shown).toBe(false);
    });
  });

  it("is not set by whoever owned the room when it began to be hashed, and does no more", async () => {
    await runInDurableObject(env.ROOMS.getByName("keys-given-meanwhile"), async (_, { storage }) => {
      const keys = new KeyRing(storage.kv);
      let owner = "ada";
      const setting = keys.setPassphrase("open sesame", () => {
        if (owner !== "ada") throw new Error("not hers any more");
      });
      owner = "bob";
      await expect(setting).rejects.toThrow("not hers any more");
      expect(keys.inUse).toEqual({ invite: false, passphrase: false });
    });
  });

  it("is not kept by a room that was deleted while it was hashed", async () => {
    await runInDurableObject(env.ROOMS.getByName("keys-deleted-meanwhile"), async (_, { storage }) => {
      const keys = new KeyRing(storage.kv);
      const setting = keys.setPassphrase("open sesame");
      keys.forget();
      await setting;
      expect(keys.inUse).toEqual({ invite: false, passphrase: false });
    });
  });

  it("cannot be guessed at any speed, and a guesser does not keep others out for long", async () => {
    const owner = await ownerOf("keys-guess");
    await owner.ask("passphrase:set", { passphrase: "open sesame" });
    const headers = { "CF-Connecting-IP": "203.0.113.9" };
    const answers: string[] = [];
    for (let i = 0; i < 15; i++)
      answers.push(await knock("keys-guess", { passphrase: `guess ${i}` }, headers));
    expect(answers.slice(0, 10)).toEqual(Array(10).fill("forbidden"));
    expect(answers.slice(11)).toEqual(Array(4).fill("rate_limited"));
    expect(await knock("keys-guess", { passphrase: "open sesame" }, headers)).toBe("rate_limited");
    const elsewhere = { "CF-Connecting-IP": "198.51.100.7" };
    expect(await knock("keys-guess", { passphrase: "open sesame" }, elsewhere)).toBe("let in");
  });
});

describe("keys that are right", () => {
  it("are not counted: a school that shares an address comes in by one link, or by one passphrase", async () => {
    const owner = await ownerOf("keys-school");
    const { token } = await invite(owner);
    const headers = { "CF-Connecting-IP": "203.0.113.77" };
    for (let i = 0; i < 15; i++)
      expect(await knock("keys-school", { invite: token }, headers)).toBe("let in");
    await owner.ask("passphrase:set", { passphrase: "open sesame" });
    for (let i = 0; i < 15; i++)
      expect(await knock("keys-school", { passphrase: "open sesame" }, headers)).toBe("let in");
  });
});

describe("a guest who is let in no more", () => {
  it("writes nothing from then on, however long their connection takes to end", async () => {
    const owner = await ownerOf("keys-parting");
    const { token } = await invite(owner);
    const bob = await Visitor.enter("keys-parting", { invite: token });
    await evictDurableObject(env.ROOMS.getByName("keys-parting"));
    const removed = owner.ask("guest:remove", { id: bob.welcome.you.id });
    const sent = bob.ask("message:send", { nonce: "late", text: "one last word" }).catch(() => undefined);
    expect(await removed).toEqual({ ok: true });
    await bob.disconnected();
    expect(await owner.ask("history:get", {})).toMatchObject({ messages: [{ text: "mine" }] });
    owner.leave();
    void sent;
  });
});

describe("the owner alone", () => {
  it("makes keys, sees who was let in, lets them go and hands the room over", async () => {
    const owner = await ownerOf("keys-rights");
    const { token } = await invite(owner);
    const bob = await Visitor.enter("keys-rights", { name: "Bob", invite: token });
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
      expect(await bob.ask(event, payload), event).toMatchObject(refusal("forbidden"));
    }
    expect(await knock("keys-rights", { invite: token })).toBe("let in");
    expect(await owner.ask("guest:remove", { id: bob.welcome.you.id })).toEqual({ ok: true });
    expect(await bob.heard("goodbye")).toMatchObject({ code: "forbidden" });
    await bob.disconnected();
    expect(await knock("keys-rights", { token: bob.welcome.you.token })).toBe("forbidden");
  });

  it("hands the room to somebody who is there, and stays as a guest", async () => {
    const owner = await ownerOf("keys-handover");
    const { token } = await invite(owner);
    const bob = await Visitor.enter("keys-handover", { name: "Bob", invite: token });
    const { id } = bob.welcome.you;
    for (const nobody of ["nobody", "bot_0123456789abcdef"]) {
      expect(await owner.ask("room:handover", { id: nobody })).toMatchObject(refusal("not_found"));
    }
    await owner.ask("member:mute", { id, on: true });
    expect(await owner.ask("room:handover", { id })).toMatchObject({ ok: true, settings: { owner: id } });
    expect(await bob.heard("room", (settings) => settings.owner === id)).toBeDefined();
    expect(await owner.ask("room:update", { topic: "x" })).toMatchObject(refusal("forbidden"));
    expect(await bob.ask("room:update", { topic: "Mine now" })).toMatchObject({ ok: true });
    expect(await bob.ask("sanctions:get", {})).toMatchObject({ muted: [] });
    expect(await knock("keys-handover", { token: owner.welcome.you.token })).toBe("let in");
  });

  it("is asked again when the room is gone: no key outlives it", async () => {
    const owner = await ownerOf("keys-gone");
    const { token } = await invite(owner);
    await owner.ask("room:delete", {});
    await owner.disconnected();
    const again = await ownerOf("keys-gone");
    expect(await knock("keys-gone", { invite: token })).toBe("forbidden");
    expect(await again.ask("keys:get", {})).toMatchObject({ invite: false });
  });
});
