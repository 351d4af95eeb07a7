/** The room's name, how it is connected, and the ways to its two sides. */
import { PeopleIcon, RoomsIcon, SearchIcon, WireIcon } from "../look/icons.tsx";
import { isolated } from "../words/names.ts";
import { numeral } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { ConnectionStatus } from "./connection-status.tsx";
import { withKey } from "./key-tip.ts";
import { useRoom } from "./room-context.ts";

export function Header() {
  const { room, rooms, people, dialogs, singleKeys } = useRoom();
  const count = room.roster.count.value;
  const topic = room.rules.settings.value?.topic ?? "";
  const shown = room.rules.title.value;
  const { header } = words();
  return (
    <header class="header">
      <div class="header-row">
        <button
          type="button"
          class="icon-button"
          aria-label={header.rooms}
          aria-expanded={rooms.open.value}
          aria-keyshortcuts="Control+Shift+L"
          title={withKey(rooms.open.value ? header.foldRooms : header.showRooms, "Ctrl+Shift+L")}
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
                title={withKey(header.about(isolated(shown)), "Ctrl+,")}
                aria-keyshortcuts="Control+,"
                aria-haspopup="dialog"
                onClick={() => {
                  dialogs.open.value = "about";
                }}
              >
                {shown}
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
          aria-label={header.search}
          title={singleKeys.on.value ? header.searchTip : withKey(header.search, "Ctrl+Shift+F")}
          onClick={() => {
            dialogs.open.value = "search";
          }}
        >
          <SearchIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={header.wire}
          aria-keyshortcuts="Control+Shift+Y"
          title={withKey(header.wireTip, "Ctrl+Shift+Y")}
          onClick={() => {
            dialogs.open.value = "wire";
          }}
        >
          <WireIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={header.people(numeral(count))}
          aria-expanded={people.open.value}
          aria-keyshortcuts="Control+Shift+M"
          title={withKey(people.open.value ? header.foldPeople : header.showPeople, "Ctrl+Shift+M")}
          onClick={() => people.toggle()}
        >
          <PeopleIcon />
          {room.opened.value && !(people.wide.value && people.open.value) ? (
            <span class="people-count number">{numeral(count)}</span>
          ) : null}
        </button>
      </div>
    </header>
  );
}
