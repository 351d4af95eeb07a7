/** Checks the variables of a deployment, once for each environment. */
import * as v from "valibot";
import { LIMITS, type Limits, limitsFrom, limitVariable } from "../shared/limits.ts";
import { identityVariables, issuerProblems } from "./identity-variables.ts";
import { RULES, rangeOf } from "./limit-ranges.ts";
import { type ConfigurationProblem, origins, pushServices, secret } from "./variable-types.ts";

export type { ConfigurationProblem } from "./variable-types.ts";

/** How this project's variables begin: an unknown one with such a prefix is misspelt. */
const OURS = /^(?:LIMITS?|SESSION|ALLOW(?:ED)?|PUSH|IDENTITY|FRAMES?)_/i;

/** A limit in `wrangler.toml`: a string of digits or a number. An empty string counts as absent. */
function limit(name: keyof Limits) {
  const { least, most } = rangeOf(name);
  const message = `must be a whole number from ${least} to ${most}, written in digits`;
  return v.pipe(
    v.union([v.string(), v.number()], message),
    v.check((value) => {
      if (value === "") return true;
      const number = typeof value === "number" || /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
      return Number.isSafeInteger(number) && number >= least && number <= most;
    }, message),
  );
}

const limitNames = Object.keys(LIMITS) as (keyof Limits)[];

/** The schema of each variable. */
const VARIABLES: Readonly<Record<string, v.GenericSchema>> = {
  SESSION_SECRET: secret,
  SESSION_SECRET_PREVIOUS: secret,
  ALLOWED_ORIGINS: origins,
  FRAME_ANCESTORS: origins,
  PUSH_SERVICES: pushServices,
  ...identityVariables,
  ...Object.fromEntries(limitNames.map((name) => [limitVariable(name), limit(name)])),
};

/** What is wrong with the variables of this environment; empty if they are valid. Cached by environment. */
export function configurationProblems(variables: object): readonly ConfigurationProblem[] {
  const known = checked.get(variables);
  if (known !== undefined) return known;
  const problems = [...checkEach(variables), ...checkTogether(variables)];
  checked.set(variables, problems);
  return problems;
}

const checked = new WeakMap<object, readonly ConfigurationProblem[]>();

/** All problems as one text, a line for each. */
export function describeProblems(problems: readonly ConfigurationProblem[]): string {
  return problems
    .map(({ variable, message }) => `${variable}: ${message}${message.endsWith("?") ? "" : "."}`)
    .join("\n");
}

function checkEach(variables: object): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  for (const [variable, value] of Object.entries(variables)) {
    const schema = VARIABLES[variable];
    if (schema === undefined) {
      if (OURS.test(variable)) problems.push({ variable, message: unknownVariable(variable) });
      continue;
    }
    const { issues } = v.safeParse(schema, value);
    for (const message of new Set(issues?.map((issue) => issue.message)))
      problems.push({ variable, message: quoted(variable, value) + message });
  }
  return problems;
}

/** The value of a limit, for the message. */
function quoted(variable: string, value: unknown): string {
  if (!variable.startsWith("LIMIT_")) return "";
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, 100)) : String(value);
  return `${text} `;
}

/** How many characters of a misspelt variable may be wrong for a suggestion. */
const MOST_TYPOS = 2;

/** How many characters have to be inserted, removed or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [place, character] of [...from].entries()) {
    const next = [place + 1];
    for (let at = 1; at <= to.length; at++) {
      const replaced = (row[at - 1] ?? 0) + (character === to[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

function unknownVariable(variable: string): string {
  const plain = variable.toUpperCase().replaceAll("_", "");
  const close = Object.keys(VARIABLES)
    .map((name) => ({ name, distance: editDistance(plain, name.replaceAll("_", "")) }))
    .filter(({ distance }) => distance <= MOST_TYPOS)
    .sort((a, b) => a.distance - b.distance)[0]?.name;
  return `is not a variable of this server${close === undefined ? "; src/shared/limits.ts and the README list them" : `; did you mean ${close}?`}`;
}

/** Problems of variables that contradict each other. */
function checkTogether(variables: object): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const isSet = (variable: string): boolean => Boolean(Reflect.get(variables, variable));
  if (isSet("SESSION_SECRET_PREVIOUS") && !isSet("SESSION_SECRET"))
    problems.push({
      variable: "SESSION_SECRET_PREVIOUS",
      message: "is set, and SESSION_SECRET is not: sessions would be signed with the old secret",
    });
  problems.push(...issuerProblems(variables));
  const limits = limitsFrom(variables);
  for (const { outer, inner, least, reason } of RULES) {
    const needed = least(limits[inner]);
    if (limits[outer] >= needed) continue;
    const [outerVariable, innerVariable] = [limitVariable(outer), limitVariable(inner)];
    problems.push({
      variable: isSet(innerVariable) ? innerVariable : outerVariable,
      message: `${innerVariable} is ${limits[inner]} and ${outerVariable} is ${limits[outer]}, which must be at least ${needed}: ${reason}`,
    });
  }
  return problems;
}
