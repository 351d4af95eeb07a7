/** The conversation: older pages on the way up, the newest message at the bottom. */
import { useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { dayName } from "../text/times.ts";
import { Beginning } from "./beginning.tsx";
import { conversationOf } from "./conversation.ts";
import { MessageGroup } from "./message-group.tsx";
import { useRoom } from "./room-context.ts";
import { walkLines } from "./walk-lines.ts";

export function MessageList() {
  const { room, follow } = useRoom();
  const list = useRef<HTMLDivElement>(null);
  const days = useComputed(() =>
    conversationOf(room.timeline.messages.value, room.outbox.messages.value, room.roster.you.value),
  ).value;
  const now = Date.now();

  useEffect(() => (list.current === null ? undefined : follow.attach(list.current)), [follow]);
  useLayoutEffect(() => follow.settle());

  return (
    <div
      ref={list}
      class="list"
      role="log"
      aria-live="off"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach it to scroll it.
      tabIndex={0}
      onKeyDown={(event) => walkLines(event, event.currentTarget)}
    >
      <div class="list-content measure">
        <OlderMessages />
        {days.map((day) => (
          <section key={day.key} aria-label={dayName(day.at, now)}>
            <h2 class="day">{dayName(day.at, now)}</h2>
            {day.groups.map((group) => (
              <MessageGroup key={group.key} group={group} />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

/** What stands above the oldest message loaded. */
function OlderMessages() {
  const { room } = useRoom();
  if (!room.timeline.hasOlder.value) return <Beginning />;
  if (room.older.value === "failed") {
    return (
      <div class="older">
        <span>Older messages did not load.</span>
        <button type="button" class="link-button" onClick={() => void room.loadOlder()}>
          Try again
        </button>
      </div>
    );
  }
  return <div class="older">{room.older.value === "loading" ? "Loading older messages" : ""}</div>;
}
