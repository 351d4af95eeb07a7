/** What a client accepts: the edge puts what it can unpack itself in its place. */

/** The client's own `Accept-Encoding`, where the edge has kept it. */
export function clientAcceptEncoding({ cf }: Request): string | undefined {
  const kept = cf?.clientAcceptEncoding;
  return typeof kept === "string" && kept !== "" ? kept : undefined;
}
