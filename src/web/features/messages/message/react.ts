/** Adds and removes reactions. */
import { failureText } from "../../../i18n/failure-text.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import type { RoomPageContext } from "../../context/room-context.ts";

/** Adds a reaction to a message, or removes the user's own. */
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
