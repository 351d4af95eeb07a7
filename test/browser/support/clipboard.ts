/** Reads the clipboard, which all windows of a browser share: other tests may copy at the same time. */
import { expect } from "vitest";
import type { Visitor } from "./visitor.ts";

/**
 * Calls `copy` until the clipboard holds the expected text, because another test may overwrite it, and returns the text.
 *
 * @param expected the whole text, or a pattern
 */
export async function copied(
  { context, page }: Visitor,
  copy: () => Promise<unknown>,
  expected: string | RegExp,
): Promise<string> {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  let text = "";
  const matches = async () => {
    await copy();
    text = await page.evaluate(() => navigator.clipboard.readText());
    return typeof expected === "string" ? text === expected : expected.test(text);
  };
  await expect.poll(matches, { message: `${expected} is copied` }).toBe(true);
  return text;
}
