/** One message: its text, its time, and, where the room refused it, why and what to do. */
import { reasonOf } from "../text/reasons.ts";
import { exactTime, timeOfDay } from "../text/times.ts";
import type { Row } from "./conversation.ts";
import { MessageText } from "./message-text.tsx";
import { useRoom } from "./room-context.ts";

export function MessageLine({ row }: { row: Row }) {
  const { message, pending } = row;
  const { follow } = useRoom();
  const state = pending === undefined ? undefined : pending.refused ? "refused" : "sending";
  const deleted = message?.deleted === true;
  return (
    // Rows come and go as one scrolls: the anchor and the arrow keys know a line by its key.
    <div
      class="line"
      data-line={row.key}
      data-target={follow.target.value === row.key || undefined}
      data-state={state}
      data-deleted={deleted || undefined}
      tabIndex={-1}
    >
      {row.beginsGroup ? null : (
        <time class="line-time" dateTime={new Date(row.at).toISOString()} title={exactTime(row.at)}>
          {timeOfDay(row.at)}
        </time>
      )}
      {deleted ? <p class="text">This message was deleted</p> : <MessageText text={row.text} />}
      {message?.editedAt === undefined ? null : <span class="edited">edited</span>}
      {state === "sending" ? <span class="hidden-visually">Sending</span> : null}
      {pending?.refused === undefined ? null : (
        <Refused nonce={pending.nonce} reason={reasonOf(pending.refused)} />
      )}
    </div>
  );
}

function Refused({ nonce, reason }: { nonce: string; reason: string }) {
  const { outbox } = useRoom().room;
  return (
    <div class="failure" role="alert">
      <span>Not sent: {reason}</span>
      <button type="button" class="link-button" onClick={() => void outbox.retry(nonce)}>
        Try again
      </button>
      <button type="button" class="link-button" onClick={() => outbox.discard(nonce)}>
        Delete
      </button>
    </div>
  );
}
