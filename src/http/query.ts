/** Query parameters for the schemas of events, which have numbers. */

/**
 * @param names the parameters that are numbers
 * @returns the query with those as numbers; one that is not a whole number stays a string, which the schema rejects
 */
export function withNumbers(
  query: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      names.includes(name) && /^\d{1,16}$/.test(value) ? Number(value) : value,
    ]),
  );
}
