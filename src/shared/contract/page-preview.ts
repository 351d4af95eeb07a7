/** The newest messages of a room in its HTML, for the page's script. */
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
