/** The header: the room's title, the connection, and buttons for dialogs and both panels. */

import { isFramed } from "../../core/first-load.ts";
import { withTimeout } from "../../core/lazy-module.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { isolate } from "../../i18n/names.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { ChevronIcon, InviteIcon, PeopleIcon, RoomsIcon, SearchIcon } from "../../ui/icons/icons.tsx";
import { withShortcut } from "../../ui/keyboard/key-tooltip.ts";
import { ConnectionStatus } from "../connection/connection-status.tsx";
import { type RoomPageContext, useRoom } from "../context/room-context.ts";

export function Header() {
  const context = useRoom();
  const { room, roomsPanel, peoplePanel, dialogs, singleKeyShortcuts } = context;
  const count = room.memberList.count.value;
  const topic = room.settings.current.value?.topic ?? "";
  const shown = room.settings.title.value;
  const { header } = words();
  return (
    <header class="header">
      <div class="header-row">
        {isFramed() ? null : (
          <button
            type="button"
            class="icon-button"
            aria-label={header.rooms}
            aria-expanded={roomsPanel.open.value}
            aria-keyshortcuts="Control+Shift+L"
            title={withShortcut(roomsPanel.open.value ? header.hideRooms : header.showRooms, "Ctrl+Shift+L")}
            onClick={() => roomsPanel.toggle()}
          >
            <RoomsIcon />
          </button>
        )}
        <div class="header-title">
          <div class="header-line">
            <h1 class="room-name" dir="auto">
              <button
                type="button"
                class="room-button"
                title={header.menu(isolate(shown))}
                aria-haspopup="menu"
                onClick={({ currentTarget }) => void openRoomMenu(context, currentTarget)}
              >
                <span class="room-title">{shown}</span>
                <ChevronIcon />
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
        {room.settings.current.value?.closed ? null : (
          <button
            type="button"
            class="icon-button invite-button"
            aria-haspopup="dialog"
            onClick={() => {
              dialogs.open.value = "invite";
            }}
          >
            <InviteIcon />
            {header.invite}
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={header.search}
          title={singleKeyShortcuts.on.value ? header.searchTip : withShortcut(header.search, "Ctrl+Shift+F")}
          onClick={() => {
            dialogs.open.value = "search";
          }}
        >
          <SearchIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={header.memberCount(formatNumber(count))}
          aria-expanded={peoplePanel.open.value}
          aria-keyshortcuts="Control+Shift+M"
          title={withShortcut(peoplePanel.open.value ? header.hidePeople : header.showPeople, "Ctrl+Shift+M")}
          onClick={() => peoplePanel.toggle()}
        >
          <PeopleIcon />
          {count > 0 && !(peoplePanel.wide.value && peoplePanel.open.value) ? (
            <span class="people-count number">{formatNumber(count)}</span>
          ) : null}
        </button>
      </div>
    </header>
  );
}

/** The menu loads when it is first opened. */
async function openRoomMenu(context: RoomPageContext, button: HTMLElement): Promise<void> {
  try {
    const [{ roomMenu }] = await withTimeout(Promise.all([import("./room-menu.ts"), dialogWords.load()]));
    context.dialogs.openMenu(roomMenu(context, button));
  } catch {
    context.toast.showNotLoaded();
  }
}
