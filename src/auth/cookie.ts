/** The session cookie of a browser: HttpOnly, so that no script can read it. */
import { parse, serialize } from "hono/utils/cookie";
import { SESSION_SECONDS, type Session, type Signer } from "./session.ts";

/** A browser accepts a `__Host-` cookie only from this host and over HTTPS (RFC 6265bis, 4.1.3.2). */
const SECURE_NAME = "__Host-session";
/** Over plain HTTP, on localhost. */
const PLAIN_NAME = "session";

/** What the cookie holds between a sign-out and the page that removes the data of the person from the browser. */
const SIGNED_OUT = "signed-out";

/**
 * The session in a request's `Cookie` header.
 *
 * @param secure whether the request came over HTTPS
 * @param now milliseconds since the epoch
 * @returns undefined if there is none, or its token is not valid or expired
 */
export async function sessionFromCookie(
  header: string | null | undefined,
  secure: boolean,
  signer: Signer,
  now: number,
): Promise<Session | undefined> {
  if (!header) return undefined;
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  const token = parse(header, name)[name];
  return token === undefined ? undefined : signer.read(token, now);
}

/** The `Set-Cookie` header for a session. `secure` as above. */
export async function sessionCookie(session: Session, secure: boolean, signer: Signer): Promise<string> {
  const token = await signer.sign(session);
  return setCookie(token, secure);
}

/** The `Set-Cookie` header of a browser whose person signs out. `secure` as above. */
export const signedOutCookie = (secure: boolean): string => setCookie(SIGNED_OUT, secure);

/** Whether a browser was signed out, and may still have data of the person. `secure` as above. */
export const isSignedOutCookie = (header: string | null | undefined, secure: boolean): boolean => {
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  return parse(header ?? "", name)[name] === SIGNED_OUT;
};

function setCookie(value: string, secure: boolean): string {
  const options = { httpOnly: true, sameSite: "Lax", path: "/", maxAge: SESSION_SECONDS } as const;
  return secure
    ? serialize(SECURE_NAME, value, { ...options, secure: true })
    : serialize(PLAIN_NAME, value, options);
}
