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
