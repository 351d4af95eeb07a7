/** Which rows of a long list are in view, where all are of one height and the list scrolls inside something else. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** From one row up to another. */
export interface RowsInView {
  start: number;
  end: number;
}

/**
 * @param list the element of the list, as tall as all its rows together, inside a `.panel-body` that scrolls
 * @param count how many rows it has
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
    const look = () => {
      const row = element.offsetHeight / count || Number.POSITIVE_INFINITY;
      const top = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const at = (offset: number) => Math.min(count, Math.max(0, offset));
      const start = at(Math.floor(top / row));
      const end = at(Math.ceil((top + scroller.clientHeight) / row));
      const before = view.peek();
      if (start !== before.start || end !== before.end) view.value = { start, end };
    };
    look();
    const resized = new ResizeObserver(look);
    for (const one of [scroller, element]) resized.observe(one);
    scroller.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, [list, view, count]);
  return view;
}
