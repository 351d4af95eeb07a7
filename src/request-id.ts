/** What a request is known by in the log, from the worker to the room. */

/** Set by the worker on what it hands to a room; what a client sends under this name is overwritten. */
export const REQUEST_ID = "X-Request-Id";

/** A request's id: the edge's own (`CF-Ray`), so that its logs and ours tell of the same, else a random one. */
export function requestIdOf(headers: Headers): string {
  const ray = headers.get("CF-Ray") ?? "";
  return /^[0-9a-f]{16}(-[A-Z]{3})?$/.test(ray) ? ray : crypto.randomUUID();
}

/** The id of the request that opened a connection. `headers` have names in lower case. */
export function requestIdIn(headers: Record<string, unknown> | undefined): string | undefined {
  const id = headers?.[REQUEST_ID.toLowerCase()];
  return typeof id === "string" ? id : undefined;
}
