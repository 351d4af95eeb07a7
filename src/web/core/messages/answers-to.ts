/** Whether a message answers one of somebody's, as far as the page knows that one. */
import type { Message } from "../../../shared/contract/message.ts";
import type { RoomClient } from "../room-client.ts";

export function isReplyTo(
  { quotes }: RoomClient,
  { replyTo }: Pick<Message, "replyTo">,
  id: string,
): boolean {
  const quoted = replyTo === undefined ? undefined : quotes.known(replyTo);
  return quoted !== undefined && quoted !== "gone" && quoted.from.id === id;
}
