/** Arrow keys in a grid of buttons, or in several below each other. */

/**
 * Moves the focus if the key is an arrow key, Home or End; Up in the first row focuses the search field. Returns
 * whether it moved.
 */
export function moveInGrid({ key }: KeyboardEvent, list: HTMLElement): boolean {
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const next = nextButton(key, buttons, Math.max(at, 0), getComputedStyle(list).direction === "rtl");
  if (next === undefined) return false;
  if (next === "field") list.parentElement?.querySelector("input")?.focus();
  else {
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  return true;
}

type Buttons = readonly HTMLButtonElement[];

function nextButton(key: string, buttons: Buttons, at: number, mirrored: boolean) {
  switch (key) {
    case "ArrowRight":
      return buttons[at + (mirrored ? -1 : 1)] ?? buttons[at];
    case "ArrowLeft":
      return buttons[at + (mirrored ? 1 : -1)] ?? buttons[at];
    case "Home":
      return buttons[0];
    case "End":
      return buttons.at(-1);
    case "ArrowDown":
      return inNextRow(buttons, at, 1) ?? buttons[at];
    case "ArrowUp":
      return inNextRow(buttons, at, -1) ?? ("field" as const);
    default:
      return undefined;
  }
}

/** The nearest button in the next or previous row. */
function inNextRow(buttons: Buttons, at: number, step: 1 | -1): HTMLButtonElement | undefined {
  const from = buttons[at]?.getBoundingClientRect();
  if (from === undefined) return undefined;
  let best: HTMLButtonElement | undefined;
  let row: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let index = at + step; index >= 0 && index < buttons.length; index += step) {
    const { top, left } = (buttons[index] as HTMLButtonElement).getBoundingClientRect();
    if (Math.abs(top - from.top) < 1) continue;
    row ??= top;
    if (Math.abs(top - row) >= 1) break;
    const distance = Math.abs(left - from.left);
    if (distance < least) {
      least = distance;
      best = buttons[index];
    }
  }
  return best;
}
