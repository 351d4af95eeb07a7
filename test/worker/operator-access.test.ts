/** Who is an operator, and what everyone else learns: nothing. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { app } from "../../src/worker.ts";
import { tokenOf } from "../support/identity.ts";
import { TEST_MODERATOR_TOKEN, TEST_OPERATOR_TOKEN } from "../support/operator.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { ORIGIN, send } from "./app.ts";
import { operate } from "./operator-client.ts";
import { SocketClient } from "./socket-client.ts";

/** What a request is answered with, without what differs between any two answers. */
async function answerOf(answer: Response): Promise<object> {
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== "date"));
  return { status: answer.status, headers, body: await answer.text() };
}

/** The same request to another deployment. */
const sendTo = async (variables: object, path: string, init?: RequestInit): Promise<Response> =>
  app.fetch(new Request(ORIGIN + path, init), { ...env, ...variables }, createExecutionContext());

const NONE = { OPERATOR_TOKEN: "", MODERATOR_TOKEN: "", IDENTITY_SECRET: "" };

const signIn = (token: string, network: string, more: object = {}) =>
  send("/api/account/operator", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: ORIGIN, "CF-Connecting-IP": network },
    body: JSON.stringify({ token, ...more }),
  });

describe("a stranger", () => {
  it.each([
    ["GET", "/operator", {}],
    ["GET", "/operator", { Accept: "text/html" }],
    ["GET", "/api/operator/rooms", {}],
    ["PUT", "/api/operator/rooms", {}],
    ["DELETE", "/api/operator/bans", { "Content-Type": "application/json" }],
    ["GET", "/api/operator/session", { Cookie: "__Host-operator=abc.def" }],
    ["GET", "/api/operator/session", { Cookie: "__Host-operator=e30.e30" }],
    ["GET", "/api/operator/session", { Authorization: "Bearer not-the-token" }],
    ["GET", "/api/operator/audit.csv", { Origin: "https://evil.example" }],
  ])(
    "gets the answer of an unknown path for %s %s %j, with operators and without",
    async (method, path, headers) => {
      const unknown = path.replace(/operator.*/, "unknown");
      const init = { method, headers: { "CF-Connecting-IP": "192.0.2.1", ...headers } };
      const expected = await answerOf(await send(unknown, init));
      expect(expected).toMatchObject({ status: 404 });
      expect(await answerOf(await send(path, init))).toEqual(expected);
      expect(await answerOf(await sendTo(NONE, path, init))).toEqual(expected);
    },
  );

  it("is answered alike at sign-in with operators and without, and limited after ten wrong tokens", async () => {
    const answers = async (network: string, variables?: object) => {
      const statuses: unknown[] = [];
      for (let attempt = 0; attempt < 11; attempt++) {
        const init = {
          method: "POST",
          headers: { "Content-Type": "application/json", Origin: ORIGIN, "CF-Connecting-IP": network },
          body: JSON.stringify({ token: `wrong ${attempt}` }),
        };
        const path = "/api/account/operator";
        const answer = await (variables === undefined ? send(path, init) : sendTo(variables, path, init));
        const body: { error: { code: string } } = await answer.json();
        statuses.push([answer.status, body.error.code, answer.headers.get("Retry-After")]);
      }
      return statuses;
    };
    const known = await answers("192.0.2.10");
    expect(known.slice(0, 10)).toEqual(Array(10).fill([401, "unauthorized", null]));
    expect(known[10]).toMatchObject([429, "rate_limited", expect.stringMatching(/^[56]\d\d$/)]);
    const without = await answers("192.0.2.11", NONE);
    expect(without.map((answer) => (answer as unknown[]).slice(0, 2))).toEqual(
      known.map((answer) => (answer as unknown[]).slice(0, 2)),
    );
    // The right token has to wait, too, wherever it is presented.
    expect((await signIn(TEST_OPERATOR_TOKEN, "192.0.2.10")).status).toBe(429);
    const bearer = await send("/api/operator/session", {
      headers: { Authorization: `Bearer ${TEST_OPERATOR_TOKEN}`, "CF-Connecting-IP": "192.0.2.10" },
    });
    expect(bearer.status).toBe(404);
    expect((await signIn(TEST_OPERATOR_TOKEN, "192.0.2.12")).status).toBe(200);
  });

  it("does not keep the worker busy with a token full of spaces", async () => {
    const headers = { Authorization: `Bearer a${" ".repeat(100_000)}b`, "CF-Connecting-IP": "192.0.2.13" };
    for (let attempt = 0; attempt < 20; attempt++)
      expect((await send("/api/operator/session", { headers })).status).toBe(404);
  });

  it("is not an operator with a visitor's token, or with the owner's role in a room", async () => {
    const room = uniqueRoom("operator");
    const { welcome } = await SocketClient.join(room);
    const owner = await tokenOf("owner", { rooms: [room], role: "owner" });
    const limited = await tokenOf("operator", { rooms: [room], role: "operator" });
    for (const token of [welcome.you.token, owner, limited])
      expect(await operate("GET", "/session", undefined, token)).toMatchObject({ status: 404 });
  });
});

describe("an operator", () => {
  it("signs in with a name for the audit log, and out, which ends the session everywhere", async () => {
    const answer = await signIn(TEST_OPERATOR_TOKEN, "192.0.2.20", { name: "Grace" });
    expect(await answer.json()).toMatchObject({ ok: true, operator: { name: "Grace", role: "operator" } });
    const cookie = answer.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/^__Host-operator=[\w-]+\.[\w-]+; .*HttpOnly; Secure; SameSite=Strict$/);
    const headers = { Cookie: cookie.split(";")[0] ?? "", Origin: ORIGIN };
    const session = () => send("/api/operator/session", { headers });
    expect(await (await session()).json()).toMatchObject({ operator: { name: "Grace" } });
    // A page of another origin is told apart only now, because the cookie is not sent with its requests.
    const foreign = await send("/api/operator/session", {
      headers: { ...headers, Origin: "https://evil.example" },
    });
    expect(foreign.status).toBe(403);
    // A token that was changed ends the sessions that it began.
    const rotated = await sendTo({ OPERATOR_TOKEN: `${TEST_OPERATOR_TOKEN} 2` }, "/api/operator/session", {
      headers,
    });
    expect(rotated.status).toBe(404);
    const out = await send("/api/account/operator", { method: "DELETE", headers });
    expect(out.headers.get("Set-Cookie")).toMatch(/^__Host-operator=; Max-Age=0/);
    expect((await session()).status).toBe(404);
  });

  it("may come with a token of the issuer", async () => {
    const token = await tokenOf("boss", { name: "Boss", role: "operator" });
    expect(await operate("GET", "/session", undefined, token)).toMatchObject({
      operator: { name: "Boss", id: expect.stringMatching(/^sso_/), role: "operator" },
    });
  });

  it("as a moderator may ban, and nothing that changes rooms", async () => {
    const room = uniqueRoom("moderated");
    const moderate = (method: string, path: string, body: object) =>
      operate(method, path, body, TEST_MODERATOR_TOKEN);
    for (const [method, path, body] of [
      ["DELETE", `/rooms/${room}`, {}],
      ["POST", `/rooms/${room}/close`, { on: true }],
      ["POST", `/rooms/${room}/reclaim`, {}],
      ["POST", `/rooms/${room}/feature`, { on: true }],
      ["POST", `/rooms/${room}/owner`, { to: "someone" }],
      ["POST", `/rooms/${room}/owner-link`, {}],
    ] as const)
      expect(await moderate(method, path, body)).toMatchObject({ status: 403, error: { code: "forbidden" } });
    expect(await moderate("POST", "/bans", { person: "a-troll" })).toMatchObject({
      status: 200,
      changed: true,
    });
    expect(await moderate("DELETE", "/bans", { person: "a-troll" })).toMatchObject({ changed: true });
  });
});
