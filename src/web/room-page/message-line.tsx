/** One message of a group: its text, its time, and, where the room refused it, why and what to do. */
import { reasonOf } from "../text/reasons.ts";
import { exactTime, timeOfDay } from "../text/times.ts";
import type { Line } from "./conversation.ts";
import { MessageText } from "./message-text.tsx";
import { useRoom } from "./room-context.ts";

export function MessageLine({ line, first }: { line: Line; first: boolean }) {
  const { message, pending } = line;
  const state = pending === undefined ? undefined : pending.refused ? "refused" : "sending";
  const deleted = message?.deleted === true;
  return (
    <li
      class="line"
      data-line={line.key}
      data-state={state}
      data-deleted={deleted || undefined}
      tabIndex={-1}
    >
      {first ? null : (
        <time class="line-time" dateTime={new Date(line.at).toISOString()} title={exactTime(line.at)}>
          {timeOfDay(line.at)}
        </time>
      )}
      {deleted ? <p class="text">This message was deleted</p> : <MessageText text={line.text} />}
      {message?.editedAt === undefined ? null : <span class="edited">edited</span>}
      {state === "sending" ? <span class="hidden-visually">Sending</span> : null}
      {pending?.refused === undefined ? null : (
        <Refused nonce={pending.nonce} reason={reasonOf(pending.refused)} />
      )}
    </li>
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
