/** Who is writing, on a line of its own that is always there, so that nothing moves when it speaks. */

import { useRoom } from "../context/room-context.ts";
import { typingSentence } from "./typing-sentence.ts";

export function TypingLine() {
  const { room } = useRoom();
  return <span class="typing">{typingSentence(room.people.typingNames.value)}</span>;
}
