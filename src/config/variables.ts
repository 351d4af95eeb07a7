/** The variables of a deployment: a row for each, and the checks of several together. */
import type * as v from "valibot";
import { LIMITS, type Limits, limitVariable } from "../shared/limits.ts";
import { MAX_RETENTION_DAYS } from "../shared/validation/fields.ts";
import { identityVariables, issuerProblems } from "./identity-variables.ts";
import { limitProblems, rangeOf } from "./limit-ranges.ts";
import { turnstileProblems, turnstileVariables } from "./turnstile-variables.ts";
import {
  bearerSecret,
  type ConfigurationProblem,
  httpsAddress,
  isSet,
  origins,
  pushServices,
  secret,
  wholeNumber,
} from "./variable-types.ts";

const limitNames = Object.keys(LIMITS) as (keyof Limits)[];

/**
 * The schema of each variable. Its messages complete the sentence that begins with the variable's name, and never quote a secret.
 *
 * A new variable needs a row here, a property in `Env` and a row in docs/operations.md.
 */
export const VARIABLES: Readonly<Record<string, v.GenericSchema>> = {
  SESSION_SECRET: secret,
  SESSION_SECRET_PREVIOUS: secret,
  OPERATOR_TOKEN: bearerSecret,
  MODERATOR_TOKEN: bearerSecret,
  METRICS_TOKEN: bearerSecret,
  ALLOWED_ORIGINS: origins,
  FRAME_ANCESTORS: origins,
  PUSH_SERVICES: pushServices,
  ERROR_WEBHOOK: httpsAddress,
  ...turnstileVariables,
  PRIVACY_URL: httpsAddress,
  IMPRINT_URL: httpsAddress,
  RETENTION_DAYS: wholeNumber(1, MAX_RETENTION_DAYS),
  ...identityVariables,
  ...Object.fromEntries(limitNames.map((name) => [limitVariable(name), limit(name)])),
};

/** A limit: a string of digits or a number. */
function limit(name: keyof Limits): v.GenericSchema {
  const { least, most } = rangeOf(name);
  return wholeNumber(least, most);
}

/** What is wrong with variables that are valid by themselves, and contradict each other. */
export const CHECKS: readonly ((variables: object) => ConfigurationProblem[])[] = [
  previousSecretAlone,
  issuerProblems,
  turnstileProblems,
  equalSecrets,
  limitProblems,
];

function previousSecretAlone(variables: object): ConfigurationProblem[] {
  if (!isSet(variables, "SESSION_SECRET_PREVIOUS") || isSet(variables, "SESSION_SECRET")) return [];
  const message = "is set, and SESSION_SECRET is not: sessions would be signed with the old secret";
  return [{ variable: "SESSION_SECRET_PREVIOUS", message }];
}

/** Secrets of different people: with two of them equal, one person could act as another. */
const DISTINCT_SECRETS = ["OPERATOR_TOKEN", "MODERATOR_TOKEN", "METRICS_TOKEN"];
const OTHER_SECRETS = ["SESSION_SECRET", "SESSION_SECRET_PREVIOUS", "IDENTITY_SECRET"];

function equalSecrets(variables: object): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  for (const [index, variable] of DISTINCT_SECRETS.entries())
    for (const other of [...DISTINCT_SECRETS.slice(0, index), ...OTHER_SECRETS])
      if (isSet(variables, variable) && Reflect.get(variables, variable) === Reflect.get(variables, other))
        problems.push({ variable, message: `must not be the same as ${other}: it is given to other people` });
  return problems;
}
