/** The reactions to a message. */
import type { Reaction } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";

/**
 * The reactions after a user added or removed an emoji.
 *
 * @returns the same list where there is nothing to change
 * @throws {RoomError} `too_large` when the message has as many as it can hold
 */
export function withReaction(
  reactions: readonly Reaction[],
  id: string,
  { emoji, on }: { emoji: string; on: boolean },
  limits: Pick<Limits, "emojiPerMessage" | "reactionsPerMessage">,
): readonly Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.ids.includes(id) ?? false) === on) return reactions;
  if (!on) {
    return reactions
      .map((reaction) =>
        reaction === known ? { emoji, ids: reaction.ids.filter((other) => other !== id) } : reaction,
      )
      .filter(({ ids }) => ids.length > 0);
  }
  const total = reactions.reduce((sum, { ids }) => sum + ids.length, 0);
  if (total >= limits.reactionsPerMessage) {
    throw new RoomError("too_large", `A message takes at most ${limits.reactionsPerMessage} reactions.`);
  }
  if (known !== undefined) {
    return reactions.map((reaction) =>
      reaction === known ? { emoji, ids: [...reaction.ids, id] } : reaction,
    );
  }
  if (reactions.length >= limits.emojiPerMessage) {
    throw new RoomError("too_large", `A message takes at most ${limits.emojiPerMessage} different emoji.`);
  }
  return [...reactions, { emoji, ids: [id] }];
}
