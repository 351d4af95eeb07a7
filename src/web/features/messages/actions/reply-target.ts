/** The message that the next one answers: kept over a reload, and let go of when it is deleted. */
import { effect, type Signal, untracked } from "@preact/signals";
import type { Message } from "../../../../shared/contract/message.ts";
import type { RoomClient } from "../../../core/room-client.ts";
import type { Draft } from "../../../storage/draft.ts";

/**
 * @param replyTarget what the composer answers; set here to what was kept, once the room has it
 * @param gone says that the message is not there any more
 */
export function keepReply(
  { quotes, opened }: Pick<RoomClient, "quotes" | "opened">,
  replyTarget: Signal<Message | undefined>,
  draft: Draft,
  gone: () => void,
): void {
  let kept = draft.replyTo;
  effect(() => {
    if (kept === undefined || !opened.value) return;
    const quoted = replyTarget.value ?? quotes.find(kept);
    if (quoted === undefined) return;
    kept = undefined;
    if (quoted !== "gone") replyTarget.value = quoted;
    else untracked(letGo);
  });
  effect(() => {
    const message = replyTarget.value;
    if (message === undefined) {
      if (kept === undefined) draft.replyTo = undefined;
      return;
    }
    draft.replyTo = message.seq;
    const quoted = quotes.known(message.seq) ?? message;
    if (quoted === "gone" || quoted.deleted) untracked(letGo);
  });
  function letGo(): void {
    replyTarget.value = undefined;
    draft.replyTo = undefined;
    gone();
  }
}
