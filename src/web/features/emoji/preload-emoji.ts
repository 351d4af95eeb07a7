/** Loads the list of emoji before it is needed. */

import { loadEmoji } from "../../core/emoji/lazy-emoji.ts";
import { whenIdle } from "../../core/when-idle.ts";

/** Skips users who save data. Resolves when the list is loaded or cannot be. */
export async function preloadEmoji(): Promise<void> {
  if (matchMedia("(prefers-reduced-data: reduce)").matches || isSavingData()) return;
  await whenIdle();
  await loadEmoji().catch(() => undefined);
}

/** The flag of browsers that do not know the media query. */
const isSavingData = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
