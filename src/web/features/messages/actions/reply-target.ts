/** Stores the message that the next one replies to over a reload, and drops it if it is deleted. */
import { effect, type Signal, untracked } from "@preact/signals";
import type { Message } from "../../../../shared/contract/message.ts";
import type { RoomClient } from "../../../core/room-client.ts";
import type { Draft } from "../../../storage/draft.ts";

/**
 * @param replyTarget the message to reply to; set here to the stored one once the room has it
 * @param onDeleted tells the user that the message is deleted
 */
export function bindReplyTarget(
  { quotes, opened }: Pick<RoomClient, "quotes" | "opened">,
  replyTarget: Signal<Message | undefined>,
  draft: Draft,
  onDeleted: () => void,
): void {
  let storedSeq = draft.replyTo;
  effect(() => {
    if (storedSeq === undefined || !opened.value) return;
    const quoted = replyTarget.value ?? quotes.find(storedSeq);
    if (quoted === undefined) return;
    storedSeq = undefined;
    if (quoted !== "gone") replyTarget.value = quoted;
    else untracked(clear);
  });
  effect(() => {
    const message = replyTarget.value;
    if (message === undefined) {
      if (storedSeq === undefined) draft.replyTo = undefined;
      return;
    }
    draft.replyTo = message.seq;
    const quoted = quotes.known(message.seq) ?? message;
    if (quoted === "gone" || quoted.deleted) untracked(clear);
  });
  function clear(): void {
    replyTarget.value = undefined;
    draft.replyTo = undefined;
    onDeleted();
  }
}
