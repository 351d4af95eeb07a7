/** What the composer loads after the first messages: completion, and the count of characters left. */
import { lazyWords } from "../../i18n/lazy/index.ts";
import { formatCount } from "../../i18n/plural.ts";

export { Completion } from "./completion.ts";
export { CompletionList, optionId } from "./completion-list.tsx";

/** @param charactersLeft how many more characters fit; negative if there are too many */
export function lengthNote(charactersLeft: number): string {
  const { left, over } = lazyWords().textLength;
  return charactersLeft < 0 ? formatCount(over, -charactersLeft) : formatCount(left, charactersLeft);
}
