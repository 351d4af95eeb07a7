/** One row of the list: the day and the author if they change, and the message. */
import { useComputed } from "@preact/signals";
import { hueOf } from "../../../../shared/avatar.ts";
import type { Row } from "../../../core/messages/message-rows.ts";
import { dayName } from "../../../core/text/times.ts";
import { isolate } from "../../../i18n/names.ts";
import { words } from "../../../i18n/room/index.ts";
import { Avatar } from "../../../ui/icons/avatar.tsx";
import { PersonTags } from "../../context/person-tags.tsx";
import { useRoom } from "../../context/room-context.ts";
import { MessageLine } from "../message/message-line.tsx";
import { MessageTime } from "../message/message-time.tsx";

/** @param today the start of the user's day, in milliseconds since the epoch: unlike the time, it rarely changes */
export function MessageRow({ row, today }: { row: Row; today: number }) {
  const { unread } = useRoom();
  const beginsUnread = useComputed(
    () => row.message !== undefined && unread.marker.value === row.message.seq,
  );
  return (
    <li class="row" data-row={row.key} data-begins-group={row.startsGroup || undefined}>
      {row.startsDay ? <h2 class="day">{dayName(row.at, today)}</h2> : null}
      {beginsUnread.value ? (
        <p class="unread">
          <span>{words().list.unread}</span>
        </p>
      ) : null}
      <div class="row-body">
        {row.startsGroup ? <AuthorHead row={row} /> : null}
        <MessageLine row={row} />
      </div>
    </li>
  );
}

/** Keyboard users open the profile from the message's actions: a tab stop for each author would be too many. */
function AuthorHead({ row: { author, own, at } }: { row: Row }) {
  const { room, dialogs } = useRoom();
  const sanction = room.sanctions.kindOf(author.id);
  return (
    <h3 class="group-head">
      <button
        type="button"
        class="author-button"
        tabIndex={-1}
        aria-haspopup="dialog"
        title={words().people.about(isolate(author.name))}
        onClick={() => dialogs.openProfile(author)}
      >
        <Avatar id={author.id} name={author.name} />
        <bdi class={own ? "author own" : "author"} style={{ "--hue": String(hueOf(author.id)) }}>
          {author.name}
        </bdi>
      </button>
      <PersonTags id={author.id} />
      {sanction === undefined ? null : <span class="group-note">{words().people[sanction]}</span>}
      <MessageTime class="group-time" at={at} />
    </h3>
  );
}
