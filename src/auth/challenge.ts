/**
 * Challenges of passkeys (WebAuthn). Making a challenge stores nothing: it is signed, and says when it expires. Where it is used, the
 * account stores that it was.
 */
import { Buffer } from "node:buffer";
import type { Signer } from "./session.ts";

/** How long a challenge is valid, in milliseconds: a person may have to find their security key. */
const LIFETIME = 300_000;

/** 128 random bits, and the expiry in seconds since the epoch. */
const RANDOM = 16;
const HEAD = RANDOM + 4;

/**
 * Makes a challenge.
 *
 * @param purpose what it may be used for, and by whom
 * @param now milliseconds since the epoch
 * @returns 52 bytes
 */
export async function newChallenge(
  signer: Signer,
  purpose: string,
  now: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const head = Buffer.alloc(HEAD);
  head.set(crypto.getRandomValues(new Uint8Array(RANDOM)));
  head.writeUInt32BE(Math.floor((now + LIFETIME) / 1_000), RANDOM);
  return new Uint8Array(Buffer.concat([head, await signer.authenticate(purpose, head)]));
}

/**
 * When a challenge expires.
 *
 * @param challenge base64url
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch; undefined for one that is expired, for another purpose, or not ours
 */
export async function challengeExpiry(
  signer: Signer,
  purpose: string,
  challenge: string,
  now: number,
): Promise<number | undefined> {
  const bytes = Buffer.from(challenge, "base64url");
  if (bytes.length <= HEAD) return undefined;
  const head = bytes.subarray(0, HEAD);
  if (!(await signer.isAuthentic(purpose, head, bytes.subarray(HEAD)))) return undefined;
  const expires = head.readUInt32BE(RANDOM) * 1_000;
  return expires > now ? expires : undefined;
}
