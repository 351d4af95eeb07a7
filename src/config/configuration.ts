/** Checks the variables of a deployment, once for each environment, and its bindings. */
import * as v from "valibot";
import { type ConfigurationProblem, isSet } from "./variable-types.ts";
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

/** The bindings that a deployment with these variables needs, too. */
const BINDINGS_OF: Readonly<Record<string, string>> = {
  OPERATOR_TOKEN: "OPERATIONS",
  MODERATOR_TOKEN: "OPERATIONS",
  METRICS_TOKEN: "METRICS",
};

/** A problem for each binding that is missing: an environment of `wrangler.toml` inherits none. */
export function bindingProblems(env: object): readonly ConfigurationProblem[] {
  const known = checkedBindings.get(env);
  if (known !== undefined) return known;
  const problems = missingBindings(env);
  checkedBindings.set(env, problems);
  return problems;
}

const checkedBindings = new WeakMap<object, readonly ConfigurationProblem[]>();

function missingBindings(env: object): ConfigurationProblem[] {
  const needed = Object.entries(BINDINGS_OF)
    .filter(([variable]) => isSet(env, variable))
    .map(([, binding]) => binding);
  const bindings = [...new Set([...BINDINGS, ...needed])];
  return bindings
    .filter((binding) => Reflect.get(env, binding) === undefined)
    .map((binding) => ({
      variable: binding,
      message:
        "is a binding that this environment of wrangler.toml lacks: an environment inherits no bindings",
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
    const schema = Object.hasOwn(VARIABLES, variable) ? VARIABLES[variable] : undefined;
    if (schema === undefined) {
      if (isMisspelt(variable, value)) problems.push({ variable, message: unknownVariable(variable) });
      continue;
    }
    const { issues } = v.safeParse(schema, value, { abortPipeEarly: true });
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
  const isBinding = (typeof value === "object" && !Array.isArray(value)) || typeof value === "function";
  if (isBinding) return false;
  if (closeName(variable) !== undefined) return true;
  const word = firstWord(variable);
  return (
    variable.includes("_") &&
    word.length > 3 &&
    [...FIRST_WORDS].some(
      (ours) =>
        ours.startsWith(word) || word.startsWith(ours) || (word.length > 4 && editDistance(word, ours) <= 1),
    )
  );
}

/** The value of a limit, for the message: a number, or a short text. A longer one may be a secret that got into the wrong line. */
function quoted(variable: string, value: unknown): string {
  if (!variable.startsWith("LIMIT_") || typeof value === "object") return "";
  if (typeof value !== "string") return `${value} `;
  const isShown = value.length <= 16 || /^\d+$/.test(value);
  return isShown ? `${JSON.stringify(value.slice(0, 40))} ` : "";
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

/** The longest name that can be a misspelt one. A comparison takes as long as both names together. */
const LONGEST_NAME = 64;

/** The variable that a misspelt one was meant to be. */
function closeName(variable: string): string | undefined {
  if (variable.length > LONGEST_NAME) return undefined;
  const plain = variable.toUpperCase().replaceAll("_", "");
  return Object.keys(VARIABLES)
    .map((name) => ({ name, distance: editDistance(plain, name.replaceAll("_", "")) }))
    .filter(({ distance }) => distance <= MOST_TYPOS)
    .sort((a, b) => a.distance - b.distance)[0]?.name;
}

/** How many variables a message suggests. */
const MOST_SUGGESTIONS = 3;

/** The variables that begin with a name, of which one character may be wrong: `LIMIT_SOKETS` is the beginning of three. */
function longerNames(variable: string): string[] {
  if (variable.length > LONGEST_NAME) return [];
  const plain = variable.toUpperCase().replaceAll("_", "");
  return Object.keys(VARIABLES)
    .filter((name) => {
      const words = name.split("_");
      return words.some((_, at) => at > 0 && editDistance(plain, words.slice(0, at + 1).join("")) <= 1);
    })
    .slice(0, MOST_SUGGESTIONS);
}

function unknownVariable(variable: string): string {
  const close = closeName(variable);
  const names = close === undefined ? longerNames(variable) : [close];
  const hint = names.length === 0 ? "docs/operations.md lists them" : `did you mean ${names.join(" or ")}?`;
  return `is not a variable of this server; ${hint}`;
}
