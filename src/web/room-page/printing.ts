/** A print shows every message that is loaded, where the screen has only those in view as elements. */
import { options } from "preact";
import type { FollowList } from "./follow-list.ts";

/** @param list the list that is on the page by then */
export function preparePrinting(list: () => FollowList | undefined): void {
  addEventListener("beforeprint", () => {
    // The page is printed as it stands when this returns.
    const later = options.debounceRendering;
    options.debounceRendering = (render) => render();
    list()?.rows.showAll();
    options.debounceRendering = later;
  });
  addEventListener("afterprint", () => list()?.settle());
}
