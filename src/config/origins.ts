/** Whose pages may talk to this server. */

/**
 * Whether a request's `Origin` may connect, read or write: the server's own, or one that `ALLOWED_ORIGINS` names.
 *
 * Programs that are no browsers send none, and are not what this protects against: a foreign page that uses a
 * visitor's cookies. Hosts are compared and not schemes, because a proxy in front may speak TLS for the server.
 */
export function isAllowedOrigin(
  origin: string | null | undefined,
  host: string,
  allowed: string | undefined,
): boolean {
  if (origin === null || origin === undefined) return true;
  if (URL.canParse(origin) && new URL(origin).host === host) return true;
  const list = parseOrigins(allowed);
  return list.includes("*") || list.includes(origin);
}

/** The `cors` option for these origins; undefined, so no CORS at all, when there are none. */
export function corsFor(
  allowed: string | undefined,
): { origin: string | string[]; credentials: boolean } | undefined {
  const list = parseOrigins(allowed);
  if (list.length === 0) return undefined;
  return list.includes("*") ? { origin: "*", credentials: false } : { origin: list, credentials: true };
}

const parseOrigins = (allowed = ""): string[] => allowed.split(/[\s,]+/).filter((origin) => origin !== "");
