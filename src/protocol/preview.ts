/** How a room's HTML carries its newest messages to the page's own script. */
import type { Message } from "./message.ts";

/** The id of the `<script type="application/json">` that holds a {@link PagePreview}. */
export const PREVIEW_ELEMENT = "preview";

export interface PagePreview {
  /** Ascending by `seq`. */
  messages: readonly Message[];
}
