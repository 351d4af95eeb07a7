/** Switches to another room by a few letters of its name. */
import { useSignal } from "@preact/signals";
import { parseRoomName, ROOM_NAME_LENGTH, type RoomNameFault, roomPath } from "../../../shared/room-name.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { titleOf } from "../../storage/visited-rooms.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";

const MAX_ROOMS = 8;

export function RoomSwitcher({ close }: DialogProps) {
  const { visitedRooms, room, navigate: goTo } = useRoom();
  const { roomSwitcher } = dialogWords();
  const query = useSignal("");
  const selected = useSignal(0);
  const typed = parseRoomName(query.value);
  const search = query.value.trim().toLocaleLowerCase();
  const titles = new Map(visitedRooms.value.map((one) => [one.name, titleOf(one)]));
  const known = [...titles]
    .filter(([name, title]) => `${name}\n${title}`.toLocaleLowerCase().includes(search))
    .map(([name]) => name)
    .filter((name) => name !== room.name);
  const names = [...new Set(typed.ok ? [...known, typed.name] : known)].slice(0, MAX_ROOMS);
  const go = (name: string | undefined) => {
    if (name === undefined) return;
    close();
    goTo(roomPath(name));
  };
  return (
    <Modal title={roomSwitcher.title} close={close}>
      <input
        class="field"
        autofocus
        value={query.value}
        role="combobox"
        aria-label={roomSwitcher.field}
        aria-expanded={names.length > 0}
        aria-controls="room-switcher-list"
        aria-activedescendant={names.length > 0 ? `room-option-${selected.value}` : undefined}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          selected.value = 0;
        }}
        onKeyDown={(event) => {
          const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
          if (step !== 0 && names.length > 0) {
            event.preventDefault();
            selected.value = (selected.value + step + names.length) % names.length;
          }
          if (event.key === "Enter") go(names[selected.value]);
        }}
      />
      <div id="room-switcher-list" role="listbox" aria-label={roomSwitcher.list} class="room-switcher-list">
        {names.map((name, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
          <div
            key={name}
            id={`room-option-${index}`}
            class="choice"
            role="option"
            tabIndex={-1}
            aria-selected={index === selected.value}
            onClick={() => go(name)}
          >
            <bdi class="panel-row-text">{titles.get(name) ?? name}</bdi>
            {(titles.get(name) ?? name) === name ? null : <bdi class="panel-row-note">{name}</bdi>}
          </div>
        ))}
      </div>
      <div role="status">
        {names.length > 0 || typed.ok ? null : <p class="panel-note">{nameError(typed.fault)}</p>}
      </div>
    </Modal>
  );
}

function nameError(fault: RoomNameFault): string {
  const { empty, too_long, characters } = dialogWords().roomSwitcher.nameErrors;
  return { empty, characters, too_long: too_long(formatNumber(ROOM_NAME_LENGTH)) }[fault];
}
