/** Which keys, pressed anywhere on the page, mean that one wants to write. */

const FIELDS = "input, textarea, select, dialog[open] *";

/** Esc, and any character typed where no field has the focus. */
export function leadsToComposer(event: KeyboardEvent): boolean {
  if (event.defaultPrevented) return false;
  if (document.querySelector("dialog[open]") !== null) return false;
  if (event.key === "Escape") return true;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const isCharacter = [...event.key].length === 1 && event.key !== " ";
  return isCharacter && !(event.target instanceof Element && event.target.matches(FIELDS));
}
