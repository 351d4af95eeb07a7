/** What the toast of a page has said: it disappears by itself, which a test may be too slow to see. */
import { expect } from "vitest";
import type { Visitor } from "./visitor.ts";

/**
 * Records what the toast says from now on, until the room is left.
 *
 * @returns resolves when the toast has said `text`
 *
 * @example
 * ```ts
 * const untilToast = await recordToasts(ada);
 * await ada.page.keyboard.press("c");
 * await untilToast("Text copied");
 * ```
 */
export async function recordToasts({ page }: Visitor): Promise<(text: string) => Promise<void>> {
  const recorded = await page.evaluateHandle(() => {
    const said: string[] = [];
    const toast = document.querySelector(".toast:not(.drawing *)");
    if (toast === null) throw new Error("the page has no toast");
    const record = () => said.push(toast.textContent ?? "");
    new MutationObserver(record).observe(toast, { childList: true, characterData: true, subtree: true });
    return said;
  });
  return async (text) => {
    await expect.poll(() => recorded.evaluate((said) => said.join("\n"))).toContain(text);
  };
}
