/** Who is writing, on a line of its own that is always there, so that nothing moves when it speaks. */
import { typingSentence } from "../text/people.ts";
import { useRoom } from "./room-context.ts";

export function TypingLine() {
  const { room } = useRoom();
  return <span class="typing">{typingSentence(room.company.typingNames.value)}</span>;
}
