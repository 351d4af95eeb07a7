/** The token of a bot: `<bot id>_<64 hexadecimal digits>`. A room stores only a hash of the second half. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const TOKEN = /^(bot_[0-9a-f]{16})_([0-9a-f]{64})$/;

/** A token, and what the room stores of it. */
export interface IssuedToken {
  token: string;
  /** SHA-256 of the token's secret half. */
  hash: Uint8Array;
}

export const newBotId = (): string => `bot_${randomBytes(8).toString("hex")}`;

export function issueToken(id: string): IssuedToken {
  const secret = randomBytes(32).toString("hex");
  return { token: `${id}_${secret}`, hash: hashOf(secret) };
}

/** The bot's id and the secret half in a token, undefined for a malformed one. */
export function parseToken(token: string): { id: string; secret: string } | undefined {
  const [, id, secret] = token.match(TOKEN) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Compares in constant time. */
export const isSecretOf = (hash: Uint8Array, secret: string): boolean =>
  timingSafeEqual(hash, hashOf(secret));

const hashOf = (secret: string): Uint8Array => new Uint8Array(createHash("sha256").update(secret).digest());
