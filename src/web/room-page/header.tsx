/** The room's name, how it is connected, and the ways to its two sides. */
import { PeopleIcon, RoomsIcon, SearchIcon, WireIcon } from "../look/icons.tsx";
import { peopleCount } from "../text/people.ts";
import { ConnectionStatus } from "./connection-status.tsx";
import { useRoom } from "./room-context.ts";

export function Header() {
  const { room, rooms, people, dialogs } = useRoom();
  const count = room.roster.count.value;
  const topic = room.settings.value?.topic ?? "";
  return (
    <header class="header">
      <div class="header-row">
        <button
          type="button"
          class="icon-button"
          aria-label="Rooms"
          aria-expanded={rooms.open.value}
          title={rooms.open.value ? "Fold the rooms away" : "Show the rooms"}
          onClick={() => rooms.toggle()}
        >
          <RoomsIcon />
        </button>
        <div class="header-title">
          <div class="header-line">
            <h1 class="room-name" dir="auto">
              <button
                type="button"
                class="room-button"
                title={`About ${room.name}`}
                aria-haspopup="dialog"
                onClick={() => {
                  dialogs.open.value = "about";
                }}
              >
                {room.name}
              </button>
            </h1>
            <ConnectionStatus />
          </div>
          {topic === "" ? null : (
            <p class="topic" dir="auto" title={topic}>
              {topic}
            </p>
          )}
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label="Search"
          title="Search this room (/)"
          onClick={() => {
            dialogs.open.value = "search";
          }}
        >
          <SearchIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="On the wire"
          title="See what travels"
          onClick={() => {
            dialogs.open.value = "wire";
          }}
        >
          <WireIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={`People: ${peopleCount(count)} here`}
          aria-expanded={people.open.value}
          title={people.open.value ? "Fold the people away" : "Show who is here"}
          onClick={() => people.toggle()}
        >
          <PeopleIcon />
          {room.opened.value && !(people.wide.value && people.open.value) ? (
            <span class="people-count number">{count}</span>
          ) : null}
        </button>
      </div>
    </header>
  );
}
