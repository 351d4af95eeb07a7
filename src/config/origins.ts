/** Origins whose pages may use this server. */

/**
 * Whether a request's `Origin` is allowed: the server's own, or an origin in `ALLOWED_ORIGINS`.
 *
 * This protects against pages of other sites that use a visitor's cookies. Other clients send no `Origin`. Schemes are not
 * compared, because a proxy may terminate TLS.
 */
export function isAllowedOrigin(
  origin: string | null | undefined,
  host: string,
  allowed: string | undefined,
): boolean {
  if (origin === null || origin === undefined) return true;
  // Nearly all origins are our own, and to parse one takes longer than the rest of a request's checks.
  if (origin === `https://${host}` || origin === `http://${host}`) return true;
  if (URL.canParse(origin) && new URL(origin).host === host) return true;
  const list = parseOrigins(allowed);
  return list.includes("*") || list.includes(origin);
}

/** The `cors` option for these origins; undefined, so no CORS, if there are none. */
export function corsFor(
  allowed: string | undefined,
): { origin: string | string[]; credentials: boolean } | undefined {
  const list = parseOrigins(allowed);
  if (list.length === 0) return undefined;
  return list.includes("*") ? { origin: "*", credentials: false } : { origin: list, credentials: true };
}

/** The origins in a variable. */
export const parseOrigins = (allowed = ""): string[] =>
  allowed.split(/[\s,]+/).filter((origin) => origin !== "");
