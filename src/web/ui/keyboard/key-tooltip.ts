/** Tooltips with a keyboard shortcut. */
import { words } from "../../i18n/room/index.ts";
import type { SingleKeyShortcuts } from "../../storage/single-key-shortcuts.ts";
import { IS_MAC } from "./key-events.ts";

/** A shortcut for display: `R`, `Delete` in the language of the page, `Ctrl+K` or, on a Mac, `⌘K`. */
export const keyName = (key: string): string => {
  if (key === "Delete") return words().keys.delete;
  if (key.length === 1) return key.toUpperCase();
  return IS_MAC ? key.replace("Ctrl+Shift+", "⇧⌘").replace("Ctrl+", "⌘") : key;
};

/** A label and its single-key shortcut; only the label if such shortcuts are off. */
export const withSingleKeyShortcut = (
  { singleKeyShortcuts }: { singleKeyShortcuts: SingleKeyShortcuts },
  label: string,
  key: string,
): string => (singleKeyShortcuts.on.value ? withShortcut(label, key) : label);

/** A label and its keyboard shortcut: "Reply (R)". */
export const withShortcut = (label: string, keys: string): string => words().keys.tip(label, keyName(keys));
