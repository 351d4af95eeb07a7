/** Key presses on keyboards of every language. */

/** Whether a key press belongs to an input method, or is a dead key. */
const isUnfinished = ({ isComposing, keyCode, key }: KeyboardEvent): boolean =>
  isComposing || keyCode === 229 || key === "Dead" || key === "Process";

/**
 * Stops the keys of an input method before they reach the page: Enter that confirms a composition submits no form, Escape
 * that cancels it closes no dialog, and arrow keys only select candidates.
 */
export const stopCompositionKeys = (): void =>
  document.addEventListener(
    "keydown",
    (event) => {
      if (!isUnfinished(event)) return;
      event.stopImmediatePropagation();
      const submits = event.key === "Enter" && event.target instanceof HTMLInputElement;
      if (submits || event.key === "Escape") event.preventDefault();
    },
    { capture: true },
  );

/** Whether a key was pressed without Ctrl, Alt or Command. AltGr types characters, and so does Shift. */
export const hasNoModifier = (event: KeyboardEvent): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !event.getModifierState("AltGraph");

/** On a Mac, shortcuts use Command instead of Ctrl. */
export const IS_MAC = /Mac|iP(?:hone|ad)/.test(navigator.platform);

/** Whether a key was pressed with Ctrl (Command on a Mac), with or without Shift. */
export const isWithControl = (event: KeyboardEvent): boolean =>
  (IS_MAC ? event.metaKey : event.ctrlKey) && !event.altKey && !event.getModifierState("AltGraph");

/**
 * The letter of a shortcut, in lower case; any other key by its name.
 *
 * On a keyboard with Latin letters it is the letter on the key; on others, the letter in the same place on a US keyboard.
 */
export function letterOf({ key, code }: KeyboardEvent): string {
  if (key.length !== 1) return key;
  const latin = key.toLowerCase();
  if (latin >= "a" && latin <= "z") return latin;
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return place !== undefined && /\p{L}/u.test(key) ? place.toLowerCase() : key;
}

/**
 * Clicks the button whose `aria-keyshortcuts` match a key press, wherever the focus is, unless a dialog is open.
 *
 * @returns whether there is one
 */
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
