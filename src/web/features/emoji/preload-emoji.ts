/** Loads the list of emoji before it is wanted. */

import { loadEmoji } from "../../core/emoji/lazy-emoji.ts";
import { whenIdle } from "../../core/when-idle.ts";

/** Has the list here before somebody writes, unless they save data. Resolves when that is done, or cannot be. */
export async function preloadEmoji(): Promise<void> {
  if (matchMedia("(prefers-reduced-data: reduce)").matches || isSavingData()) return;
  await whenIdle();
  await loadEmoji().catch(() => undefined);
}

/** What browsers say before they know the media query. */
const isSavingData = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
