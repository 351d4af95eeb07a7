/** axe-core, run on the page as it is: it finds accessibility problems. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Visitor } from "./visitor.ts";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const OPTIONS: Readonly<Record<"light" | "dark", RunOptions>> = {
  // Also the rule of WCAG 2.2 that axe-core leaves off unless it is asked for.
  light: { rules: { "target-size": { enabled: true } } },
  // Only its colours are others in the dark.
  dark: { runOnly: ["color-contrast", "link-in-text-block"] },
};

/**
 * What axe-core finds on the screen as it is now.
 *
 * @param exclude a selector of what is left out, because the same is on the screen already, a hundred times
 * @param schemes the light and the dark, or the light alone where the same colours were looked at in the dark
 */
export async function findings(
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

/** How many CSS pixels of the page are beyond the side of its window. */
export const overflow = ({ page }: Visitor): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
