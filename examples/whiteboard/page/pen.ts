/** Lines that are drawn on an element by mouse, pen or finger. */
import type { Point } from "../src/stroke.ts";

/** What gets the points of a line. */
export interface Line {
  move(point: Point): void;
  end(): void;
}

const LARGEST = 65_535;

const limit = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * LARGEST);

/** Calls `begin` for each line. */
export function onPen(element: HTMLElement, begin: () => Line): void {
  const lines = new Map<number, Line>();
  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: limit((clientX - left) / width), y: limit((clientY - top) / height) };
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const line = begin();
    lines.set(event.pointerId, line);
    line.move(pointOf(event));
  });
  element.addEventListener("pointermove", (event) => {
    for (const moved of event.getCoalescedEvents()) lines.get(event.pointerId)?.move(pointOf(moved));
  });
  for (const type of ["pointerup", "pointercancel"] as const)
    element.addEventListener(type, (event) => {
      lines.get(event.pointerId)?.end();
      lines.delete(event.pointerId);
    });
}
