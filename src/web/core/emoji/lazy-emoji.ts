/** The list of emoji in a chunk of its own, which loads once the page has nothing better to do, or with the first colon. */

import { LazyModule } from "../lazy-module.ts";
import { limits } from "../limits.ts";
import { mayHaveShortcodes, withEmoji } from "./shortcodes.ts";

const list = new LazyModule(() => import("./emoji-list.ts"));

/** Loads the list, unless it is here or on its way. */
export const loadEmoji = (): ReturnType<typeof list.load> => list.load();

/** To be called with every text that is being written: where it has a colon, the list may soon be needed. */
export function preloadFor(text: string): void {
  // Without the list a name stays as it was typed.
  if (list.loaded.peek() === undefined && text.includes(":")) loadEmoji().catch(() => undefined);
}

/** A text with emoji for its `:names:`. While the list is not here nothing waits for it: the text stays as it was typed. */
export function replaceShortcodes(text: string): string {
  const known = list.loaded.peek();
  if (known === undefined || !mayHaveShortcodes(text)) return text;
  const emoji = withEmoji(text, known.emojiByCode);
  // A flag may be longer than its name.
  return emoji.length > limits.peek().textLength ? text : emoji;
}
