/** The rows in view of a long list whose rows all have the same height. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** From `start` up to `end`. */
export interface RowsInView {
  start: number;
  end: number;
}

/**
 * @param list the element of the list, as tall as all its rows, inside a `.panel-body` that scrolls
 * @param count the number of rows
 */
export function useRowsInView(
  list: RefObject<HTMLElement | null>,
  count: number,
): ReadonlySignal<RowsInView> {
  const view = useSignal<RowsInView>({ start: 0, end: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    const scroller = element?.closest<HTMLElement>(".panel-body");
    if (!element || !scroller) return;
    const update = () => {
      const row = element.offsetHeight / count || Number.POSITIVE_INFINITY;
      const top = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const at = (offset: number) => Math.min(count, Math.max(0, offset));
      const start = at(Math.floor(top / row));
      const end = at(Math.ceil((top + scroller.clientHeight) / row));
      const before = view.peek();
      if (start !== before.start || end !== before.end) view.value = { start, end };
    };
    update();
    const resized = new ResizeObserver(update);
    for (const observed of [scroller, element]) resized.observe(observed);
    scroller.addEventListener("scroll", update, { passive: true });
    return () => {
      resized.disconnect();
      scroller.removeEventListener("scroll", update);
    };
  }, [list, view, count]);
  return view;
}
