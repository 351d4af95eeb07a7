/** Conditional requests (RFC 9110, 13), with entity tags only. */

/** The status of a read whose precondition fails: 304 for `If-None-Match`, 412 for `If-Match`. Undefined otherwise. */
export function preconditionStatus(headers: Headers, tag: string): 304 | 412 | undefined {
  const match = headers.get("If-Match");
  if (match !== null && !includesTag(match, tag, "strong")) return 412;
  const noneMatch = headers.get("If-None-Match");
  return noneMatch !== null && includesTag(noneMatch, tag, "weak") ? 304 : undefined;
}

/** Whether `If-Range` allows a part: the client's other parts are of this version. */
export function ifRangeMatches(headers: Headers, tag: string): boolean {
  const condition = headers.get("If-Range");
  return condition === null || condition.trim() === tag;
}

/** Compares as RFC 9110, 8.8.3.2 says: a weak tag never matches in a strong comparison. */
function includesTag(list: string, tag: string, comparison: "strong" | "weak"): boolean {
  const tags = list.split(",").map((entry) => entry.trim());
  if (tags.includes("*")) return true;
  return tags.some((entry) => (comparison === "strong" ? entry : entry.replace(/^W\//, "")) === tag);
}
