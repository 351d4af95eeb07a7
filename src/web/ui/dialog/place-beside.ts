/** Positions a dialog beside the button that opened it. */

/** The distance to the button and to the edges of the window, in pixels. */
const GAP = 8;

/**
 * Positions `dialog` above or below `button`, where there is more space, and again when the window is resized, until the
 * returned function is called. A dialog that is styled as a sheet keeps its position.
 *
 * @param edge which edges of the two are aligned
 */
export function placeBeside(
  dialog: HTMLDialogElement,
  button: HTMLElement,
  edge: "start" | "end" = "end",
): () => void {
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const place = () => {
    dialog.style.inset = "";
    if (getComputedStyle(dialog).getPropertyValue("--sheet").trim() === "1") return;
    const { innerWidth, innerHeight } = window;
    const { offsetWidth, offsetHeight } = dialog;
    const atLeft = (getComputedStyle(dialog).direction === "rtl") !== (edge === "start");
    const across = atLeft ? left : right - offsetWidth;
    const along = top > innerHeight - bottom ? top - GAP - offsetHeight : bottom + GAP;
    const within = (at: number, most: number) => Math.max(GAP, Math.min(at, most - GAP));
    dialog.style.inset = `${within(along, innerHeight - offsetHeight)}px auto auto ${within(across, innerWidth - offsetWidth)}px`;
  };
  place();
  addEventListener("resize", place);
  return () => removeEventListener("resize", place);
}
