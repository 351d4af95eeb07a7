/**
 * Who runs the deployment: by `OPERATOR_TOKEN` or `MODERATOR_TOKEN`, by a token of the issuer with the role, or by the session that
 * one of them has begun in a browser.
 *
 * A session is `<payload>.<code>`, both base64url. It ends when the token that began it is changed.
 */
import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { parse, serialize } from "hono/utils/cookie";
import type { Operator } from "../shared/operator.ts";
import type { IdentityEnv } from "./identity/key-source.ts";
import { isJwt, verifyIdentity } from "./identity/verify-identity.ts";
import type { Signer } from "./session.ts";

/** The part of `Env` with the tokens. */
export interface OperatorTokens extends IdentityEnv {
  OPERATOR_TOKEN?: string;
  MODERATOR_TOKEN?: string;
}

/** An operator who is signed in. */
export interface OperatorSession {
  /** Names the session, so that it can be ended. */
  session: string;
  operator: Operator;
  /** When it ends, in milliseconds since the epoch. */
  expires: number;
}

/** How long a session lasts, in seconds: a working day. */
const SESSION_SECONDS = 12 * 3_600;

/** As for visitors, see `cookie.ts`. */
const SECURE_NAME = "__Host-operator";
const PLAIN_NAME = "operator";

const VARIABLES = { operator: "OPERATOR_TOKEN", moderator: "MODERATOR_TOKEN" } as const;

/**
 * The operator whose token this is. The time it takes does not depend on how much of a token is right.
 *
 * @param now milliseconds since the epoch
 * @returns undefined for a token that is not an operator's
 */
export async function operatorOfToken(
  token: string,
  env: OperatorTokens,
  now: number,
): Promise<Omit<OperatorSession, "session"> | undefined> {
  const lasts = now + SESSION_SECONDS * 1_000;
  for (const role of ["operator", "moderator"] as const) {
    const known = env[VARIABLES[role]];
    if (known && timingSafeEqual(hashOf(token), hashOf(known)))
      return { operator: { id: role, name: role, role }, expires: lasts };
  }
  if (!isJwt(token)) return undefined;
  const verified = await verifyIdentity(token, env, now);
  if (!verified.ok) return undefined;
  const { id, name, expires, grants } = verified.identity;
  const { role } = grants;
  if (role === undefined || role === "owner") return undefined;
  return { operator: { id, name, role }, expires: Math.min(lasts, expires) };
}

/** Begins a session. @param now milliseconds since the epoch */
export async function operatorCookie(
  session: OperatorSession,
  env: OperatorTokens,
  signer: Signer,
  secure: boolean,
  now: number,
): Promise<string> {
  const payload = bytesOf(JSON.stringify(session));
  const code = await signer.authenticate(purposeOf(session.operator, env), payload);
  const value = `${Buffer.from(payload).toString("base64url")}.${Buffer.from(code).toString("base64url")}`;
  return setCookie(value, secure, Math.ceil((session.expires - now) / 1_000));
}

/** The `Set-Cookie` header that removes the session from a browser. */
export const noOperatorCookie = (secure: boolean): string => setCookie("", secure, 0);

/**
 * The session in a request's `Cookie` header.
 *
 * @param now milliseconds since the epoch
 * @returns undefined if there is none, or it is not valid or expired
 */
export async function operatorSessionIn(
  header: string | undefined,
  env: OperatorTokens,
  signer: Signer,
  secure: boolean,
  now: number,
): Promise<OperatorSession | undefined> {
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  const [payload = "", code = "", ...rest] = (parse(header ?? "", name)[name] ?? "").split(".");
  if (!BASE64URL.test(payload) || !BASE64URL.test(code) || rest.length > 0) return undefined;
  const bytes = new Uint8Array(Buffer.from(payload, "base64url"));
  const session = readSession(bytes);
  if (session === undefined || session.expires <= now) return undefined;
  const purpose = purposeOf(session.operator, env);
  const isOurs = await signer.isAuthentic(purpose, bytes, new Uint8Array(Buffer.from(code, "base64url")));
  return isOurs ? session : undefined;
}

/** What has no valid code yet is read only for which code it needs. */
function readSession(bytes: Uint8Array): OperatorSession | undefined {
  try {
    const session: OperatorSession = JSON.parse(Buffer.from(bytes).toString());
    return typeof session?.operator?.role === "string" ? session : undefined;
  } catch {
    return undefined;
  }
}

/** Names the token that the session depends on. */
function purposeOf({ id, role }: Operator, env: OperatorTokens): string {
  const isOfToken = id === role;
  const token = isOfToken ? env[VARIABLES[role]] : env.IDENTITY_SECRET || env.IDENTITY_JWKS_URL;
  // Without the token that began it no session is valid: this purpose is never signed.
  return `operator-session:${token ? hashOf(token).toString("base64url") : "none"}`;
}

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text));

const BASE64URL = /^[\w-]{1,2000}$/;

function setCookie(value: string, secure: boolean, maxAge: number): string {
  const options = { httpOnly: true, sameSite: "Strict", path: "/", maxAge } as const;
  return secure
    ? serialize(SECURE_NAME, value, { ...options, secure: true })
    : serialize(PLAIN_NAME, value, options);
}
