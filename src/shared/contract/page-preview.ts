/** How a room's HTML carries its newest messages to the page's own script. */
import type { Message } from "./message.ts";

/** The id of the `<script type="application/json">` that holds a {@link PagePreview}. */
export const PREVIEW_ELEMENT = "preview";

/** A page of a room as it stood, from which its socket goes on: it brings only what came later. */
export interface PagePreview {
  /** The newest, ascending by `seq`. */
  messages: readonly Message[];
  /** For `auth`: see `Welcome`. */
  lastSeq: number;
  rev: number;
}
