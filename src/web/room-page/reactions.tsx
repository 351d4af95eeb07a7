/** The emoji under a message: who put them there, and a press to join in or to step back. */
import type { Message } from "../../protocol/message.ts";
import { listOf } from "../words/names.ts";
import { numeral } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { lineAround } from "./lines.ts";
import { react } from "./message-commands.ts";
import { useRoom } from "./room-context.ts";

export function Reactions({ message }: { message: Message }) {
  const context = useRoom();
  const { room } = context;
  const yours = room.roster.you.value?.id;
  if (message.reactions === undefined || message.reactions.length === 0) return null;
  const toggle = async (button: HTMLElement, emoji: string, on: boolean) => {
    const line = lineAround(button);
    await react(context, message.seq, emoji, on);
    // Nobody's any more, it goes, and the focus with it.
    if (!on && isLast(message, emoji) && document.activeElement === button)
      line?.focus({ preventScroll: true });
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
            onClick={({ currentTarget }) => void toggle(currentTarget, emoji, !mine)}
          >
            <span class="emoji">{emoji}</span>
            <span class="number">{numeral(ids.length)}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Whether `emoji` is under a message for one person only. */
const isLast = ({ reactions }: Message, emoji: string): boolean =>
  (reactions?.find((reaction) => reaction.emoji === emoji)?.ids.length ?? 0) <= 1;
