/** The list of emoji in a chunk of its own, which loads once the page has nothing better to do, or with the first colon. */

import { LatePart } from "../device/late-part.ts";
import { whenIdle } from "../device/when-idle.ts";
import { limits } from "../limits.ts";
import { mayHaveShortcodes, withEmoji } from "./shortcodes.ts";

const list = new LatePart(() => import("./emoji-list.ts"));

/** Loads the list, unless it is here or on its way. */
export const loadEmoji = (): ReturnType<typeof list.load> => list.load();

/** To be called with every text that is being written: where it has a colon, the list may soon be needed. */
export function foresee(text: string): void {
  // Without the list a name stays as it was typed.
  if (list.loaded.peek() === undefined && text.includes(":")) loadEmoji().catch(() => undefined);
}

/** Has the list here before somebody writes, unless they save data. Resolves when that is done, or cannot be. */
export async function loadEmojiAhead(): Promise<void> {
  if (matchMedia("(prefers-reduced-data: reduce)").matches || savesData()) return;
  await whenIdle();
  await loadEmoji().catch(() => undefined);
}

/** What browsers say before they know the media query. */
const savesData = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** A text with emoji for its `:names:`. While the list is not here nothing waits for it: the text stays as it was typed. */
export function spelled(text: string): string {
  const known = list.loaded.peek();
  if (known === undefined || !mayHaveShortcodes(text)) return text;
  const emoji = withEmoji(text, known.emojiCalled);
  // A flag may be longer than its name.
  return emoji.length > limits.peek().textLength ? text : emoji;
}
