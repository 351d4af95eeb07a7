/** Presses Tab through a page and inspects each element that gets the focus. */
import type { Page } from "playwright-core";

/** An element that Tab reaches. */
export interface TabStop {
  /** The beginning of its HTML. */
  element: string;
  /** Contrast between its focus ring and the background of the ring; 0 without a ring. */
  ring: number;
  /** Whether at least a part of it is in the window and not covered. */
  isVisible: boolean;
}

/** More stops than any of the pages has. */
const MAX_STOPS = 150;

/** Presses a key until the focus is back at the first element. @throws if it never comes back: a focus trap, or too many stops */
export async function tabThrough(page: Page, key: "Tab" | "Shift+Tab" = "Tab"): Promise<TabStop[]> {
  const stops: TabStop[] = [];
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("[data-stop]")) element.removeAttribute("data-stop");
  });
  while (stops.length < MAX_STOPS) {
    await page.keyboard.press(key);
    const stop = await page.evaluate(lookAtFocus, stops.length);
    if (stop === "again") return stops;
    if (stop !== "nothing") stops.push(stop);
  }
  throw new Error(`the focus never comes back: ${stops.slice(-5).map(({ element }) => element)}`);
}

/** Visible focusable elements that Tab did not reach. */
export const unreachedElements = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const within = document.querySelector("dialog[open]") ?? document.body;
    const focusable = within.querySelectorAll<HTMLElement>(
      'a[href], button:not(:disabled), input, select, textarea, summary, [tabindex="0"]',
    );
    return [...focusable]
      .filter(
        (element) => element.tabIndex >= 0 && element.checkVisibility() && !element.hasAttribute("data-stop"),
      )
      .map((element) => element.outerHTML.slice(0, 120));
  });

function lookAtFocus(index: number): TabStop | "nothing" | "again" {
  const element = document.activeElement;
  if (element === null || element === document.body) return "nothing";
  if (element.hasAttribute("data-stop")) return "again";
  element.setAttribute("data-stop", String(index));

  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (colours: string[]): number => {
    if (context === null) return 0;
    context.clearRect(0, 0, 1, 1);
    // Paint the backgrounds first, from back to front.
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ancestors: Element[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) ancestors.push(at);
  // The ring of a field may be on the box around it.
  const ringed = ancestors.slice(0, 3).find((at) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
  });
  let ring = 0;
  if (ringed !== undefined) {
    const behind = ancestors
      .slice(ancestors.indexOf(ringed) + 1)
      .map((at) => getComputedStyle(at).backgroundColor)
      .reverse();
    const [light, dark] = [
      luminance(behind),
      luminance([...behind, getComputedStyle(ringed).outlineColor]),
    ].sort((a, b) => b - a) as [number, number];
    ring = (light + 0.05) / (dark + 0.05);
  }

  const { left, right, top, bottom } = element.getBoundingClientRect();
  const points = [0.1, 0.5, 0.9].flatMap((x) =>
    [0.1, 0.5, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y] as const),
  );
  const isVisible = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there !== null && (element.contains(there) || there.contains(element));
  });
  return { element: element.outerHTML.slice(0, 120), ring: Math.round(ring * 10) / 10, isVisible };
}
