/** Query parameters as the schemas of events take them. */

/** A query whose parameters of these names are numbers; what spells none stays as it is, for the schema to refuse. */
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
