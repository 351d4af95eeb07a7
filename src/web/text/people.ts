/** Sentences about several people. */
import { listOf } from "../words/names.ts";
import { formFor } from "../words/plural.ts";
import { words } from "../words/room/index.ts";

const MOST_NAMES = 3;

/** "Ada is typing", "Ada, Grace and Alan are typing", "Several people are typing"; empty for nobody. */
export function typingSentence(names: readonly string[]): string {
  const { typing, severalTyping } = words().composer;
  if (names.length === 0) return "";
  return names.length > MOST_NAMES ? severalTyping : formFor(typing(listOf(names)), names.length);
}
