/** The reactions of a message: who reacted, and a button to add or remove your own. */
import type { Message } from "../../../../shared/contract/message.ts";
import { formatNames } from "../../../i18n/names.ts";
import { formatCount, formatNumber } from "../../../i18n/plural.ts";
import { words } from "../../../i18n/room/index.ts";
import { useRoom } from "../../context/room-context.ts";
import { messageTools } from "../actions/lazy-message-tools.ts";
import { lineAround } from "../list/message-elements.ts";

/** How many names a reaction lists. */
const MOST_NAMES = 20;

export function Reactions({ message }: { message: Message }) {
  const context = useRoom();
  const { room } = context;
  if (message.reactions === undefined || message.reactions.length === 0) return null;
  const yourId = room.memberList.you.value?.id;
  const toggle = async (button: HTMLElement, emoji: string, on: boolean) => {
    const line = lineAround(button);
    const tools = await messageTools.load().catch(() => undefined);
    if (tools === undefined) return context.toast.showNotLoaded();
    await tools.react(context, message.seq, emoji, on);
    // A reaction without people disappears: its focus moves to the message, unless the list took it.
    const at = document.activeElement;
    if (!on && isLast(message, emoji) && (at === button || at?.matches("body, .list")))
      line?.focus({ preventScroll: true });
  };
  return (
    <div class="reactions">
      {message.reactions.map(({ emoji, ids }) => {
        const isYours = yourId !== undefined && ids.includes(yourId);
        const names = namesOf(ids, (id) => (id === yourId ? words().people.you : room.people.labelById(id)));
        return (
          <button
            key={emoji}
            type="button"
            class="reaction"
            aria-pressed={isYours}
            aria-label={words().message.reaction(emoji, formatNumber(ids.length), names)}
            title={names}
            onClick={({ currentTarget }) => void toggle(currentTarget, emoji, !isYours)}
          >
            <span class="emoji">{emoji}</span>
            <span class="number">{formatNumber(ids.length)}</span>
          </button>
        );
      })}
    </div>
  );
}

/** "You, Ada and 3 people": as many names as fit, and the number of all others. */
function namesOf(ids: readonly string[], nameOf: (id: string) => string | undefined): string {
  const names = ids.flatMap((id) => nameOf(id) ?? []).slice(0, MOST_NAMES);
  const rest = ids.length - names.length;
  if (rest === 0) return formatNames(names);
  return formatNames([...names, formatCount(words().announcements.severalPeople, rest)]);
}

/** Whether only one person reacted with `emoji`. */
const isLast = ({ reactions }: Message, emoji: string): boolean =>
  (reactions?.find((reaction) => reaction.emoji === emoji)?.ids.length ?? 0) <= 1;
