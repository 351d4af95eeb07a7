/** What the HTML of a page contains for its script: the newest messages of a room, or the first public rooms. */
import type { Message } from "./message.ts";

/** The id of the `<script type="application/json">` that holds a {@link PagePreview}. */
export const PREVIEW_ELEMENT = "preview";

/** A page of history. The socket then brings only what is newer. */
export interface PagePreview {
  /** The newest, ascending by `seq`. */
  messages: readonly Message[];
  /** For `auth`: see `Welcome`. */
  lastSeq: number;
  rev: number;
}

/** The id of the `<script type="application/json">` that holds a `DirectoryPage`: the first public rooms. */
export const PUBLIC_ROOMS_ELEMENT = "public-rooms";

/** How many rooms it has, and how many the front page loads at a time. */
export const PUBLIC_ROOMS_SHOWN = 12;

/** How many rooms of this device the front page lists. */
export const RECENT_ROOMS_SHOWN = 8;

/**
 * The cookie with how many rooms of this device the front page lists, which no server knows: its HTML has space for them, so that what is
 * below does not move.
 */
export const RECENT_ROOMS_COOKIE = "recent";
