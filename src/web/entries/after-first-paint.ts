/** Prepares, after the messages of a room are shown, what may be needed next. */
import { loadEmoji } from "../core/emoji/lazy-emoji.ts";
import { whenIdle } from "../core/when-idle.ts";
import { installOffline } from "../features/offline/install.ts";

/** Loads the list of emoji, unless the user saves data, and then installs the service worker. */
export const prepareOffline = (): Promise<void> => preloadEmoji().then(installOffline);

async function preloadEmoji(): Promise<void> {
  if (matchMedia("(prefers-reduced-data: reduce)").matches || isSavingData()) return;
  await whenIdle();
  await loadEmoji().catch(() => undefined);
}

/** The Network Information API, for browsers without the media query. */
const isSavingData = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
