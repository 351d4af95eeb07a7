/** Which key was pressed, on keyboards of every language. */

/** Whether a key is a part of something else: a character an input method puts together, or an accent that waits. */
const isUnfinished = ({ isComposing, keyCode, key }: KeyboardEvent): boolean =>
  isComposing || keyCode === 229 || key === "Dead" || key === "Process";

/**
 * Keeps keys that belong to an input method from every listener of the page but those of `window`: Enter that confirms a
 * composition sends no form, Escape that drops it closes no dialog, and arrows that walk its candidates move nothing else.
 */
export const leaveCompositionsAlone = (): void =>
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

/** Whether a key was pressed alone. AltGr makes characters, and Shift chooses between the two of a key. */
export const isAlone = (event: KeyboardEvent): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !event.getModifierState("AltGraph");

/** On a Mac Command is what Ctrl is elsewhere; Ctrl moves the caret there. */
export const IS_MAC = /Mac|iP(?:hone|ad)/.test(navigator.platform);

/** Whether it was pressed together with Ctrl, or Command on a Mac, and with nothing but perhaps Shift. */
export const isWithControl = (event: KeyboardEvent): boolean =>
  (IS_MAC ? event.metaKey : event.ctrlKey) && !event.altKey && !event.getModifierState("AltGraph");

/**
 * The letter of a shortcut, in lower case; any other key by its own name.
 *
 * A keyboard with Latin letters means the one that is written on the key, wherever it is. One with others has none of
 * them, and means the key that is in the same place on a keyboard that does.
 */
export function letterOf({ key, code }: KeyboardEvent): string {
  if (key.length !== 1) return key;
  const latin = key.toLowerCase();
  if (latin >= "a" && latin <= "z") return latin;
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return place !== undefined && /\p{L}/u.test(key) ? place.toLowerCase() : key;
}
