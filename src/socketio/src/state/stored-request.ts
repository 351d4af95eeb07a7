/**
 * The stored form of a request, with the properties that the option `keepOnRequest` names.
 *
 * Middlewares put values such as `req.user` on a request. A structured clone of them is made when a socket joins, so that
 * later changes of the original cannot make the session unsavable.
 */

import { createRequest, type IncomingRequest } from "../http/request.ts";
import { estimateSize } from "./structured-clone.ts";

/** The largest total size of the kept properties of one request, in bytes. */
const MAX_BYTES = 100_000;

/** What a request is restored from. */
export type StoredRequest = [
  method: string,
  url: string,
  headers: Record<string, string>,
  encrypted: boolean,
  remoteAddress: string | undefined,
  kept?: Record<string, unknown>,
];

/** The kept properties of a request: the values that were cloned, and the clones. */
interface KeptProperties {
  originals: ReadonlyMap<string, unknown>;
  clones: Record<string, unknown>;
}

const keptProperties = new WeakMap<object, KeptProperties>();

/** Returns the stored form of a request. */
export function storeRequest(request: IncomingRequest): StoredRequest {
  const { method, url, headers, connection } = request;
  const { encrypted, remoteAddress } = connection;
  const stored: StoredRequest = [method, url, headers, encrypted, remoteAddress];
  const kept = keptProperties.get(request)?.clones;
  if (kept !== undefined) stored.push(kept);
  return stored;
}

/** Returns a request that is deep equal to the stored one. */
export function restoreRequest(stored: StoredRequest): IncomingRequest {
  const [method, url, headers, encrypted, remoteAddress, clones] = stored;
  const request = createRequest({ method, url, headers, encrypted, remoteAddress });
  if (clones !== undefined) {
    const originals = new Map(Object.entries(structuredClone(clones)));
    for (const [key, value] of originals) define(request, key, value);
    keptProperties.set(request, { originals, clones });
  }
  return request;
}

/**
 * Clones the named properties of a request, so that {@link storeRequest} includes them.
 *
 * @param report is called for each property that cannot be kept, again only when its value has changed
 * @returns the names that are kept, and whether a value has changed since the last call
 */
export function keepOnRequest(
  request: object,
  keys: readonly string[],
  report: (error: Error) => void,
): { names: Set<string>; changed: boolean } {
  const previous = keptProperties.get(request);
  const originals = new Map<string, unknown>();
  for (const key of keys) {
    const value: unknown = (request as Record<string, unknown>)[key];
    if (value !== undefined) originals.set(key, value);
  }
  const changed = !haveSameEntries(originals, previous?.originals ?? new Map());
  if (!changed) return { names: new Set(Object.keys(previous?.clones ?? {})), changed };
  const clones: Record<string, unknown> = {};
  let bytes = 0;
  for (const [key, value] of originals) {
    try {
      const clone: unknown = structuredClone(value);
      const size = estimateSize(clone);
      if (bytes + size > MAX_BYTES) throw new RangeError(`more than ${MAX_BYTES} bytes`);
      bytes += size;
      define(clones, key, clone);
    } catch (cause) {
      report(new TypeError(`request.${key} cannot be kept: ${(cause as Error).message}`, { cause }));
    }
  }
  keptProperties.set(request, { originals, clones });
  return { names: new Set(Object.keys(clones)), changed };
}

const haveSameEntries = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.has(key) && b.get(key) === value);

/** Defines a plain property, also where its name is `__proto__`. */
const define = (target: object, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
};
