/** Parts of the page in chunks of their own: the first messages show without them. */
import { LazyModule } from "../../core/lazy-module.ts";
import { nextTask } from "../../core/when-idle.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { fileWords } from "../../i18n/files/index.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";
import { withStyles } from "../../ui/lazy-styles.ts";
import { composerTools } from "../composer/lazy-composer-tools.ts";
import { messageTools } from "../messages/actions/lazy-message-tools.ts";

/** Why the room cannot be read or written, and what the user can do. */
export const problemStates = new LazyModule(() =>
  withStyles(withWords(import("../connection/problem-states.tsx"), lazyWords)),
);

/** Takes dropped and pasted files. */
export const dropZone = new LazyModule(() => withWords(import("../files/drop-zone.tsx"), fileWords));

/** Asks for a name on a first visit. */
export const namePrompt = new LazyModule(() =>
  withStyles(withWords(import("../people/profile/name-prompt.tsx"), dialogWords)),
);

/** Loads dialogs. */
export const lazyDialogs = new LazyModule(() => withStyles(import("./lazy-dialogs.tsx")));

/**
 * Loads them before they are needed, one after the other: each renders what waits for it. What fails to load is requested
 * again when it is needed.
 */
export async function preloadModules(): Promise<void> {
  for (const module of [messageTools, dropZone, problemStates, composerTools, lazyDialogs]) {
    await module.load().catch(() => undefined);
    await nextTask();
  }
}
