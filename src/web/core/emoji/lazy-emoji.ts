/** The list of emoji in a chunk of its own, which loads with the first colon typed. */
import { LazyModule } from "../lazy-module.ts";
import { limits } from "../limits.ts";
import { mayHaveShortcodes, withEmoji } from "./shortcodes.ts";

const list = new LazyModule(() => import("./emoji-list.ts"));

/** Loads the list once. */
export const loadEmoji = (): ReturnType<typeof list.load> => list.load();

/** To be called with the text of the composer: after a colon the list may soon be needed. */
export function preloadFor(text: string): void {
  // Without the list a shortcode stays as typed.
  if (list.loaded.peek() === undefined && text.includes(":")) loadEmoji().catch(() => undefined);
}

/** Replaces shortcodes by emoji. Until the list has loaded, the text stays as typed. */
export function replaceShortcodes(text: string): string {
  const known = list.loaded.peek();
  if (known === undefined || !mayHaveShortcodes(text)) return text;
  const emoji = withEmoji(text, known.emojiByCode);
  // A flag may be longer than its shortcode.
  return emoji.length > limits.peek().textLength ? text : emoji;
}
