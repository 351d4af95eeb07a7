/** Requests that depend on what their sender has already (RFC 9110, 13). All that is known of a version is its tag. */

/** The status that a read is answered with in place of what it asks for; undefined where it gets that. */
export function statusInstead(headers: Headers, tag: string): 304 | 412 | undefined {
  const match = headers.get("If-Match");
  if (match !== null && !names(match, tag, true)) return 412;
  const noneMatch = headers.get("If-None-Match");
  return noneMatch !== null && names(noneMatch, tag, false) ? 304 : undefined;
}

/** Whether the parts that a sender has are of this version, so that it may be sent another one. */
export function mayHavePart(headers: Headers, tag: string): boolean {
  const condition = headers.get("If-Range");
  return condition === null || condition.trim() === tag;
}

/** @param isStrong whether a weak tag names nothing, as where parts of a version are put together */
function names(list: string, tag: string, isStrong: boolean): boolean {
  const tags = list.split(",").map((one) => one.trim());
  return tags.includes("*") || tags.some((one) => (isStrong ? one : one.replace(/^W\//, "")) === tag);
}
