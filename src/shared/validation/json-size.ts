/** The size of a decoded JSON value. */
/**
 * Whether a value would take more than `limit` characters as JSON, not counting escapes.
 *
 * It uses no recursion and stops at the limit, so that neither depth nor size costs more than the limit.
 */
export function isLargerThan(limit: number, value: unknown): boolean {
  const left: unknown[] = [value];
  let size = 0;
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") size += next.length + 2;
    else if (typeof next === "object" && next !== null) {
      size += 2;
      for (const key in next) {
        size += Array.isArray(next) ? 1 : key.length + 4;
        left.push(Reflect.get(next, key));
        if (size > limit) return true;
      }
    } else size += String(next).length;
    if (size > limit) return true;
  }
  return false;
}
