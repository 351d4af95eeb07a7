/** Sentences about several people. */
import { formatNames } from "../../i18n/names.ts";
import { pluralForm } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";

const MOST_NAMES = 3;

/** "Ada is typing", "Ada, Grace and Alan are typing", "Several people are typing"; empty for nobody. */
export function typingSentence(names: readonly string[]): string {
  const { typing, severalTyping } = words().composer;
  if (names.length === 0) return "";
  return names.length > MOST_NAMES ? severalTyping : pluralForm(typing(formatNames(names)), names.length);
}
