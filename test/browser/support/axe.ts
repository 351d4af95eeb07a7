/** Checks a page with axe-core for accessibility problems. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Visitor } from "./visitor.ts";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const OPTIONS: Readonly<Record<"light" | "dark", RunOptions>> = {
  // The rule of WCAG 2.2 that axe-core leaves off by default.
  light: { rules: { "target-size": { enabled: true } } },
  // Only the colours differ in the dark scheme.
  dark: { runOnly: ["color-contrast", "link-in-text-block"] },
};

/**
 * The violations that axe-core finds on the page in its current state.
 *
 * @param exclude selectors of elements to skip, because the page has many of the same kind
 * @param schemes only the light scheme if an earlier check covered the same colours in the dark scheme
 */
export async function axeViolations(
  { page }: Visitor,
  exclude: string[] = [],
  schemes: readonly (keyof typeof OPTIONS)[] = ["light", "dark"],
): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    if (await page.evaluate(() => !("axe" in window))) await page.evaluate(source);
    const { violations } = await page.evaluate(
      ([context, options]) =>
        (window as unknown as { axe: { run(...args: unknown[]): Promise<AxeResults> } }).axe.run(
          context,
          options,
        ),
      [{ exclude }, OPTIONS[colorScheme]] as const,
    );
    for (const { id, nodes } of violations) {
      found.push(...nodes.map(({ html }) => `${colorScheme}: ${id}: ${html.slice(0, 160)}`));
    }
  }
  return found;
}

/** How many CSS pixels the page is wider than its window. */
export const horizontalOverflow = ({ page }: Visitor): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
