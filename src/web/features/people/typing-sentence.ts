/** Sentences about several people. */
import { listOf } from "../../i18n/names.ts";
import { formFor } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";

const MOST_NAMES = 3;

/** "Ada is typing", "Ada, Grace and Alan are typing", "Several people are typing"; empty for nobody. */
export function typingSentence(names: readonly string[]): string {
  const { typing, severalTyping } = words().composer;
  if (names.length === 0) return "";
  return names.length > MOST_NAMES ? severalTyping : formFor(typing(listOf(names)), names.length);
}
