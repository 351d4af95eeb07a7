/** The rooms that this device opened last. */
import { RECENT_ROOMS_SHOWN } from "../../../shared/contract/page-preview.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { timeAgo } from "../../core/text/time-spans.ts";
import { exactTime } from "../../core/text/times.ts";
import { landingWords } from "../../i18n/landing/index.ts";
import { titleOf, type VisitedRoom } from "../../storage/visited-rooms.ts";

export function RecentRooms({ rooms, now }: { rooms: readonly VisitedRoom[]; now: number }) {
  if (rooms.length === 0) return null;
  return (
    <nav class="recent" aria-labelledby="recent">
      <h2 id="recent">{landingWords().recentRooms}</h2>
      <ul class="recent-list">
        {rooms.slice(0, RECENT_ROOMS_SHOWN).map((room) => (
          <li key={room.name}>
            <a href={roomPath(room.name)} title={room.name}>
              <bdi class="recent-name">{titleOf(room)}</bdi>
              <time dateTime={new Date(room.at).toISOString()} title={exactTime(room.at)}>
                {timeAgo(room.at, now)}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
