/** The emoji under a message: who put them there, and a press to join in or to step back. */
import type { Message } from "../../protocol/message.ts";
import { reasonOf } from "../text/reasons.ts";
import { listOf } from "../words/names.ts";
import { numeral } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

export function Reactions({ message }: { message: Message }) {
  const { room, toast } = useRoom();
  const yours = room.roster.you.value?.id;
  if (message.reactions === undefined || message.reactions.length === 0) return null;
  const toggle = async (emoji: string, on: boolean) => {
    const error = await room.actions.react(message.seq, emoji, on);
    if (error !== undefined) toast.say(words().message.noReaction(reasonOf(error)));
  };
  return (
    <div class="reactions">
      {message.reactions.map(({ emoji, ids }) => {
        const mine = yours !== undefined && ids.includes(yours);
        const { you, somebody } = words().people;
        const names = listOf(ids.map((id) => (id === yours ? you : (room.nameOf(id) ?? somebody))));
        return (
          <button
            key={emoji}
            type="button"
            class="reaction"
            aria-pressed={mine}
            aria-label={words().message.reaction(emoji, numeral(ids.length), names)}
            title={names}
            onClick={() => void toggle(emoji, !mine)}
          >
            <span class="emoji">{emoji}</span>
            <span class="number">{numeral(ids.length)}</span>
          </button>
        );
      })}
    </div>
  );
}
