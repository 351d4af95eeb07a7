/** The rooms this device was in last. */
import { roomPath } from "../../protocol/room-name.ts";
import type { VisitedRoom } from "../device/visited-rooms.ts";
import { exactTime, timeAgo } from "../text/times.ts";
import { landingWords } from "../words/landing/index.ts";

const SHOWN = 8;

export function RecentRooms({ rooms, now }: { rooms: readonly VisitedRoom[]; now: number }) {
  if (rooms.length === 0) return null;
  return (
    <nav class="recent" aria-labelledby="recent">
      <h2 id="recent">{landingWords().recent}</h2>
      <ul class="recent-list">
        {rooms.slice(0, SHOWN).map(({ name, at }) => (
          <li key={name}>
            <a href={roomPath(name)}>
              <bdi class="recent-name">{name}</bdi>
              <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
                {timeAgo(at, now)}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
