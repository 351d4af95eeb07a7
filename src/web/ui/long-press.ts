/** A finger that stays where it is: on a touch screen it asks what can be done with a message. */

/** How long it has to stay, in milliseconds, and how far it may tremble, in pixels. */
const LONG_PRESS_TIME = 500;
const MAX_MOVEMENT = 10;

/** What has a long press of its own in every browser, or is pressed for what it does. */
const OWN_LONG_PRESS = "a, button, input, textarea, select";

/**
 * Hears long presses in `list` until the returned function is called. A finger that moves, scrolls or is joined by
 * another presses nothing.
 *
 * @param pressed gets what is under the finger
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
