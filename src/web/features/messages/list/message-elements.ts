/** The line elements of the list: one for each message, with the key of its row. */

/** The line around an event's target. */
export const lineAround = (target: EventTarget | null): HTMLElement | undefined =>
  (target instanceof Element && target.closest<HTMLElement>("[data-line]")) || undefined;

/** Focuses a line if it is on the page. */
export function focusLine(key: string): void {
  document.querySelector<HTMLElement>(`[data-line="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
