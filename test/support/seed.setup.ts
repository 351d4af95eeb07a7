/** Seeds property-based tests with the seed of the run, so that `SEED=<number> npm test` repeats them. */
import fc from "fast-check";
import { inject } from "vitest";
import "./length.ts";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: inject("seed") });
