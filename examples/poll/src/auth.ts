/** Users are known by a JSON Web Token. Replace `issueToken` by your identity provider, and `verifyToken` by its keys. */
import { jwtVerify, SignJWT } from "jose";
import type { SocketData } from "./events.ts";

type User = SocketData["user"];

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

/** A token for a new user. */
export const issueToken = (name: string, secret: string): Promise<string> =>
  new SignJWT({ name })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(crypto.randomUUID())
    .setExpirationTime("30d")
    .sign(keyOf(secret));

/** @throws if the token is not valid any more, or never was */
export async function verifyToken(token: string, secret: string): Promise<User> {
  const { payload } = await jwtVerify(token, keyOf(secret), {
    algorithms: ["HS256"],
    requiredClaims: ["sub", "exp"],
  });
  return { id: String(payload.sub), name: String(payload.name) };
}
