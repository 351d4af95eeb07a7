/** What the composer loads after the first messages: completion, and the count of characters left. */
import { lazyWords } from "../../i18n/lazy/index.ts";
import { formatCount } from "../../i18n/plural.ts";

export { Completion } from "./completion.ts";
export { CompletionList, choiceId } from "./completion-list.tsx";

/** @param rest how many more characters fit; negative if there are too many */
export function lengthNote(rest: number): string {
  const { left, over } = lazyWords().textLength;
  return rest < 0 ? formatCount(over, -rest) : formatCount(left, rest);
}
