/** Verifies tokens of the operator's issuer, so that people of another site are the same people here. */
import { errors, type JWTPayload, jwtVerify } from "jose";
import { parseOrigins } from "../../config/origins.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import { limitsFrom } from "../../shared/limits.ts";
import { ClaimError, type Identity, identityOf } from "./claims.ts";
import { type IdentityEnv, type KeySource, KeysUnavailable, keySourceOf } from "./key-source.ts";

/** The longest token, in characters. A header of a request has no more at most edges. */
export const JWT_LENGTH = 8_192;

/** How much the clocks of issuer and server may differ for `nbf`, in seconds. */
const CLOCK_TOLERANCE = 30;

/** How long to wait for an issuer that does not answer, in milliseconds. */
const RETRY_AFTER = 5_000;

const NO_ISSUER =
  "This server accepts no JSON Web Tokens: its operator has set neither IDENTITY_JWKS_URL nor IDENTITY_SECRET.";

/** Whether a bearer token has the form of a JSON Web Token: three parts. A session token has two, a bot's none. */
export const isJwt = (token: string): boolean => token.split(".", 4).length === 3;

/**
 * The person of a token.
 *
 * @param now milliseconds since the epoch
 * @returns `unauthorized` with the reason for the developer of the site; `internal` if the issuer's keys cannot be fetched
 */
export async function verifyIdentity(
  jwt: string,
  env: IdentityEnv,
  now: number,
): Promise<{ ok: true; identity: Identity } | Failure> {
  const source = keySourceOf(env);
  if (source === undefined) return rejected(NO_ISSUER);
  if (jwt.length > JWT_LENGTH) return rejected(`The token has more than ${JWT_LENGTH} characters.`);
  try {
    const claims = await verify(jwt, source, env, now);
    const options = {
      nameLength: limitsFrom(env).nameLength,
      pictureOrigins: parseOrigins(env.IDENTITY_PICTURE_ORIGINS),
      now,
    };
    return { ok: true, identity: await identityOf(claims, options) };
  } catch (error) {
    if (error instanceof KeysUnavailable)
      return failure("internal", "The keys of the issuer could not be fetched. Try again.", RETRY_AFTER);
    return rejected(reasonOf(error, env));
  }
}

async function verify(
  jwt: string,
  { key, algorithms }: KeySource,
  { IDENTITY_ISSUER: issuer, IDENTITY_AUDIENCE: audience }: IdentityEnv,
  now: number,
): Promise<JWTPayload> {
  const options = {
    algorithms,
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(now),
    ...(issuer && { issuer }),
    ...(audience && { audience }),
  };
  // One of the two overloads takes a function.
  const { payload } = await (typeof key === "function"
    ? jwtVerify(jwt, key, options)
    : jwtVerify(jwt, key, options));
  return payload;
}

const rejected = (reason: string): Failure => failure("unauthorized", `JWT: ${reason}`);

/** Why a token was rejected. It quotes nothing of the token. */
function reasonOf(error: unknown, { IDENTITY_ISSUER, IDENTITY_AUDIENCE }: IdentityEnv): string {
  if (error instanceof ClaimError) return error.message;
  if (error instanceof errors.JWTExpired) return "The token has expired.";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "iss") return `"iss" must be ${JSON.stringify(IDENTITY_ISSUER)}.`;
    if (error.claim === "aud") return `"aud" must be ${JSON.stringify(IDENTITY_AUDIENCE)}.`;
    if (error.claim === "nbf" && error.reason === "check_failed")
      return 'The token is not valid yet ("nbf").';
    return `"${error.claim}" is missing or not valid.`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "Its algorithm is not allowed here.";
  if (error instanceof errors.JWKSNoMatchingKey)
    return "The issuer has no key with its key id and algorithm.";
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return 'Several keys of the issuer match: its header needs a "kid".';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return "Its signature is not by the key of the issuer.";
  return "It is not a signed JSON Web Token.";
}
