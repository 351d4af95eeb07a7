/** The variables of a deployment whose people sign in at another site. */
import * as v from "valibot";
import { type ConfigurationProblem, isSecureAddress, origins, secret } from "./variable-types.ts";

/** The longest issuer or audience, in characters. */
const NAME_LENGTH = 500;

const name = v.pipe(
  v.string("must be a string"),
  v.maxLength(NAME_LENGTH, `must have at most ${NAME_LENGTH} characters`),
);

const keySetUrl = v.pipe(
  v.string("must be a string"),
  v.check(
    (text) => text === "" || isSecureAddress(text),
    'must be an address of the issuer that begins with "https://", without spaces, a name or a password',
  ),
);

const pictureOrigins = v.pipe(
  origins,
  v.check((text) => text !== "*", 'must name the origins: "*" would let any site see who reads a room'),
);

/** The schema of each variable. */
export const identityVariables: Readonly<Record<string, v.GenericSchema>> = {
  IDENTITY_JWKS_URL: keySetUrl,
  IDENTITY_SECRET: secret,
  IDENTITY_ISSUER: name,
  IDENTITY_AUDIENCE: name,
  IDENTITY_PICTURE_ORIGINS: pictureOrigins,
};

/** Problems of these variables together. */
export function issuerProblems(variables: object): ConfigurationProblem[] {
  const setting = (variable: string): unknown => Reflect.get(variables, variable) || undefined;
  const problems: ConfigurationProblem[] = [];
  const keySet = setting("IDENTITY_JWKS_URL");
  const key = setting("IDENTITY_SECRET");
  if (keySet !== undefined && key !== undefined)
    problems.push({
      variable: "IDENTITY_SECRET",
      message: "is set, and so is IDENTITY_JWKS_URL: a token is verified by one of them",
    });
  for (const session of ["SESSION_SECRET", "SESSION_SECRET_PREVIOUS"])
    if (key !== undefined && key === setting(session))
      problems.push({
        variable: "IDENTITY_SECRET",
        message: `must not be the same as ${session}: the other site could make sessions of this server`,
      });
  for (const variable of ["IDENTITY_ISSUER", "IDENTITY_AUDIENCE"]) {
    const isSet = setting(variable) !== undefined;
    // The keys of an issuer sign tokens for other programs, too.
    if (keySet !== undefined && !isSet)
      problems.push({ variable, message: "must be set together with IDENTITY_JWKS_URL" });
  }
  for (const variable of ["IDENTITY_ISSUER", "IDENTITY_AUDIENCE", "IDENTITY_PICTURE_ORIGINS"])
    if (setting(variable) !== undefined && keySet === undefined && key === undefined)
      problems.push({
        variable,
        message: "is set, and neither IDENTITY_JWKS_URL nor IDENTITY_SECRET is: no token would be accepted",
      });
  return problems;
}
