/** One message: text, time, attachments, reactions, and why it was not sent. */
import { computed, useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { isLong } from "../../../../shared/text/long-text.ts";
import { isStored, type Row } from "../../../core/messages/message-rows.ts";
import { isReplyTo } from "../../../core/messages/quotes.ts";
import type { RoomClient } from "../../../core/room-client.ts";
import { mentionsName } from "../../../core/text/mentions.ts";
import { stopwatch } from "../../../core/text/times.ts";
import { words } from "../../../i18n/room/index.ts";
import { useRemainingTime } from "../../../ui/use-now.ts";
import { useRoom } from "../../context/room-context.ts";
import { useLazyModule } from "../../context/use-lazy-module.ts";
import { messageTools } from "../actions/lazy-message-tools.ts";
import { Attachments } from "./attachments.tsx";
import { MessageText } from "./message-text.tsx";
import { MessageTime } from "./message-time.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";

export function MessageLine({ row }: { row: Row }) {
  const { message, pending } = row;
  const { room, scrollAnchor, activeMessage } = useRoom();
  const isActive = useComputed(() => activeMessage.activeKey.value === row.key).value;
  const isEdited = useComputed(() => activeMessage.editedKey.value === row.key).value;
  const isLongText = isLong(row.text);
  const tools = useLazyModule(
    messageTools,
    isActive || isEdited || isLongText || pending?.refused !== undefined,
  );
  const isEditing = isEdited && tools !== undefined;
  const state = pending === undefined ? undefined : pending.refused ? "refused" : "sending";
  // A computed signal of its own, so that the line renders again only if the result changes.
  const mentionsYou = useMemo(() => computed(() => isForReader(room, row)), [room, row]).value;
  const deleted = message?.deleted === true;
  return (
    // Rows come and go while scrolling: the scroll anchor and the arrow keys find a line by its key.
    <div
      class="line"
      data-line={row.key}
      data-target={scrollAnchor.targetKey.value === row.key || undefined}
      data-state={state}
      data-mentions-you={mentionsYou || undefined}
      data-deleted={deleted || undefined}
      data-active={isActive || undefined}
      tabIndex={-1}
    >
      {row.startsGroup ? null : <MessageTime class="line-time" at={row.at} />}
      {row.replyTo === undefined || deleted ? null : <Quote seq={row.replyTo} />}
      {deleted && !isEditing ? <p class="text">{words().message.deleted}</p> : null}
      {isEditing && message !== undefined ? <tools.EditForm message={message} /> : null}
      {!deleted && !isEditing && row.text !== "" ? (
        isLongText && tools !== undefined ? (
          <tools.LongText text={row.text} row={row.key} seq={message?.seq} />
        ) : isLongText ? (
          <div class="long-text" data-folded>
            <MessageText text={row.text} />
          </div>
        ) : (
          <MessageText text={row.text} />
        )
      ) : null}
      {!deleted && row.attachments.length > 0 ? <Attachments attachments={row.attachments} /> : null}
      {message?.editedAt === undefined ? null : <span class="edited">{words().message.edited}</span>}
      {message === undefined || deleted ? null : <Reactions message={message} />}
      {isActive && !isEditing && tools !== undefined && isStored(row) ? <tools.ActionBar row={row} /> : null}
      {state === "sending" && pending !== undefined ? <Sending nonce={pending.nonce} /> : null}
      {pending?.refused === undefined || tools === undefined ? null : (
        <tools.SendFailure message={pending} refusal={pending.refused} />
      )}
    </div>
  );
}

/** Whether a message mentions the user or replies to one of theirs. */
function isForReader(room: RoomClient, row: Row): boolean {
  const you = room.memberList.you.value;
  if (row.own || you === undefined) return false;
  if (row.text.includes("@") && mentionsName(row.text, you.name, room.people.mentions.value)) return true;
  return isReplyTo(room.quotes, row, you.id);
}

/** Messages are sent one at a time: only for the next one the time is known. */
function Sending({ nonce }: { nonce: string }) {
  const { outgoing, settings } = useRoom().room;
  const isNext = useComputed(() => outgoing.messages.value.find(({ refused }) => !refused)?.nonce === nonce);
  const rest = useRemainingTime(settings.slowMode.maySendAt.value);
  if (isNext.value && outgoing.isUnanswered.value)
    return <span class="send-status">{words().message.resending}</span>;
  if (rest === 0 || !isNext.value) return <span class="hidden-visually">{words().message.sending}</span>;
  return <span class="send-status number">{words().message.sendsIn(stopwatch(rest))}</span>;
}
