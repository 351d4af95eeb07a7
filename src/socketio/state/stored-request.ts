/**
 * What middlewares found out about a client and put on its request (`req.user`, `req.session`), and is to outlast a sleep: the
 * option `keepOnRequest`.
 *
 * A copy is kept, made when a socket joins, so that what the application does to the original cannot hinder saving.
 */

import { weight } from "./structured-clone.ts";

/** What the kept properties of one request may take together, in bytes. */
const MAX_BYTES = 100_000;

/** Properties of a request: the values that were copied, and their copies. */
interface Kept {
  originals: ReadonlyMap<string, unknown>;
  copies: Record<string, unknown>;
}

const keptOf = new WeakMap<object, Kept>();

/** The copies that are kept of a request's properties. `undefined` if there are none. */
export const copiesOf = (request: object): Record<string, unknown> | undefined => keptOf.get(request)?.copies;

/** Puts kept properties on a request that was read from storage. */
export function putBack(request: object, copies: Record<string, unknown>): void {
  const originals = new Map(Object.entries(structuredClone(copies)));
  for (const [key, value] of originals) define(request, key, value);
  keptOf.set(request, { originals, copies });
}

/**
 * Copies those properties of a request that are to be kept.
 *
 * @param report hears of a property that cannot be kept, each time that it has another value
 * @returns the names of those that are kept, and whether that is any other than before
 */
export function keepOnRequest(
  request: object,
  keys: readonly string[],
  report: (error: Error) => void,
): { names: Set<string>; changed: boolean } {
  const before = keptOf.get(request);
  const originals = new Map<string, unknown>();
  for (const key of keys) {
    const value: unknown = (request as Record<string, unknown>)[key];
    if (value !== undefined) originals.set(key, value);
  }
  const changed = !isSame(originals, before?.originals ?? new Map());
  if (!changed) return { names: new Set(Object.keys(before?.copies ?? {})), changed };
  const copies: Record<string, unknown> = {};
  let bytes = 0;
  for (const [key, value] of originals) {
    try {
      const copy: unknown = structuredClone(value);
      const size = weight(copy);
      if (bytes + size > MAX_BYTES) throw new RangeError(`more than ${MAX_BYTES} bytes`);
      bytes += size;
      define(copies, key, copy);
    } catch (cause) {
      report(new TypeError(`request.${key} cannot be kept: ${(cause as Error).message}`, { cause }));
    }
  }
  keptOf.set(request, { originals, copies });
  return { names: new Set(Object.keys(copies)), changed };
}

const isSame = (one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean =>
  one.size === other.size && [...one].every(([key, value]) => other.has(key) && other.get(key) === value);

const define = (target: object, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
};
