/** Passkeys: saving the person with one, signing in with one, and what does not sign in. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { AccountInfo, Passkey, SignedIn } from "../../src/shared/account.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { Browser, storedBy } from "./account.ts";
import { failure, ORIGIN } from "./app.ts";
import { Authenticator, type Request, type Wrong } from "./authenticator.ts";
import { SocketClient } from "./socket-client.ts";

type Options = { ok: true; options: { challenge: string; rpId?: string; rp?: { id: string } } };
type Saved = { ok: true; passkey: Passkey } & SignedIn;
type Info = { ok: true; account?: AccountInfo };

const rpId = new URL(ORIGIN).hostname;

const creation = async (browser: Browser): Promise<Request> => {
  const { options } = await browser.post<Options>("/passkeys/options");
  return { challenge: options.challenge, rpId: options.rp?.id ?? "", origin: ORIGIN };
};

const request = async (browser: Browser): Promise<Request> => {
  const { options } = await browser.post<Options>("/sign-in/options");
  return { challenge: options.challenge, rpId: options.rpId ?? "", origin: ORIGIN };
};

/** A browser whose person saved a passkey. */
async function saved(body: object = {}) {
  const browser = await Browser.create();
  const authenticator = await Authenticator.create();
  const response = await authenticator.register(await creation(browser));
  const answer = await browser.post<Saved>("/passkeys", { response, ...body });
  expect(answer).toMatchObject({ ok: true });
  return { browser, authenticator, person: answer.you.id, passkey: answer.passkey };
}

const signIn = async (
  browser: Browser,
  authenticator: Authenticator,
  person: string,
  { wrong = {}, ...change }: Partial<Request> & { wrong?: Wrong } = {},
) => {
  const asked = { ...(await request(browser)), ...change };
  return browser.post("/sign-in", { response: await authenticator.answer(asked, person, wrong) });
};

describe("a passkey", () => {
  it("saves the person, and signs them in on another device as the owner of their room", async () => {
    const room = uniqueRoom("passkeys");
    const { browser, authenticator, person } = await saved();
    const owner = await SocketClient.join(room, {}, browser.headers);
    await owner.request("message:send", { nonce: "1", text: "mine" });
    const other = await Browser.create();
    expect(await signIn(other, authenticator, person)).toMatchObject({ ok: true, you: { id: person } });
    const there = await SocketClient.join(room, {}, other.headers);
    expect(await there.request("room:update", { topic: "ours" })).toMatchObject({ ok: true });
    const { account } = await other.get<Info>();
    expect(account?.devices).toHaveLength(2);
    expect(account?.passkeys).toMatchObject([{ id: authenticator.id, usedAt: expect.any(Number) }]);
  });

  it("can be one of several, has a name, and can be removed", async () => {
    const { browser, authenticator, person, passkey } = await saved({ name: "Laptop" });
    expect(passkey).toMatchObject({ id: authenticator.id, name: "Laptop" });
    const second = await Authenticator.create();
    const response = await second.register(await creation(browser));
    await browser.post("/passkeys", { response });
    expect(await browser.post(`/passkeys/${second.id}`, { name: "Security key" })).toEqual({ ok: true });
    expect((await browser.get<Info>()).account?.passkeys.map(({ name }) => name).sort()).toEqual([
      "Laptop",
      "Security key",
    ]);
    expect(await browser.post(`/passkeys/${second.id}`, { name: "" })).toMatchObject(failure("invalid"));
    expect(await browser.delete(`/passkeys/${authenticator.id}`)).toEqual({ ok: true });
    expect(await browser.delete(`/passkeys/${authenticator.id}`)).toMatchObject(failure("not_found"));
    expect(await signIn(await Browser.create(), authenticator, person)).toMatchObject(
      failure("unauthorized"),
    );
    expect(await signIn(await Browser.create(), second, person)).toMatchObject({ ok: true });
  });

  it("brings a person back who signed out everywhere", async () => {
    const { browser, authenticator, person } = await saved();
    await browser.delete("/devices/all");
    await browser.post("/signed-out");
    expect(await signIn(browser, authenticator, person)).toMatchObject({ ok: true, you: { id: person } });
    expect((await browser.session())?.id).toBe(person);
  });

  it("stores nothing of a person who does not finish, and of one who only looks", async () => {
    const visitor = await Browser.create();
    await creation(visitor);
    await request(visitor);
    expect(await storedBy((await visitor.session())?.id ?? "")).toBe(0);
    const authenticator = await Authenticator.create();
    expect(await signIn(visitor, authenticator, "nobody-at-all-00")).toMatchObject(failure("unauthorized"));
    expect(await storedBy("nobody-at-all-00")).toBe(0);
  });

  it("is the same when its answer is sent again", async () => {
    const browser = await Browser.create();
    const authenticator = await Authenticator.create();
    const response = await authenticator.register(await creation(browser));
    await browser.post("/passkeys", { response });
    expect(await browser.post("/passkeys", { response })).toMatchObject({ ok: true });
    expect((await browser.get<Info>()).account?.passkeys).toHaveLength(1);
  });

  it("is limited in number", async () => {
    const { browser } = await saved();
    for (let count = 1; count < 20; count++) {
      const response = await (await Authenticator.create()).register(await creation(browser));
      await browser.post("/passkeys", { response });
    }
    const response = await (await Authenticator.create()).register(await creation(browser));
    expect(await browser.post("/passkeys", { response })).toMatchObject(failure("too_large"));
  });
});

describe("no one is signed in by", () => {
  it("a challenge that was answered before", async () => {
    const { authenticator, person } = await saved();
    const first = await Browser.create();
    const response = await authenticator.answer(await request(first), person);
    expect(await first.post("/sign-in", { response })).toMatchObject({ ok: true });
    const replay = await Browser.create();
    const before = replay.cookie;
    expect(await replay.post("/sign-in", { response })).toMatchObject(failure("unauthorized"));
    expect(replay.cookie).toBe(before);
  });

  it("one answer that two devices send at once", async () => {
    const { authenticator, person } = await saved();
    const browsers = await Promise.all(Array.from({ length: 4 }, () => Browser.create()));
    const asked = await request(browsers[0] ?? (await Browser.create()));
    const response = await authenticator.answer(asked, person);
    const answers = await Promise.all(browsers.map((browser) => browser.post("/sign-in", { response })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("a passkey of another deployment", async () => {
    const { authenticator, person } = await saved();
    const visitor = await Browser.create();
    for (const change of [
      { rpId: "other.example" },
      { origin: "https://other.example" },
      { origin: `${ORIGIN}.evil.example` },
      { origin: `${ORIGIN}:8443` },
    ])
      expect(await signIn(visitor, authenticator, person, change)).toMatchObject(failure("unauthorized"));
  });

  it("a challenge that is forged, expired, or for a new passkey", async () => {
    const { browser, authenticator, person } = await saved();
    const visitor = await Browser.create();
    const { challenge } = await request(visitor);
    const bytes = Buffer.from(challenge, "base64url");
    const changed = Buffer.from(bytes);
    changed[0] = (changed[0] ?? 0) ^ 1;
    const later = Buffer.from(bytes);
    later.writeUInt32BE(later.readUInt32BE(16) + 60, 16);
    const forNewPasskey = (await creation(browser)).challenge;
    for (const wrong of [
      changed.toString("base64url"),
      later.toString("base64url"),
      forNewPasskey,
      "x",
      "AAAA",
    ])
      expect(await signIn(visitor, authenticator, person, { challenge: wrong })).toMatchObject(
        failure("unauthorized"),
      );
  });

  it("a wrong signature, a person who was not verified, or the passkey of another person", async () => {
    const ada = await saved();
    const bob = await saved();
    const visitor = await Browser.create();
    const signature = new Uint8Array([0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]);
    for (const wrong of [{ signature }, { unverified: true }])
      expect(await signIn(visitor, ada.authenticator, ada.person, { wrong })).toMatchObject(
        failure("unauthorized"),
      );
    expect(await signIn(visitor, ada.authenticator, bob.person)).toMatchObject(failure("unauthorized"));
    expect(await signIn(visitor, await Authenticator.create(), ada.person)).toMatchObject(
      failure("unauthorized"),
    );
    for (const userHandle of ["", "!!!!", Buffer.from("../../x").toString("base64url"), "w6Q"])
      expect(await signIn(visitor, ada.authenticator, ada.person, { wrong: { userHandle } })).toMatchObject({
        ok: false,
      });
  });

  it("anything that is no answer of a passkey", async () => {
    const visitor = await Browser.create();
    const { authenticator, person } = await saved();
    const good = await authenticator.answer(await request(visitor), person);
    for (const response of [
      {},
      null,
      7,
      "x",
      [],
      { ...good, id: 7 },
      { ...good, type: "password" },
      { ...good, response: {} },
      { ...good, response: { ...good.response, authenticatorData: "AA" } },
      { ...good, response: { ...good.response, clientDataJSON: "e30" } },
      { ...good, response: { ...good.response, signature: "x".repeat(40_000) } },
    ])
      expect(await visitor.post("/sign-in", { response })).toMatchObject({ ok: false });
    for (const response of [
      {},
      { ...good },
      { ...good, response: { ...good.response, attestationObject: "oA" } },
    ])
      expect(await visitor.post("/passkeys", { response })).toMatchObject({ ok: false });
  });

  it("a new passkey that was made for another person, another site, or without verification", async () => {
    const [ada, bob] = [await Browser.create(), await Browser.create()];
    const authenticator = await Authenticator.create();
    const asked = await creation(ada);
    const forAda = await authenticator.register(asked);
    expect(await bob.post("/passkeys", { response: forAda })).toMatchObject(failure("unauthorized"));
    const elsewhere = await authenticator.register({ ...asked, rpId: "other.example" });
    expect(await ada.post("/passkeys", { response: elsewhere })).toMatchObject(failure("unauthorized"));
    const unverified = await authenticator.register(asked, { unverified: true });
    expect(await ada.post("/passkeys", { response: unverified })).toMatchObject(failure("unauthorized"));
    expect(await ada.get()).toEqual({ ok: true });
  });

  it("a page of another origin", async () => {
    const { authenticator, person } = await saved();
    const visitor = await Browser.create();
    const response = await authenticator.answer(await request(visitor), person);
    const headers = { Origin: "https://evil.example" };
    expect(await visitor.post("/sign-in", { response }, headers)).toMatchObject(failure("forbidden"));
  });
});

it("the domain of passkeys is the host of the page", async () => {
  const { rpId: domain } = await request(await Browser.create());
  expect(domain).toBe(rpId);
});

it("answered challenges are removed when they expire", async () => {
  const { authenticator, person } = await saved();
  const stub = env.ACCOUNTS.getByName(person);
  await signIn(await Browser.create(), authenticator, person);
  const count = (_: unknown, { storage }: DurableObjectState) =>
    storage.sql.exec<{ count: number }>("SELECT count(*) AS count FROM challenges").one().count;
  expect(await runInDurableObject(stub, count)).toBe(1);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE challenges SET expires = 1");
  });
  await signIn(await Browser.create(), authenticator, person);
  expect(await runInDurableObject(stub, count)).toBe(1);
});
