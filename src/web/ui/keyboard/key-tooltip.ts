/** Tooltips that say which key does the same. */

import { words } from "../../i18n/room/index.ts";
import type { SingleKeyShortcuts } from "../../storage/single-key-shortcuts.ts";
import { IS_MAC } from "./key-events.ts";

/** A key as it is written: `R`, `Delete` by its name on the keyboards of the language, `Ctrl+K` or, on a Mac, `⌘K`. */
export const keyName = (key: string): string => {
  if (key === "Delete") return words().keys.delete;
  if (key.length === 1) return key.toUpperCase();
  return IS_MAC ? key.replace("Ctrl+Shift+", "⇧⌘").replace("Ctrl+", "⌘") : key;
};

/** A label and the key that does the same alone; only the label where such keys are turned off. */
export const withSingleKeyShortcut = (
  { singleKeyShortcuts }: { singleKeyShortcuts: SingleKeyShortcuts },
  label: string,
  key: string,
): string => (singleKeyShortcuts.on.value ? withShortcut(label, key) : label);

/** A label and the keys that do the same: "Reply (R)". */
export const withShortcut = (label: string, keys: string): string => words().keys.tip(label, keyName(keys));
