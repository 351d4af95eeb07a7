/** Keys that press a button, wherever the focus is. The button says so itself, in its `aria-keyshortcuts`. */
import { isWithControl, letterOf } from "./key-events.ts";

/** Presses the button of a key. Returns whether there is one; while a dialog is open there is none. */
export function pressShortcutButton(event: KeyboardEvent): boolean {
  const { key, shiftKey } = event;
  if (document.querySelector("dialog[open]") !== null) return false;
  const control = isWithControl(event);
  if (!control && !/^F\d+$/.test(key)) return false;
  const letter = letterOf(event);
  const name = letter.length === 1 ? letter.toUpperCase() : letter;
  const keys = `${control ? "Control+" : ""}${shiftKey ? "Shift+" : ""}${name}`;
  const button = document.querySelector<HTMLElement>(`button[aria-keyshortcuts="${CSS.escape(keys)}"]`);
  button?.click();
  return button !== null;
}
