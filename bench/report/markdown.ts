/** Markdown of numbers and tables. */
import type { Spread } from "./statistics.ts";

/** Returns a table. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** One digit after the point, up to 100. */
export const fixed = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

/** A whole number, with separators. */
export const count = (value: number): string => value.toLocaleString("en");

/** A median and, of several rounds, the lowest and the highest. */
export const spread = ({ median, lowest, highest }: Spread, format = fixed): string =>
  lowest === highest ? format(median) : `${format(median)} (${format(lowest)} to ${format(highest)})`;
