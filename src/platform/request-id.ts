/** The id of a request in the logs of the worker and of the room. */
import { createHash } from "node:crypto";

/** The edge's id of a request. Clients cannot set it. */
const RAY = "CF-Ray";

const isRay = (id: string): boolean => /^[0-9a-f]{16}(-[A-Z]{3})?$/.test(id);

/** The edge's id of a request, so that its logs and ours have the same id; else a random id. */
export function requestIdOf(headers: Headers): string {
  const ray = headers.get(RAY) ?? "";
  return isRay(ray) ? ray : crypto.randomUUID();
}

/**
 * The id of the request that opened a connection: the edge's id, else one derived from the socket's id.
 *
 * @param headers with names in lower case
 */
export function requestIdIn(headers: Record<string, unknown>, socketId: string): string {
  const ray = headers[RAY.toLowerCase()];
  if (typeof ray === "string" && isRay(ray)) return ray;
  return createHash("sha256").update(socketId).digest("hex").slice(0, 16);
}
