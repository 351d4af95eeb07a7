/** The `Range` header (RFC 9110, 14.2). */

/** A part of a file, in bytes. */
export interface ByteRange {
  offset: number;
  length: number;
}

const ONE_RANGE = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i;

/**
 * The part that a `Range` header names.
 *
 * @param size of the file, in bytes
 * @returns `whole` without such a header, and for one that is ignored: another unit, several ranges, malformed;
 * `unsatisfiable` if no byte of the file is in the range
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange | "whole" | "unsatisfiable" {
  const [, first = "", last = ""] = header?.match(ONE_RANGE) ?? [];
  if (first === "" && last === "") return "whole";
  if (first === "") return tail(Number(last), size);
  const offset = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < offset) return "whole";
  return offset < size ? { offset, length: end - offset + 1 } : "unsatisfiable";
}

function tail(length: number, size: number): ByteRange | "unsatisfiable" {
  if (length === 0 || size === 0) return "unsatisfiable";
  const most = Math.min(length, size);
  return { offset: size - most, length: most };
}
