/** An issuer with a JSON Web Key Set that it serves, for tests in Node. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { claimsOf, TEST_ISSUER } from "./identity.ts";

export interface Issuer {
  /** The variables of a deployment that accepts its tokens. */
  readonly variables: { IDENTITY_JWKS_URL: string; IDENTITY_ISSUER: string; IDENTITY_AUDIENCE: string };
  /** How often the key set was requested. */
  readonly requests: number;
  /** What the server answers instead of the key set: a status, a body, or nothing at all. */
  answer: { status?: number; body?: string } | "never" | undefined;
  /** Replaces the key by a new one. */
  rotate(algorithm?: string): Promise<void>;
  /** A token by the present key. */
  sign(sub: string, claims?: JWTPayload, header?: { alg?: string; kid?: string }): Promise<string>;
  /** The key set as it is served. */
  keySet(): string;
}

/** Starts an issuer with one key. It ends with the test. */
export async function startIssuer(algorithm = "RS256"): Promise<Issuer> {
  let requests = 0;
  let number = 0;
  let current: { alg: string; kid: string; privateKey: CryptoKey; set: string };
  const rotate = async (alg = algorithm) => {
    const { publicKey, privateKey } = await generateKeyPair(alg);
    const kid = `key-${++number}`;
    const key = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
    current = { alg, kid, privateKey, set: JSON.stringify({ keys: [key] }) };
  };
  await rotate();
  const server = createServer((_, response) => {
    requests++;
    if (issuer.answer === "never") return;
    response.writeHead(issuer.answer?.status ?? 200, { "Content-Type": "application/json" });
    response.end(issuer.answer?.body ?? current.set);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer: Issuer = {
    variables: {
      IDENTITY_JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
      IDENTITY_ISSUER: TEST_ISSUER.issuer,
      IDENTITY_AUDIENCE: TEST_ISSUER.audience,
    },
    get requests() {
      return requests;
    },
    answer: undefined,
    rotate,
    sign: (sub, claims, header) =>
      new SignJWT(claimsOf(sub, claims))
        .setProtectedHeader({ alg: current.alg, kid: current.kid, ...header })
        .sign(current.privateKey),
    keySet: () => current.set,
  };
  return issuer;
}
