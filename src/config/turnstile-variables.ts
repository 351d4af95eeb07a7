/** The variables of Turnstile. */
import * as v from "valibot";
import { type ConfigurationProblem, isLoopback, isSet } from "./variable-types.ts";

const key = (message: string) =>
  v.pipe(
    v.string("must be a string"),
    v.check((text) => text === "" || /^[\w-]{20,100}$/.test(text), message),
  );

/** The schema of each variable. */
export const turnstileVariables: Readonly<Record<string, v.GenericSchema>> = {
  TURNSTILE_SITE_KEY: key("must be the site key of a Turnstile widget"),
  TURNSTILE_SECRET_KEY: key("must be the secret key of a Turnstile widget"),
  TURNSTILE_VERIFY_URL: v.pipe(
    v.string("must be a string"),
    // Elsewhere it would get the secret key.
    v.check(
      (text) => text === "" || isLoopback(URL.parse(text)?.hostname ?? ""),
      "is for tests: it must be an address of this machine",
    ),
  ),
};

/** One key without the other would verify nothing. */
export function turnstileProblems(variables: object): ConfigurationProblem[] {
  const pairs = [
    ["TURNSTILE_SITE_KEY", "TURNSTILE_SECRET_KEY"],
    ["TURNSTILE_SECRET_KEY", "TURNSTILE_SITE_KEY"],
  ] as const;
  return pairs
    .filter(([variable, other]) => isSet(variables, other) && !isSet(variables, variable))
    .map(([variable, other]) => ({ variable, message: `must be set together with ${other}` }));
}
