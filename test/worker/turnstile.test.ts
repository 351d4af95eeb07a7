/** Turnstile: new rooms and first messages of a deployment that asks for it. */
import { env } from "cloudflare:workers";
import { describe, expect, it, onTestFinished } from "vitest";
import { newSession } from "../../src/auth/session.ts";
import { sessionSigner } from "../../src/auth/session-signer.ts";
import { verifyTurnstile } from "../../src/auth/turnstile.ts";
import type { Env } from "../../src/env.ts";
import { Verifications } from "../../src/room/access/verifications.ts";
import { EXTERNAL_ID_PREFIX } from "../../src/shared/contract/message.ts";
import { app } from "../../src/worker.ts";
import { tokenOf } from "../support/identity.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf } from "./app.ts";
import { upload } from "./files.ts";
import { ownedRoom } from "./owned-room.ts";
import { PollingClient } from "./polling-client.ts";
import { SocketClient } from "./socket-client.ts";
import { KEYS, TEST_KEYS, TurnstileService } from "./turnstile-service.ts";

const HOST = "http://localhost";

const asking = (keys: Partial<Env> = {}): Env => ({
  ...env,
  TURNSTILE_SITE_KEY: KEYS.site,
  TURNSTILE_SECRET_KEY: KEYS.secret,
  ...keys,
});

const post = (path: string, body: object, headers: Record<string, string> = {}, variables = asking()) =>
  app.request(
    `${HOST}${path}`,
    {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    },
    variables,
  );

/** Rooms ask for verification until the test ends: their objects have the variables of the test run. */
function askInRooms(): void {
  const { require } = Verifications.prototype;
  Verifications.prototype.require = function (this: Verifications, id) {
    ask(this);
    require.call(this, id);
  };
  const { add } = Verifications.prototype;
  Verifications.prototype.add = function (this: Verifications, id) {
    ask(this);
    add.call(this, id);
  };
  onTestFinished(() => void Object.assign(Verifications.prototype, { require, add }));
}

function ask(verifications: Verifications): void {
  const { deps } = verifications as unknown as { deps: { siteKey: string | undefined } };
  deps.siteKey = KEYS.site;
}

describe("a new room", () => {
  it("needs a token of the widget, for this host and action, which is valid once", async () => {
    const turnstile = new TurnstileService();
    const create = (token?: string) =>
      post("/api/rooms", { name: uniqueRoom("verified"), ...(token && { turnstile: token }) });
    const refused = await create();
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      ok: false,
      error: { code: "verification_required", siteKey: KEYS.site },
    });
    expect(turnstile.requests).toEqual([]);
    const token = turnstile.issue("room");
    expect((await create(token)).status).toBe(201);
    expect(turnstile.requests).toEqual([{ secret: KEYS.secret, response: token }]);
    for (const wrong of [
      token,
      "forged",
      turnstile.issue("message"),
      turnstile.issue("room", "evil.example"),
    ])
      expect(codeOf((await (await create(wrong)).json()) as object)).toBe("verification_required");
    expect((await create("x".repeat(3_000))).status).toBe(413);
  });

  it("is not created while Turnstile does not answer", async () => {
    const turnstile = new TurnstileService();
    const answers: (() => Response | Promise<Response>)[] = [
      () => Promise.reject(new Error("down")),
      () => new Response("<html>", { status: 502 }),
      () => Response.json({ success: "yes" }),
      () => new Response(null, { status: 302, headers: { Location: "https://evil.example" } }),
    ];
    for (const answer of answers) {
      turnstile.answer = answer;
      const name = uniqueRoom("unanswered");
      const response = await post("/api/rooms", { name, turnstile: turnstile.issue("room") });
      expect(response.status).toBe(500);
      expect(response.headers.get("Retry-After")).toBe("5");
    }
    expect(turnstile.requests).toHaveLength(answers.length);
  });

  it("needs none for people of the operator's issuer, and none in a deployment without the keys", async () => {
    const turnstile = new TurnstileService();
    const jwt = await tokenOf("ada");
    const name = uniqueRoom("exempt");
    expect((await post("/api/rooms", { name }, { Authorization: `Bearer ${jwt}` })).status).toBe(201);
    expect((await post("/api/rooms", { name: uniqueRoom("unasked") }, {}, env)).status).toBe(201);
    expect(turnstile.requests).toEqual([]);
  });
});

describe("Cloudflare's keys for tests", () => {
  const check = (secret: string, hostname = "localhost") =>
    verifyTurnstile(
      { TURNSTILE_SITE_KEY: TEST_KEYS.site, TURNSTILE_SECRET_KEY: secret },
      { token: TEST_KEYS.token, action: "room", hostname, address: "203.0.113.7" },
    );

  it("pass, fail, or say that a token was used, on this machine only", async () => {
    const turnstile = new TurnstileService();
    expect(await check(TEST_KEYS.passes)).toEqual({ ok: true });
    expect(await check(TEST_KEYS.fails)).toMatchObject({ error: { code: "verification_required" } });
    expect(await check(TEST_KEYS.spent)).toMatchObject({
      error: { code: "verification_required", message: expect.stringContaining("timeout-or-duplicate") },
    });
    expect(turnstile.requests[0]).toMatchObject({ response: TEST_KEYS.token, remoteip: "203.0.113.7" });
    expect(await check(TEST_KEYS.passes, "chat.example")).toMatchObject({ error: { code: "internal" } });
    expect(turnstile.requests).toHaveLength(3);
  });
});

describe("a first message", () => {
  it("needs a verification of the person, once in a room, over sockets and HTTP", async () => {
    askInRooms();
    const turnstile = new TurnstileService();
    const room = uniqueRoom("first-message");
    const ada = await SocketClient.join(room);
    const say = (nonce: string, who = ada) => who.request("message:send", { nonce, text: nonce });
    expect(await say("1")).toMatchObject({
      error: { code: "verification_required", siteKey: KEYS.site },
    });
    const verify = (token: string, headers = bearer(ada)) =>
      post(`/api/rooms/${room}/verification`, { token }, headers);
    expect((await verify(turnstile.issue("room"))).status).toBe(403);
    expect((await verify("forged")).status).toBe(403);
    expect((await verify(turnstile.issue("message"), {})).status).toBe(401);
    const token = turnstile.issue("message");
    expect((await verify(token)).status).toBe(200);
    expect((await verify(token)).status).toBe(403);
    expect(await say("1")).toMatchObject({ ok: true });
    expect(await say("2")).toMatchObject({ ok: true });

    const bob = await SocketClient.join(room);
    const byHttp = () => post(`/api/rooms/${room}/messages`, { text: "hello" }, bearer(bob));
    const refused = await byHttp();
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      error: { code: "verification_required", siteKey: KEYS.site },
    });
    // Another person's verification is not his.
    expect((await verify(turnstile.issue("message"), bearer(bob))).status).toBe(200);
    expect((await byHttp()).status).toBe(201);

    const made = (await ada.request("bot:create", { name: "Robot" })) as unknown as { token: string };
    expect(await say("bot", await SocketClient.join(room, { token: made.token }))).toMatchObject({
      ok: true,
    });
    const cy = await SocketClient.join(room, { jwt: await tokenOf("cy") });
    expect(cy.welcome.you.id.startsWith(EXTERNAL_ID_PREFIX)).toBe(true);
    expect(await say("jwt", cy)).toMatchObject({ ok: true });
  });
});

describe("a stranger", () => {
  it("needs a verification to upload, to react and to report, over sockets, long-polling and HTTP", async () => {
    const room = uniqueRoom("stranger");
    const { owner } = await ownedRoom(room);
    askInRooms();
    const turnstile = new TurnstileService();
    const report = (seq = 1) => ({ seq, reason: "spam" });
    const required = { ok: false, error: { code: "verification_required", siteKey: KEYS.site } };
    const verify = async (token: string | undefined) => {
      const headers = { Authorization: `Bearer ${token}` };
      const answer = await post(
        `/api/rooms/${room}/verification`,
        { token: turnstile.issue("message") },
        headers,
      );
      expect(answer.status).toBe(200);
    };

    const ada = await SocketClient.join(room);
    expect(await ada.request("message:report", report())).toMatchObject(required);
    expect(await ada.request("reaction:set", { seq: 1, emoji: "👍", on: true })).toMatchObject(required);
    const refused = await upload(room, bearer(ada));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject(required);
    await verify(ada.welcome.you.token);
    expect(await ada.request("message:report", report())).toEqual({ ok: true });
    expect(await ada.request("reaction:set", { seq: 1, emoji: "👍", on: true })).toMatchObject({ ok: true });
    expect((await upload(room, bearer(ada))).status).toBe(201);

    const signer = await sessionSigner(env);
    const token = await signer.sign(newSession(Date.now()));
    const bob = await PollingClient.join(room, { token });
    expect(await bob.request("message:send", { nonce: "1", text: "hello" })).toMatchObject(required);
    expect(await bob.request("message:report", report())).toMatchObject(required);
    await verify(token);
    expect(await bob.request("message:report", report())).toEqual({ ok: true });
    await bob.leave();

    const cy = await signer.sign(newSession(Date.now()));
    const byHttp = () =>
      post(`/api/rooms/${room}/messages/1/reports`, { reason: "spam" }, { Authorization: `Bearer ${cy}` });
    const answer = await byHttp();
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject(required);
    await verify(cy);
    expect((await byHttp()).status).toBe(201);
    // Who has written is known.
    expect(await owner.request("reaction:set", { seq: 1, emoji: "👍", on: true })).toMatchObject({
      ok: true,
    });
    expect((await upload(room, bearer(owner))).status).toBe(201);
  });
});

describe("the page", () => {
  it.each(["/", `/rooms/${uniqueRoom("policy")}`, "/offline"])(
    "%s may load Turnstile only in a deployment with the keys",
    async (path) => {
      const policyOf = async (variables: Env) =>
        (await app.request(`${HOST}${path}`, {}, variables)).headers.get("Content-Security-Policy") ?? "";
      const policy = await policyOf(asking());
      expect(policy).toContain(
        "script-src 'self' https://challenges.cloudflare.com; frame-src https://challenges.cloudflare.com;",
      );
      expect(policy).toContain("connect-src 'self';");
      expect(await policyOf(env)).not.toContain("cloudflare");
    },
  );
});
