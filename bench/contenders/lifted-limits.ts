/** The variables of a room that accepts a load generator: it is one address, and exceeds the limits of a person at once. */
import { rangeOf } from "../../src/config/limit-ranges.ts";
import { LIMITS, type Limits, limitVariable } from "../../src/shared/limits.ts";

/** Limits of how often and how many. */
const IS_LIFTED = /(PerSecond|PerMinute|Burst|PerRoom|PerAddress|PerPerson)$/;

const UNLIMITED = 1_000_000_000;

/** Each of these limits as high as a deployment may set it. */
export function liftedLimits(): Record<string, string> {
  const names = (Object.keys(LIMITS) as (keyof Limits)[]).filter((name) => IS_LIFTED.test(name));
  return Object.fromEntries(
    names.map((name) => [limitVariable(name), String(Math.min(UNLIMITED, rangeOf(name).most))]),
  );
}

/** All variables of the measured worker. */
export const benchVariables = (): Record<string, string> => ({
  SESSION_SECRET: "a secret of the benchmark, 32 characters or more",
  // The worker answers nothing without this binding. It serves pages, which the benchmark does not request.
  ASSETS: "none",
  ...liftedLimits(),
});
