/** How long the text in the composer may still be. Loads late, see late-parts.ts. */
import { lazyWords } from "../../i18n/lazy/index.ts";
import { formatCount } from "../../i18n/plural.ts";

/** @param rest how many characters more there may be; negative where there are too many */
export function lengthNote(rest: number): string {
  const { left, over } = lazyWords().textLength;
  return rest < 0 ? formatCount(over, -rest) : formatCount(left, rest);
}
