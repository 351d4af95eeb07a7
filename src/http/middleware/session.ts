/** Who sends a request over HTTP: whoever a bearer token names, else the session cookie, else somebody new. */
import { sessionFromCookie } from "../../auth/cookie.ts";
import { newSession, type Session } from "../../auth/session.ts";
import { signerOf } from "../../auth/signer-of.ts";
import type { AppContext } from "../app-env.ts";
import { isSecure } from "./origin.ts";

export interface Visitor {
  session: Session;
  /** Proof of it for next time: only for somebody new. */
  token?: string;
}

/** @returns undefined when there is a token, and it is not valid (any more) */
export async function visitorOf(c: AppContext): Promise<Visitor | undefined> {
  const session = await knownVisitor(c);
  if (session !== undefined) return { session };
  if (bearerToken(c) !== undefined) return undefined;
  const made = newSession(Date.now());
  return { session: made, token: await (await signerOf(c.env)).sign(made) };
}

/** The session that a request proves: by a bearer token, or else by its cookie. A token that is not valid proves none. */
export async function knownVisitor(c: AppContext): Promise<Session | undefined> {
  const signer = await signerOf(c.env);
  const now = Date.now();
  const token = bearerToken(c);
  return token === undefined
    ? sessionFromCookie(c.req.header("Cookie"), isSecure(c), signer, now)
    : signer.read(token, now);
}

/** The token of `Authorization: Bearer <token>`. */
export function bearerToken(c: AppContext): string | undefined {
  return c.req.header("Authorization")?.match(/^Bearer +(\S+)$/i)?.[1];
}
