/** Tokens of an issuer with a JSON Web Key Set: its keys, their rotation, and an issuer that fails. */
import { createSecretKey } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { externalId } from "../../../src/auth/identity/claims.ts";
import { remoteKeys } from "../../../src/auth/identity/key-source.ts";
import { isJwt, verifyIdentity } from "../../../src/auth/identity/verify-identity.ts";
import { identityPrincipal } from "../../../src/auth/principal.ts";
import { claimsOf, TEST_ISSUER, tokenOf } from "../../support/identity.ts";
import { type Issuer, startIssuer } from "../../support/issuer.ts";

const verify = (jwt: string, { variables }: Pick<Issuer, "variables">, now = Date.now()) =>
  verifyIdentity(jwt, variables, now);

const reasonOf = (answer: Awaited<ReturnType<typeof verify>>) =>
  answer.ok ? "accepted" : `${answer.error.code}: ${answer.error.message}`;

describe("a token by a key of the issuer", () => {
  it.each(["RS256", "PS512", "ES256", "Ed25519"])("of the algorithm %s is accepted", async (algorithm) => {
    const issuer = await startIssuer(algorithm);
    const answer = await verify(await issuer.sign("auth0|5f7", { name: "Ada" }), issuer);
    expect(answer).toMatchObject({
      ok: true,
      identity: { id: await externalId(TEST_ISSUER.issuer, "auth0|5f7"), name: "Ada", isNameFixed: true },
    });
  });

  it("is rejected if the algorithm is an HMAC with the public key, another one, or none", async () => {
    const issuer = await startIssuer();
    const [jwk] = JSON.parse(issuer.keySet()).keys;
    const publicKey = await importJWK(jwk, "RS256", { extractable: true });
    const spki = Buffer.from(await crypto.subtle.exportKey("spki", publicKey as CryptoKey));
    for (const bytes of [spki, Buffer.from(issuer.keySet()), Buffer.from(jwk.n, "base64url")]) {
      const forged = await new SignJWT(claimsOf("ada"))
        .setProtectedHeader({ alg: "HS256", kid: jwk.kid })
        .sign(createSecretKey(bytes));
      expect(reasonOf(await verify(forged, issuer))).toMatch(/^unauthorized: JWT: Its algorithm/);
    }
    const [, payload] = (await issuer.sign("ada")).split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", kid: jwk.kid })).toString("base64url");
    for (const signature of ["", "AAAA"])
      expect(reasonOf(await verify(`${none}.${payload}.${signature}`, issuer))).toMatch(
        /^unauthorized: JWT: /,
      );
  });

  it("is rejected with another payload, another signature, or the key in its own header", async () => {
    const issuer = await startIssuer();
    const other = await startIssuer();
    const [header, payload, signature] = (await issuer.sign("ada")).split(".");
    const [, otherPayload, otherSignature] = (await issuer.sign("bob")).split(".");
    for (const forged of [
      `${header}.${otherPayload}.${signature}`,
      `${header}.${payload}.${otherSignature}`,
      `${header}.${payload}.`,
      await other.sign("ada"),
    ])
      expect(reasonOf(await verify(forged, issuer))).toMatch(/^unauthorized: JWT: .*(signature|signed)/i);
    const [jwk] = JSON.parse(other.keySet()).keys;
    const embedded = await other.sign(
      "ada",
      {},
      { kid: "unknown", ...{ jwk, jku: other.variables.IDENTITY_JWKS_URL } },
    );
    expect(reasonOf(await verify(embedded, issuer))).toMatch(/no key with its key id/);
    expect(other.requests).toBe(0);
  });
});

describe("the key set", () => {
  it("is fetched once, and again for a key that is not in it", async () => {
    const issuer = await startIssuer();
    for (let i = 0; i < 5; i++)
      expect((await verify(await issuer.sign(`person ${i}`), issuer)).ok).toBe(true);
    expect(issuer.requests).toBe(1);
  });

  it("is fetched again at most every 30 seconds, whatever key ids are tried", async () => {
    const issuer = await startIssuer();
    const before = await issuer.sign("ada");
    expect((await verify(before, issuer)).ok).toBe(true);
    for (let i = 0; i < 20; i++)
      expect(reasonOf(await verify(await issuer.sign("eve", {}, { kid: `guess ${i}` }), issuer))).toMatch(
        /no key/,
      );
    expect(issuer.requests).toBe(1);
  });

  it("brings the new key after a rotation, and the old one is rejected", async () => {
    const issuer = await startIssuer();
    const before = await issuer.sign("ada");
    const real = Date.now;
    try {
      expect((await verify(before, issuer)).ok).toBe(true);
      await issuer.rotate();
      const after = await issuer.sign("ada");
      Date.now = () => real() + 31_000;
      expect((await verify(after, issuer)).ok).toBe(true);
      expect(reasonOf(await verify(before, issuer))).toMatch(/no key/);
      expect(issuer.requests).toBe(2);
    } finally {
      Date.now = real;
    }
  });

  it("that cannot be fetched is an error of the server, which says nothing about the token", async () => {
    for (const answer of [{ status: 500 }, { status: 302 }, { body: "<html>" }, { body: '{"keys":7}' }]) {
      const issuer = await startIssuer();
      issuer.answer = answer;
      const failed = await verify(await issuer.sign("ada"), issuer);
      expect(failed).toMatchObject({ ok: false, error: { code: "internal", retryAfter: 5_000 } });
    }
    const large = await startIssuer();
    large.answer = { body: JSON.stringify({ keys: [], filler: "x".repeat(1_000_000) }) };
    expect(reasonOf(await verify(await large.sign("ada"), large))).toMatch(/^internal/);
  });

  it.each([
    ["is down", () => Promise.reject(new TypeError("connection refused"))],
    ["fails", async () => new Response("", { status: 500 })],
    ["sends a page", async () => new Response("<html>")],
    ["sends no list of keys", async () => new Response('{"keys":7}')],
  ])("of an issuer that %s is not requested for every token", async (_, answer) => {
    let [time, requests] = [0, 0];
    const down = async () => {
      requests++;
      return answer();
    };
    const keys = remoteKeys("http://127.0.0.1/jwks.json", down, () => time);
    const ask = () => Promise.resolve(keys({ alg: "RS256" }, { payload: "", signature: "" }));
    for (let i = 0; i < 10; i++) await expect(ask()).rejects.toThrow();
    expect(requests).toBe(1);
    time += 5_000;
    await expect(ask()).rejects.toThrow();
    expect(requests).toBe(2);
  });

  it("of an issuer that never answers is given up", async () => {
    const issuer = await startIssuer();
    issuer.answer = "never";
    expect(reasonOf(await verify(await issuer.sign("ada"), issuer))).toMatch(/^internal/);
  });
});

it("without variables a token is rejected with what the operator has to set", async () => {
  const answer = await verifyIdentity(await tokenOf("ada"), {}, Date.now());
  expect(reasonOf(answer)).toMatch(/^unauthorized: .*IDENTITY_JWKS_URL.*IDENTITY_SECRET/);
});

it("a token that ends in the far future ends with the longest session", async () => {
  const now = Date.now();
  for (const exp of [1e300, Number.MAX_SAFE_INTEGER]) {
    const jwt = await tokenOf("ada", { exp });
    const answer = await verifyIdentity(jwt, { IDENTITY_SECRET: TEST_ISSUER.secret }, now);
    expect(answer).toMatchObject({ ok: true, identity: { expires: now + 400 * 86_400_000 } });
  }
});

it("a JSON Web Token has three parts", () => {
  expect(["a.b.c", "..", "a.b", "bot_0_1", "", "a.b.c.d.e"].map(isJwt)).toEqual([
    ...[true, true, false, false, false, false],
  ]);
});

it("the role operator is only of a token that names no rooms", async () => {
  const issuer = await startIssuer("ES256");
  const roleOf = async (claims: object) => {
    const answer = await verify(await issuer.sign("ada", { ...claims }), issuer);
    return answer.ok ? identityPrincipal(answer.identity).grants?.role : reasonOf(answer);
  };
  expect(await roleOf({ role: "operator" })).toBe("operator");
  for (const claims of [
    { role: "operator", rooms: ["general"] },
    { role: "operator", rooms: [] },
    { role: ["operator"] },
    { role: "Operator" },
    { role: "owner" },
  ])
    expect(await roleOf(claims)).toBeUndefined();
});
