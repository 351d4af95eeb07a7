/** Keyboard shortcuts of the whole page: those that open a dialog, and those that focus the composer. */
import { hasNoModifier, isWithControl, letterOf } from "../../ui/keyboard/key-events.ts";
import type { DialogName } from "../context/dialogs.ts";
import type { RoomPageContext } from "../context/room-context.ts";

const SINGLE_KEYS: Readonly<Record<string, DialogName>> = {
  "?": "shortcuts",
  "؟": "shortcuts",
  "/": "search",
};
const CONTROL_KEYS: Readonly<Record<string, DialogName>> = { k: "room-switcher", ",": "settings" };
const CONTROL_SHIFT_KEYS: Readonly<Record<string, DialogName>> = { f: "search", y: "inspector" };
/** On some keyboards the slash needs Shift. */
const SLASHES: Readonly<Record<string, DialogName>> = { "/": "shortcuts" };

const FIELDS = "input, textarea, select";

/** Opens or closes the dialog of a shortcut. Returns whether the key is one. */
export function toggleDialogByKey(
  event: KeyboardEvent,
  { dialogs, singleKeyShortcuts }: RoomPageContext,
): boolean {
  const name = dialogOf(event, singleKeyShortcuts.on.peek());
  if (name === undefined) return false;
  event.preventDefault();
  dialogs.open.value = dialogs.open.peek() === name ? undefined : name;
  return true;
}

function dialogOf(event: KeyboardEvent, singleKeys: boolean): DialogName | undefined {
  if (isWithControl(event))
    return (event.shiftKey ? CONTROL_SHIFT_KEYS : CONTROL_KEYS)[letterOf(event)] ?? SLASHES[event.key];
  if (!singleKeys || !hasNoModifier(event) || isIn(event, FIELDS)) return undefined;
  return SINGLE_KEYS[event.key];
}

/** Whether a key focuses the composer: Esc, or a character typed outside fields and dialogs. */
export function focusesComposer(event: KeyboardEvent): boolean {
  if (event.defaultPrevented) return false;
  if (document.querySelector("dialog[open]") !== null) return false;
  if (event.key === "Escape") return true;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const isCharacter = [...event.key].length === 1 && event.key !== " ";
  return isCharacter && !isIn(event, `${FIELDS}, dialog[open] *`);
}

const isIn = ({ target }: KeyboardEvent, selector: string): boolean =>
  target instanceof Element && target.matches(selector);
