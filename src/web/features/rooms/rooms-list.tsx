/** The list of visited rooms, with buttons for new rooms, shortcuts and the language. */
import { roomPath } from "../../../shared/room-name.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { changeLanguage } from "../../i18n/dictionary.ts";
import { saveLanguage } from "../../i18n/language.ts";
import { compareNames, isolate } from "../../i18n/names.ts";
import { formatCount, formatNumber } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { titleOf, type VisitedRoom } from "../../storage/visited-rooms.ts";
import { CloseIcon, SearchIcon } from "../../ui/icons/icons.tsx";
import { DraftIcon, PlusIcon } from "../../ui/icons/menu-icons.tsx";
import { withShortcut } from "../../ui/keyboard/key-tooltip.ts";
import { LanguageMenu } from "../../ui/language-menu.tsx";
import { useRoom } from "../context/room-context.ts";

export function RoomsList() {
  const { room, roomsPanel, visitedRooms, dialogs, toast, singleKeyShortcuts } = useRoom();
  // Sorted by name, so that each room keeps its place.
  const sortedRooms = [...visitedRooms.value].sort((a, b) => compareNames(titleOf(a), titleOf(b)));
  const labels = dialogWords().rooms;
  return (
    <>
      <ul>
        {sortedRooms.map((visited) => (
          <RoomRow key={visited.name} visited={visited} isOpen={visited.name === room.name} />
        ))}
      </ul>
      <button
        type="button"
        class="panel-row quiet"
        aria-haspopup="dialog"
        onClick={() => {
          roomsPanel.closeSheet();
          dialogs.open.value = "new-room";
        }}
      >
        <PlusIcon />
        <span class="panel-row-text">{labels.newRoom}</span>
      </button>
      <a class="panel-row" href="/">
        <SearchIcon />
        <span class="panel-row-text">{labels.browse}</span>
      </a>
      <p class="panel-note">
        <button
          type="button"
          class="link-button"
          title={singleKeyShortcuts.on.value ? labels.shortcutsTip : withShortcut(labels.shortcuts, "Ctrl+/")}
          onClick={() => {
            roomsPanel.closeSheet();
            dialogs.open.value = "shortcuts";
          }}
        >
          {labels.shortcuts}
        </button>
      </p>
      <LanguageMenu
        label={words().language}
        choose={(language) =>
          void changeLanguage(language).then(
            () => saveLanguage(language),
            () => toast.showNotLoaded(),
          )
        }
      />
    </>
  );
}

/** A room with its activity, and a button that removes it from the list. */
function RoomRow({ visited, isOpen }: { visited: VisitedRoom; isOpen: boolean }) {
  const { roomActivity, removeRoom, roomsPanel, navigate } = useRoom();
  const labels = dialogWords().rooms;
  const { name } = visited;
  const title = titleOf(visited);
  const activity = isOpen ? undefined : roomActivity.value.get(name);
  const isNew = activity !== undefined && (activity.unread || activity.mentions > 0);
  return (
    <li class="room-row">
      <a
        class="panel-row"
        href={roomPath(name)}
        aria-current={isOpen ? "page" : undefined}
        data-unread={isNew || undefined}
        title={name}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          roomsPanel.closeSheet();
          navigate(roomPath(name));
        }}
      >
        <bdi class="panel-row-text">{title}</bdi>
        {activity?.draft ? (
          <span class="room-mark" role="img" aria-label={labels.draft} title={labels.draft}>
            <DraftIcon />
          </span>
        ) : null}
        {activity === undefined || !isNew ? null : activity.mentions > 0 ? (
          <span class="room-mentions number">
            <span aria-hidden="true">{formatNumber(activity.mentions)}</span>
            <span class="hidden-visually">{formatCount(labels.mentions, activity.mentions)}</span>
          </span>
        ) : (
          <span class="room-dot" role="img" aria-label={labels.unread} title={labels.unread} />
        )}
      </a>
      <button
        type="button"
        class="icon-button room-remove"
        aria-label={labels.remove(isolate(title))}
        title={labels.remove(isolate(title))}
        onClick={() => void removeRoom(name)}
      >
        <CloseIcon />
      </button>
    </li>
  );
}

/** Whether a click opens the link in this tab. */
const isPlainClick = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;
