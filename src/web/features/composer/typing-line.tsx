/** Who is typing. The line is always there, so that nothing moves when its text changes. */
import { formatNames } from "../../i18n/names.ts";
import { pluralForm } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { useRoom } from "../context/room-context.ts";

const MOST_NAMES = 3;

export function TypingLine() {
  const { room } = useRoom();
  return <span class="typing">{typingSentence(room.people.typingNames.value)}</span>;
}

/** "Ada is typing", "Ada, Grace and Alan are typing", "Several people are typing"; empty without names. */
function typingSentence(names: readonly string[]): string {
  const { typing, severalTyping } = words().composer;
  if (names.length === 0) return "";
  return names.length > MOST_NAMES ? severalTyping : pluralForm(typing(formatNames(names)), names.length);
}
