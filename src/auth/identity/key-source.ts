/** The keys that verify the tokens of the operator's issuer: a secret, or the issuer's JSON Web Key Set. */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";

/** The variables of a deployment that names an issuer. */
export interface IdentityEnv {
  /** The address of the issuer's JSON Web Key Set (RFC 7517). */
  IDENTITY_JWKS_URL?: string;
  /** The secret that the site signs with, instead of a key set. */
  IDENTITY_SECRET?: string;
  /** What `iss` must be. */
  IDENTITY_ISSUER?: string;
  /** What `aud` must have. */
  IDENTITY_AUDIENCE?: string;
  /** Origins that pictures of people may come from. */
  IDENTITY_PICTURE_ORIGINS?: string;
}

export interface KeySource {
  key: Uint8Array | JWTVerifyGetKey;
  /** Only these: a public key must never verify an HMAC, and `none` verifies nothing (RFC 8725, 3.1). */
  algorithms: string[];
}

/** How long a key set is used, in milliseconds. */
const MAX_AGE = 10 * 60_000;

/** How often a key set is fetched again for a key that is not in it, in milliseconds. */
const COOLDOWN = 30_000;

/** How long a fetch may take, in milliseconds. */
const TIMEOUT = 5_000;

/** How long nothing is fetched after a failure, in milliseconds. */
const FAILURE_COOLDOWN = 5_000;

/** The largest key set, in bytes: dozens of keys with certificates. */
const MAX_BYTES = 512 * 1_024;

const HMAC = ["HS256", "HS384", "HS512"];
const PUBLIC_KEY = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** The key set could not be fetched: the token may be valid. */
export class KeysUnavailable extends Error {}

/** One for each address and isolate, so that its keys are fetched once. */
const keySets = new Map<string, KeySource>();

/** The keys of a deployment; undefined if it has no issuer. */
export function keySourceOf({ IDENTITY_SECRET, IDENTITY_JWKS_URL }: IdentityEnv): KeySource | undefined {
  if (IDENTITY_SECRET) return { key: new TextEncoder().encode(IDENTITY_SECRET), algorithms: HMAC };
  if (!IDENTITY_JWKS_URL) return undefined;
  const known = keySets.get(IDENTITY_JWKS_URL);
  if (known !== undefined) return known;
  const source = { key: remoteKeys(IDENTITY_JWKS_URL), algorithms: PUBLIC_KEY };
  keySets.set(IDENTITY_JWKS_URL, source);
  return source;
}

/**
 * The keys of a key set. An unknown key id fetches it again, at most every 30 seconds.
 *
 * @returns a function that rejects with {@link KeysUnavailable} if the set cannot be fetched
 */
export function remoteKeys(url: string, fetchKeys: typeof fetch = fetch, now = Date.now): JWTVerifyGetKey {
  let failedAt = Number.NEGATIVE_INFINITY;
  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: MAX_AGE,
    cooldownDuration: COOLDOWN,
    timeoutDuration: TIMEOUT,
    [customFetch]: async (address, init) => {
      // Otherwise every invalid token would be a request to an issuer that is down.
      if (now() - failedAt < FAILURE_COOLDOWN) throw new KeysUnavailable();
      try {
        const response = await fetchKeys(address, init);
        if (response.status !== 200) throw new KeysUnavailable();
        return new Response(await readAtMost(response, MAX_BYTES));
      } catch {
        failedAt = now();
        throw new KeysUnavailable();
      }
    },
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      // Everything that is not about the token is about the key set.
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error;
      if (error instanceof errors.JOSENotSupported) throw error;
      // What the issuer sent is no key set: it is asked again as late as one that is down.
      if (!(error instanceof KeysUnavailable)) failedAt = now();
      throw new KeysUnavailable();
    }
  };
}

/** @throws Error if the body is larger */
async function readAtMost(response: Response, bytes: number): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > bytes) throw new Error("the key set is too large");
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
  }
  return new Blob(chunks);
}
