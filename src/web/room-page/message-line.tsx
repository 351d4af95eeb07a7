/** One message: its text, its time, and, where the room refused it, why and what to do. */
import { computed, useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { isLong } from "../../protocol/long-text.ts";
import type { RoomClient } from "../room/room-client.ts";
import { speaksTo } from "../text/mentions.ts";
import { stopwatch } from "../text/times.ts";
import { words } from "../words/room/index.ts";
import { answersTo } from "./answers-to.ts";
import { Attachments } from "./attachments.tsx";
import { isStored, type Row } from "./conversation.ts";
import { messageTools, useLatePart } from "./late-parts.ts";
import { MessageText } from "./message-text.tsx";
import { MessageTime } from "./message-time.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { useRoom } from "./room-context.ts";
import { useRest } from "./use-now.ts";

export function MessageLine({ row }: { row: Row }) {
  const { message, pending } = row;
  const { room, follow, attention } = useRoom();
  const attended = useComputed(() => attention.line.value === row.key).value;
  const asked = useComputed(() => attention.editing.value === row.key).value;
  const long = isLong(row.text);
  const tools = useLatePart(messageTools, attended || asked || long || pending?.refused !== undefined);
  const editing = asked && tools !== undefined;
  const state = pending === undefined ? undefined : pending.refused ? "refused" : "sending";
  // Computed apart, so that a line is rendered again only where the answer changes.
  const toYou = useMemo(() => computed(() => isToReader(room, row)), [room, row]).value;
  const deleted = message?.deleted === true;
  return (
    // Rows come and go as one scrolls: the anchor and the arrow keys know a line by its key.
    <div
      class="line"
      data-line={row.key}
      data-target={follow.target.value === row.key || undefined}
      data-state={state}
      data-to-you={toYou || undefined}
      data-deleted={deleted || undefined}
      data-attended={attended || undefined}
      tabIndex={-1}
    >
      {row.beginsGroup ? null : <MessageTime class="line-time" at={row.at} />}
      {row.replyTo === undefined || deleted ? null : <Quote seq={row.replyTo} />}
      {deleted && !editing ? <p class="text">{words().message.deleted}</p> : null}
      {editing && message !== undefined ? <tools.EditForm message={message} /> : null}
      {!deleted && !editing && row.text !== "" ? (
        long && tools !== undefined ? (
          <tools.LongText text={row.text} row={row.key} seq={message?.seq} />
        ) : long ? (
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
      {attended && !editing && tools !== undefined && isStored(row) ? <tools.ActionBar row={row} /> : null}
      {state === "sending" && pending !== undefined ? <Sending nonce={pending.nonce} /> : null}
      {pending?.refused === undefined || tools === undefined ? null : (
        <tools.Refused message={pending} refusal={pending.refused} />
      )}
    </div>
  );
}

/** Whether a message speaks to the reader by name, or answers one of theirs. */
function isToReader(room: RoomClient, row: Row): boolean {
  const you = room.roster.you.value;
  if (row.own || you === undefined) return false;
  if (row.text.includes("@") && speaksTo(row.text, you.name, room.company.mentions.value)) return true;
  return answersTo(room, row, you.id);
}

/** Messages leave one at a time: only of the next one it is known when. */
function Sending({ nonce }: { nonce: string }) {
  const { outbox, rules } = useRoom().room;
  const isNext = useComputed(() => outbox.messages.value.find(({ refused }) => !refused)?.nonce === nonce);
  const rest = useRest(rules.pace.mayWriteAt.value);
  if (isNext.value && outbox.silent.value) return <span class="leaves">{words().message.noAnswer}</span>;
  if (rest === 0 || !isNext.value) return <span class="hidden-visually">{words().message.sending}</span>;
  return <span class="leaves number">{words().message.leavesIn(stopwatch(rest))}</span>;
}
