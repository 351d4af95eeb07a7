/** The lines of the list as elements: one a message, known by the key of its row. */

/** The line an event happened in. */
export const lineAround = (target: EventTarget | null): HTMLElement | undefined =>
  (target instanceof Element && target.closest<HTMLElement>("[data-line]")) || undefined;

/** Gives the focus to a line, if it is on the page. */
export function focusLine(key: string): void {
  document.querySelector<HTMLElement>(`[data-line="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
