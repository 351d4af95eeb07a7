/** Emoji under messages. */
import { failureText } from "../../../i18n/failure-text.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import type { RoomPageContext } from "../../context/room-context.ts";

/** Puts an emoji under a message, or takes one's own away. */
export async function react(
  { room, toast, emojiUse }: RoomPageContext,
  seq: number,
  emoji: string,
  on: boolean,
): Promise<void> {
  if (on) emojiUse.record(emoji);
  const error = await room.actions.react(seq, emoji, on);
  if (error !== undefined) toast.show(lazyWords().messageActions.notReacted(failureText(error)));
}
