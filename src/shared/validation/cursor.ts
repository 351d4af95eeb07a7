/** Cursors: where a page ended, as text that means nothing to a client. The server's half of paging. */
import { Buffer } from "node:buffer";

/** The longest cursor that is read: a name and an id, in characters of base64url. */
export const CURSOR_LENGTH = 1_024;

/** The cursor for a place, which is anything JSON can carry. */
export function toCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place a cursor was made from, or undefined for what is no cursor. Whoever asked checks its shape. */
export function fromCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
}
