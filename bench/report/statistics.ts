/** Medians and percentiles. */

/** The value that `percent` of `values` do not exceed (nearest rank); `NaN` of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** The median of some rounds, with the lowest and the highest of them. */
export interface Spread {
  median: number;
  lowest: number;
  highest: number;
}

/** @param values at least one */
export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  lowest: Math.min(...values),
  highest: Math.max(...values),
});

/**
 * Sums up the figures of some rounds of the same: the spread of some, the median of others, and what all rounds have in common.
 *
 * @returns one or, without any round, none
 */
export function sumUp<
  Spreads extends string,
  Medians extends string,
  Round extends Record<Spreads | Medians, number>,
>(
  rounds: readonly Round[],
  spreads: readonly Spreads[],
  medians: readonly Medians[],
): (Omit<Round, Spreads> & Record<Spreads, Spread>)[] {
  const [first] = rounds;
  if (first === undefined) return [];
  const all = (name: Spreads | Medians): number[] => rounds.map((round) => round[name]);
  const sums = {
    ...first,
    ...Object.fromEntries(medians.map((name) => [name, median(all(name))])),
    ...Object.fromEntries(spreads.map((name) => [name, spreadOf(all(name))])),
  };
  return [sums as Omit<Round, Spreads> & Record<Spreads, Spread>];
}
