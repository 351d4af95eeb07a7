/**
 * A session: who a visitor is, signed so that nobody can claim to be somebody else.
 *
 * A token is `<payload>.<signature>`, both base64url: the payload is the session as JSON, the signature its
 * HMAC-SHA-256. A browser carries it in an HttpOnly cookie, any other client in `auth.token`.
 */
import { friendlyName } from "./friendly-name.ts";

/** Who a visitor is. */
export interface Session {
  /** 96 random bits, base64url: 16 characters. */
  id: string;
  /** The name they chose, or a friendly generated one. */
  name: string;
  /** When the session ends, in seconds since the epoch. */
  expires: number;
}

/** How long a session lasts, in seconds: 400 days, the longest a browser keeps a cookie (RFC 6265bis, 5.5). */
export const SESSION_SECONDS = 400 * 24 * 60 * 60;

/** A session with less than this left, in seconds, is renewed when its visitor opens a page. */
export const RENEW_SECONDS = SESSION_SECONDS - 30 * 24 * 60 * 60;

/** Makes the session of a visitor never seen before. `now` is in milliseconds since the epoch. */
export function newSession(now: number): Session {
  const id = encode(crypto.getRandomValues(new Uint8Array(12)));
  return { id, name: friendlyName(id), expires: expiry(now) };
}

/** The same visitor for another full term, and under `name` where one is given. `now` is in milliseconds. */
export function renewSession(session: Session, now: number, name = session.name): Session {
  return { id: session.id, name, expires: expiry(now) };
}

const expiry = (now: number): number => Math.floor(now / 1_000) + SESSION_SECONDS;

/** Signs and reads sessions. */
export class Signer {
  private constructor(
    private readonly signing: CryptoKey,
    private readonly accepted: CryptoKey[],
  ) {}

  /**
   * @param secrets the secret that signs, and after it those that are still accepted (a rotation's previous one)
   */
  static async from(secrets: string[]): Promise<Signer> {
    const accepted = await Promise.all(secrets.map(importKey));
    const [signing] = accepted;
    if (signing === undefined) throw new Error("a Signer needs at least one secret");
    return new Signer(signing, accepted);
  }

  /** The session as a token. */
  async sign(session: Session): Promise<string> {
    const payload = encode(new TextEncoder().encode(JSON.stringify(session)));
    const signature = await crypto.subtle.sign("HMAC", this.signing, new TextEncoder().encode(payload));
    return `${payload}.${encode(new Uint8Array(signature))}`;
  }

  /**
   * Reads a token.
   *
   * @param now milliseconds since the epoch
   * @returns the session, or undefined when the token is malformed, forged or expired
   */
  async read(token: string, now: number): Promise<Session | undefined> {
    const [payload, signature, ...rest] = token.split(".");
    if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
    const signed = decode(signature);
    const text = decode(payload);
    if (signed === undefined || text === undefined) return undefined;
    for (const key of this.accepted) {
      // `verify` compares in constant time.
      if (await crypto.subtle.verify("HMAC", key, signed, new TextEncoder().encode(payload))) {
        const session = JSON.parse(new TextDecoder().decode(text)) as Session;
        return session.expires * 1_000 > now ? session : undefined;
      }
    }
    return undefined;
  }
}

function importKey(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/** base64url without padding (RFC 4648, 5). */
function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
      char.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
