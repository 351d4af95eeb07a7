/** Cursors: the place where a page ended, as an opaque string. */
import { Buffer } from "node:buffer";

/** The longest cursor, in characters: a name and an id in base64url. */
export const CURSOR_LENGTH = 1_024;

/** The cursor for a place, which is any JSON value. */
export function toCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place of a cursor; undefined if the cursor is malformed. The caller checks the shape. */
export function fromCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
}
