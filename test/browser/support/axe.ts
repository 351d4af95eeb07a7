/** Checks a page with axe-core for accessibility problems. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Visitor } from "./visitor.ts";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Without the lists of elements that pass, which are most of the work.
const OPTIONS: Readonly<Record<"light" | "dark", RunOptions>> = {
  // The rule of WCAG 2.2 that axe-core leaves off by default.
  light: { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } },
  // Only the colours differ in the dark scheme.
  dark: { resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"] },
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
    const violations = await page.evaluate(
      async ([context, options]) => {
        const { axe } = window as unknown as { axe: { run(...args: unknown[]): Promise<AxeResults> } };
        const { violations } = await axe.run(context, options);
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
      },
      [{ exclude }, OPTIONS[colorScheme]] as const,
    );
    found.push(...violations.map((violation) => `${colorScheme}: ${violation}`));
  }
  return found;
}

/** How many CSS pixels the page is wider than its window. */
export const horizontalOverflow = ({ page }: Visitor): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
