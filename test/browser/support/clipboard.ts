/** The clipboard, of which a browser has one for all its windows: other tests may copy at the same time. */
import { expect } from "vitest";
import type { Visitor } from "./visitor.ts";

/**
 * What `copy` puts on the clipboard. What another test has put there in between is copied over: it does not match.
 *
 * @param expected the whole text, or what it looks like
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
