/** Which key of `socket.data` is to blame when it cannot be saved. */

/** The first key of `data` whose value cannot be cloned. */
export function unclonableKey(data: unknown): string | undefined {
  return entries(data).find(([, value]) => !isClonable(value))?.[0];
}

/** The key of `data` whose value is the largest. */
export const heaviestKey = (data: unknown): string =>
  entries(data)
    .map(([key, value]) => [key, weight(value)] as const)
    .sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";

/** Whether a value survives a structured clone. */
export function isClonable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** Text that takes a byte a character when serialized. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of one byte
const LATIN1 = /^[\x00-\xff]*$/;

/** What a value takes when serialized, roughly, in bytes. */
export function weight(value: unknown): number {
  let total = 0;
  const seen = new Set<object>();
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === "string") total += LATIN1.test(one) ? one.length : 2 * one.length;
    else if (typeof one !== "object" || one === null) total += 8;
    else if (ArrayBuffer.isView(one) || one instanceof ArrayBuffer) total += one.byteLength;
    else if (!seen.has(one)) {
      seen.add(one);
      total += 8;
      if (one instanceof Map) for (const pair of one) left.push(...pair);
      else if (one instanceof Set) for (const member of one) left.push(member);
      else for (const pair of Object.entries(one)) left.push(...pair);
    }
  }
  return total;
}

const entries = (data: unknown): Array<[string, unknown]> =>
  typeof data === "object" && data !== null ? Object.entries(data) : [];
