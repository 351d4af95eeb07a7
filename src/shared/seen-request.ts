/** A request as the server saw it: what a script cannot see of its own page's requests. */

/** A header as it arrived. */
export interface SeenHeader {
  /** In lower case, as HTTP/2 has it and Workers hand it on. */
  name: string;
  /** Missing where it proves who somebody is: then only its size is told. */
  value?: string;
  /** The size of the value, in bytes. */
  size: number;
}

/** The head of a request. */
export interface SeenRequest {
  method: string;
  /** Path and query, as in the request line. */
  target: string;
  /** By name. What the edge, a proxy or the worker added on the way is left out. */
  headers: SeenHeader[];
}

/** What the client did not send: Cloudflare's edge, its local stand-in, other proxies and our own worker add it. */
const ADDED = /^(?:cf-|mf-|cdn-loop$|x-forwarded-|x-real-ip$|true-client-ip$|x-request-id$)/;

/** What proves who somebody is. */
const SECRET = new Set(["cookie", "authorization", "proxy-authorization"]);

/** Describes a request, without anything that could be used in its sender's name. */
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
