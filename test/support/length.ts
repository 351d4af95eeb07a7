/** Sizes of tests: short in `npm test`, long in `npm run test:long`. */
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Whether this is a run of `npm run test:long`. */
    long: boolean;
    /** The seed of random choices. Each run prints it; `SEED=<number> npm test` repeats them. */
    seed: number;
  }
}

/**
 * The size of a test: `short` in `npm test`, `long` in `npm run test:long`.
 *
 * @example
 * ```ts
 * const people = atLength({ short: 1_000, long: 4_000 });
 * ```
 */
export const atLength = <T>({ short, long }: { short: T; long: T }): T => (inject("long") ? long : short);
