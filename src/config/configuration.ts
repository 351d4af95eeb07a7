/** Checks the variables of a deployment, once for each environment, and its bindings. */
import * as v from "valibot";
import type { ConfigurationProblem } from "./variable-types.ts";
import { CHECKS, VARIABLES } from "./variables.ts";

export type { ConfigurationProblem } from "./variable-types.ts";

/** What is wrong with the variables of this environment; empty if they are valid. Cached by environment. */
export function configurationProblems(variables: object): readonly ConfigurationProblem[] {
  const known = checked.get(variables);
  if (known !== undefined) return known;
  const problems = [...checkEach(variables), ...CHECKS.flatMap((check) => check(variables))];
  checked.set(variables, problems);
  return problems;
}

const checked = new WeakMap<object, readonly ConfigurationProblem[]>();

/** The bindings that the worker cannot do without. */
const BINDINGS = ["ROOMS", "SECRETS", "DIRECTORY", "ACCOUNTS", "ASSETS"];

/** A problem for each binding that is missing: an environment of `wrangler.toml` inherits none. */
export function bindingProblems(env: object): ConfigurationProblem[] {
  return BINDINGS.filter((binding) => Reflect.get(env, binding) === undefined).map((binding) => ({
    variable: binding,
    message: "is a binding that this environment of wrangler.toml lacks: an environment inherits no bindings",
  }));
}

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
      if (isMisspelt(variable, value)) problems.push({ variable, message: unknownVariable(variable) });
      continue;
    }
    const { issues } = v.safeParse(schema, value);
    for (const message of new Set(issues?.map((issue) => issue.message)))
      problems.push({ variable, message: quoted(variable, value) + message });
  }
  return problems;
}

/** What variables of this project begin with. */
const FIRST_WORDS = new Set(Object.keys(VARIABLES).map(firstWord));

function firstWord(variable: string): string {
  return variable.toUpperCase().split("_")[0] ?? "";
}

/** Whether an unknown variable was meant to be one of this project: bindings are objects, and begin with other words. */
function isMisspelt(variable: string, value: unknown): boolean {
  if (!variable.includes("_") || typeof value === "object" || typeof value === "function") return false;
  const word = firstWord(variable);
  return word.length > 3 && [...FIRST_WORDS].some((ours) => ours.startsWith(word) || word.startsWith(ours));
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
  return `is not a variable of this server${close === undefined ? "; docs/operations.md lists them" : `; did you mean ${close}?`}`;
}
