/** The cookie that carries a browser's session: HttpOnly, so that no script can read it. */
import { parse, serialize } from "hono/utils/cookie";
import { SESSION_SECONDS, type Session, type Signer } from "./session.ts";

/** A browser takes a `__Host-` cookie from this very host over HTTPS only (RFC 6265bis, 4.1.3.2). */
const SECURE_NAME = "__Host-session";
/** Over plain HTTP, which is localhost. */
const PLAIN_NAME = "session";

/**
 * The session a request's `Cookie` header carries.
 *
 * @param secure whether the request came over HTTPS
 * @param now milliseconds since the epoch
 * @returns undefined when there is none, or it is forged or expired
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

/** The `Set-Cookie` header that gives a browser its session. `secure` as above. */
export async function sessionCookie(session: Session, secure: boolean, signer: Signer): Promise<string> {
  const token = await signer.sign(session);
  const options = { httpOnly: true, sameSite: "Lax", path: "/", maxAge: SESSION_SECONDS } as const;
  return secure
    ? serialize(SECURE_NAME, token, { ...options, secure: true })
    : serialize(PLAIN_NAME, token, options);
}
