/** Another site whose people chat here: it signs their tokens. Works in Node and inside workerd. */
import { type JWTPayload, SignJWT } from "jose";

/** What the deployment knows of the site: the values of its variables. */
export const TEST_ISSUER = {
  secret: "the secret that the other site signs with",
  issuer: "https://accounts.example",
  audience: "the chat",
  pictures: "https://pictures.example",
};

const NOW = () => Math.floor(Date.now() / 1_000);

/** The claims of a token for an hour. `claims` replaces them; undefined removes one. */
export const claimsOf = (sub: string, claims: JWTPayload = {}): JWTPayload => ({
  iss: TEST_ISSUER.issuer,
  aud: TEST_ISSUER.audience,
  sub,
  exp: NOW() + 3_600,
  ...claims,
});

/** A token that the site signs with its secret. */
export const tokenOf = (sub: string, claims: JWTPayload = {}, secret = TEST_ISSUER.secret): Promise<string> =>
  new SignJWT(claimsOf(sub, claims))
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret));

/**
 * Calls `use` with tokens that expire soon until it succeeds: a loaded machine needs some of the time.
 *
 * @param use rejects if the token has expired before it was used
 */
export async function withShortToken<Result>(
  sub: string,
  use: (jwt: string) => Promise<Result>,
  claims: JWTPayload = {},
): Promise<Result> {
  for (let seconds = 3; ; seconds *= 2) {
    try {
      return await use(await tokenOf(sub, { ...claims, exp: NOW() + seconds }));
    } catch (error) {
      if (seconds > 60) throw error;
    }
  }
}
