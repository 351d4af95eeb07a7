/** What a request is known by in the log, in the worker and in the room. */
import { createHash } from "node:crypto";

/** The edge's own id of a request, which it lets no client choose. */
const RAY = "CF-Ray";

const isRay = (id: string): boolean => /^[0-9a-f]{16}(-[A-Z]{3})?$/.test(id);

/** A request's id: the edge's own, so that its logs and ours tell of the same, else a random one. */
export function requestIdOf(headers: Headers): string {
  const ray = headers.get(RAY) ?? "";
  return isRay(ray) ? ray : crypto.randomUUID();
}

/**
 * The id of the request that opened a connection: the edge's own, else one made from the id of its socket.
 *
 * @param headers with names in lower case
 */
export function requestIdIn(headers: Record<string, unknown>, socketId: string): string {
  const ray = headers[RAY.toLowerCase()];
  if (typeof ray === "string" && isRay(ray)) return ray;
  return createHash("sha256").update(socketId).digest("hex").slice(0, 16);
}
