/**
 * Sessions of visitors, and their signed tokens.
 *
 * A token is `<payload>.<signature>`, both base64url: the payload is the session as JSON, the signature its
 * HMAC-SHA-256. A browser has it in an HttpOnly cookie, any other client sends it as `auth.token`.
 */
import { Buffer } from "node:buffer";
import { friendlyName } from "./friendly-name.ts";

/** The identity of a visitor. */
export interface Session {
  /** 96 random bits, base64url: 16 characters. */
  id: string;
  /** The name that the visitor chose, or a generated one. */
  name: string;
  /** When the session ends, in seconds since the epoch. */
  expires: number;
  /**
   * The device of the person's account that this session belongs to, see `src/account`. Missing where nobody saved the person: the
   * server stores nothing of them.
   */
  device?: string;
}

/** How long a session lasts, in seconds: 400 days, the longest a browser keeps a cookie (RFC 6265bis, 5.5). */
export const SESSION_SECONDS = 400 * 24 * 60 * 60;

/** A session that ends in less than this, in seconds, is renewed when its visitor opens a page. */
export const RENEW_SECONDS = SESSION_SECONDS - 30 * 24 * 60 * 60;

/** Creates the session of a new visitor. `now` is in milliseconds since the epoch. */
export function newSession(now: number): Session {
  const id = base64url(crypto.getRandomValues(new Uint8Array(12)));
  return { id, name: friendlyName(id), expires: expiry(now) };
}

/** The same visitor for another full term, with `name` if given. `now` is in milliseconds since the epoch. */
export function renewSession(session: Session, now: number, name = session.name): Session {
  return sessionOf(session.id, name, session.device, now);
}

/** A session of a person on a device of their account. `now` is in milliseconds since the epoch. */
export function sessionOf(id: string, name: string, device: string | undefined, now: number): Session {
  return { id, name, expires: expiry(now), ...(device !== undefined && { device }) };
}

const expiry = (now: number): number => Math.floor(now / 1_000) + SESSION_SECONDS;

/** Signs session tokens and reads them. */
export class Signer {
  private constructor(
    private readonly signing: CryptoKey,
    private readonly accepted: CryptoKey[],
  ) {}

  /**
   * @param secrets the secret that signs, then those whose tokens are still accepted
   */
  static async from(secrets: string[]): Promise<Signer> {
    const accepted = await Promise.all(secrets.map(importKey));
    const [signing] = accepted;
    if (signing === undefined) throw new Error("a Signer needs at least one secret");
    return new Signer(signing, accepted);
  }

  /** The session as a token. */
  async sign(session: Session): Promise<string> {
    const payload = base64url(Buffer.from(JSON.stringify(session)));
    const signature = await crypto.subtle.sign("HMAC", this.signing, Buffer.from(payload));
    return `${payload}.${Buffer.from(signature).toString("base64url")}`;
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
    if (!BASE64URL.test(payload) || !BASE64URL.test(signature)) return undefined;
    for (const key of this.accepted) {
      // `verify` compares in constant time.
      if (
        await crypto.subtle.verify("HMAC", key, Buffer.from(signature, "base64url"), Buffer.from(payload))
      ) {
        const session = JSON.parse(Buffer.from(payload, "base64url").toString()) as Session;
        return session.expires * 1_000 > now ? session : undefined;
      }
    }
    return undefined;
  }

  /** A code that shows that bytes are of this deployment, for a purpose. A session's token is of no purpose: it has no colon. */
  async authenticate(purpose: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await crypto.subtle.sign("HMAC", this.signing, withPurpose(purpose, bytes)));
  }

  /** Whether {@link authenticate} has made this code. */
  async isAuthentic(
    purpose: string,
    bytes: Uint8Array<ArrayBuffer>,
    code: Uint8Array<ArrayBuffer>,
  ): Promise<boolean> {
    for (const key of this.accepted)
      if (await crypto.subtle.verify("HMAC", key, code, withPurpose(purpose, bytes))) return true;
    return false;
  }
}

const withPurpose = (purpose: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat([Buffer.from(`${purpose}:`), bytes]));

function importKey(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/** base64url without padding (RFC 4648, 5). Node's decoder would skip other characters. */
const BASE64URL = /^[\w-]+$/;

const base64url = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64url");
