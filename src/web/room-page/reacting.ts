/** Emoji under messages. */
import { reasonOf } from "../text/reasons.ts";
import { lateWords } from "../words/late/index.ts";
import type { RoomPageContext } from "./room-context.ts";

/** Puts an emoji under a message, or takes one's own away. */
export async function react(
  { room, toast, emojiUse }: RoomPageContext,
  seq: number,
  emoji: string,
  on: boolean,
): Promise<void> {
  if (on) emojiUse.note(emoji);
  const error = await room.actions.react(seq, emoji, on);
  if (error !== undefined) toast.say(lateWords().tools.noReaction(reasonOf(error)));
}
