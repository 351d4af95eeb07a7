/** Arrow keys move the focus between messages. */

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** Enter on a line focuses its first action. */
function focusActions(target: EventTarget | null): boolean {
  const button =
    target instanceof Element &&
    target.matches("[data-line]") &&
    target.querySelector<HTMLElement>(".action-bar button");
  if (!button) return false;
  button.focus();
  return true;
}

/** Moves the focus if the key is Up, Down or Enter. From the list itself, Up focuses the newest message. */
export function moveLineFocus(event: KeyboardEvent, list: HTMLElement): void {
  if (event.key === "Enter" && focusActions(event.target)) event.preventDefault();
  const step = STEPS[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const lines = [...list.querySelectorAll<HTMLElement>("[data-line]")];
  const at = lines.findIndex((line) => line.contains(document.activeElement));
  const next = at === -1 ? lines.at(-1) : lines[Math.max(0, at + step)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
