/** Who sends a request over HTTP: whoever a bearer token names, else the session cookie, else somebody new. */
import { sessionFromCookie } from "../session/cookie.ts";
import { newSession, type Session } from "../session/session.ts";
import { signerOf } from "../session/signer-of.ts";
import type { AppContext } from "./app-env.ts";
import { isSecure } from "./request-origin.ts";

export interface Visitor {
  session: Session;
  /** Proof of it for next time: only for somebody new. */
  token?: string;
}

/** @returns undefined when there is a token, and it is not valid (any more) */
export async function visitorOf(c: AppContext): Promise<Visitor | undefined> {
  const signer = await signerOf(c.env);
  const now = Date.now();
  const token = c.req.header("Authorization")?.match(/^Bearer +(\S+)$/i)?.[1];
  if (token !== undefined) {
    const session = await signer.read(token, now);
    return session === undefined ? undefined : { session };
  }
  const session = await sessionFromCookie(c.req.header("Cookie"), isSecure(c), signer, now);
  if (session !== undefined) return { session };
  const made = newSession(now);
  return { session: made, token: await signer.sign(made) };
}
