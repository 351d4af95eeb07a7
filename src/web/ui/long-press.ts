/** Long presses on a touch screen, which open the menu of a message. */

/** How long a press takes, in milliseconds, and how far the finger may move, in pixels. */
const LONG_PRESS_TIME = 500;
const MAX_MOVEMENT = 10;

/** Elements with a long press of their own in the browser, or an action of their own. */
const OWN_LONG_PRESS = "a, button, input, textarea, select";

/**
 * Listens for long presses in `list` until the returned function is called. A finger that moves or scrolls, or a second
 * finger, cancels the press.
 *
 * @param pressed gets the element under the finger
 */
export function listenForLongPress(list: HTMLElement, pressed: (target: Element) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  const cancel = () => clearTimeout(timer);
  const down = ({ pointerType, isPrimary, target, clientX, clientY }: PointerEvent) => {
    cancel();
    if (pointerType !== "touch" || !isPrimary || !(target instanceof Element)) return;
    if (target.closest(OWN_LONG_PRESS) !== null) return;
    from = { x: clientX, y: clientY };
    timer = setTimeout(() => pressed(target), LONG_PRESS_TIME);
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (Math.hypot(clientX - from.x, clientY - from.y) > MAX_MOVEMENT) cancel();
  };
  const ends = ["pointerup", "pointercancel", "scroll"] as const;
  list.addEventListener("pointerdown", down);
  list.addEventListener("pointermove", move);
  for (const end of ends) list.addEventListener(end, cancel, { passive: true });
  return () => {
    cancel();
    list.removeEventListener("pointerdown", down);
    list.removeEventListener("pointermove", move);
    for (const end of ends) list.removeEventListener(end, cancel);
  };
}
