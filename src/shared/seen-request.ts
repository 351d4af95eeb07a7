/** A request as the server received it: a page cannot see all headers of its own requests. */

/** A header as it arrived. */
export interface SeenHeader {
  /** In lower case. */
  name: string;
  /** Missing for credentials, which only have a size. */
  value?: string;
  /** The size of the value, in bytes. */
  size: number;
}

/** The head of a request. */
export interface SeenRequest {
  method: string;
  /** Path and query, as in the request line. */
  target: string;
  /** By name, without those that the edge, a proxy or the worker added. */
  headers: SeenHeader[];
}

/** Headers that Cloudflare's edge, its local simulator, other proxies and our worker add. */
const ADDED = /^(?:cf-|mf-|cdn-loop$|x-forwarded-|x-real-ip$|true-client-ip$|x-request-id$)/;

/** Headers with credentials. */
const SECRET = new Set(["cookie", "authorization", "proxy-authorization"]);

/** Describes a request without its credentials. */
export function seenRequest(
  method: string,
  target: string,
  headers: Iterable<readonly [name: string, value: string]>,
): SeenRequest {
  const seen: SeenHeader[] = [];
  for (const [name, value] of headers) {
    if (ADDED.test(name)) continue;
    const size = new TextEncoder().encode(value).length;
    seen.push(SECRET.has(name) ? { name, size } : { name, value, size });
  }
  return { method, target, headers: seen };
}
