/** Walks through a page with the Tab key, and looks at what has the focus on the way. */
import type { Page } from "playwright-core";

/** One stop on the way. */
export interface Stop {
  /** The element, described for a reader. */
  element: string;
  /** Contrast between the ring around it and what is behind the ring; 0 without one. */
  ring: number;
  /** Whether it can be seen, at least in part: it is in the window, and nothing lies over all of it. */
  isSeen: boolean;
}

/** More stops than any of the pages has. */
const MOST = 150;

/** Presses a key until the focus is where it began. Throws where it never comes back: a trap, or too many stops. */
export async function tabThrough(page: Page, key: "Tab" | "Shift+Tab" = "Tab"): Promise<Stop[]> {
  const stops: Stop[] = [];
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("[data-stop]")) element.removeAttribute("data-stop");
  });
  while (stops.length < MOST) {
    await page.keyboard.press(key);
    const stop = await page.evaluate(lookAtFocus, stops.length);
    if (stop === "again") return stops;
    if (stop !== "nothing") stops.push(stop);
  }
  throw new Error(`the focus never comes back: ${stops.slice(-5).map(({ element }) => element)}`);
}

/** What can be reached by Tab and was not, while it can be seen. */
export const missed = (page: Page): Promise<string[]> =>
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

function lookAtFocus(index: number): Stop | "nothing" | "again" {
  const element = document.activeElement;
  if (element === null || element === document.body) return "nothing";
  if (element.hasAttribute("data-stop")) return "again";
  element.setAttribute("data-stop", String(index));

  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (colours: string[]): number => {
    if (context === null) return 0;
    context.clearRect(0, 0, 1, 1);
    // What is seen through is painted first.
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
  // A field may have its ring on the box it is in.
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
  const isSeen = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there !== null && (element.contains(there) || there.contains(element));
  });
  return { element: element.outerHTML.slice(0, 120), ring: Math.round(ring * 10) / 10, isSeen };
}
