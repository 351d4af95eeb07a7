/** Whether a value can be saved by a structured clone, about how large it is, and which key is the cause if it cannot. */

/** Returns the first key of `data` whose value cannot be cloned. */
export function uncloneableKey(data: unknown): string | undefined {
  return entries(data).find(([, value]) => !isCloneable(value))?.[0];
}

/** Returns the key of `data` with the largest value; an empty string if there is none. */
export const largestKey = (data: unknown): string =>
  entries(data)
    .map(([key, value]) => [key, estimateSize(value)] as const)
    .sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";

/** Whether a value can be cloned. */
export function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** Text of which each character takes one byte when serialized. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of one byte
const LATIN1 = /^[\x00-\xff]*$/;

/** Estimates the serialized size of a value, in bytes. */
export function estimateSize(root: unknown): number {
  let total = 0;
  const seen = new Set<object>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value === "string") total += LATIN1.test(value) ? value.length : 2 * value.length;
    else if (typeof value !== "object" || value === null) total += 8;
    else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) total += value.byteLength;
    else if (!seen.has(value)) {
      seen.add(value);
      total += 8;
      if (value instanceof Map) for (const pair of value) stack.push(...pair);
      else if (value instanceof Set) for (const member of value) stack.push(member);
      else for (const pair of entries(value)) stack.push(...pair);
    }
  }
  return total;
}

/** Stands for a value whose getter throws: it cannot be cloned. */
const UNREADABLE = Symbol("unreadable");

const entries = (data: unknown): Array<[string, unknown]> =>
  typeof data === "object" && data !== null ? Object.keys(data).map((key) => [key, read(data, key)]) : [];

function read(object: object, key: string): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    return UNREADABLE;
  }
}
