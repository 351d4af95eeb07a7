/** The rooms this device has been to, and the way to others. */
import { roomPath } from "../../protocol/room-name.ts";
import { CloseIcon, Logo, PlusIcon } from "../look/icons.tsx";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

export function RoomsSide() {
  const { room, rooms, visited, dialogs } = useRoom();
  // By name, so that a room keeps its place however often one goes there.
  const byName = [...visited].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Side panel={rooms} label="Rooms">
      <div class="side-head">
        <a class="wordmark" href="/">
          <Logo />
          Socket Rocket
        </a>
        {rooms.wide.value ? null : (
          <button type="button" class="icon-button" aria-label="Close" onClick={() => rooms.dismiss()}>
            <CloseIcon />
          </button>
        )}
      </div>
      <nav class="side-body" aria-label="Rooms on this device">
        <h2 class="side-title">Rooms</h2>
        <ul>
          {byName.map(({ name }) => (
            <li key={name}>
              <a
                class="side-row"
                href={roomPath(name)}
                aria-current={name === room.name ? "page" : undefined}
                title={name}
              >
                <bdi class="side-row-text">{name}</bdi>
              </a>
            </li>
          ))}
        </ul>
        <a class="side-row" href="/">
          <PlusIcon />
          <span class="side-row-text">Open another room</span>
        </a>
        <p class="side-note">
          <button
            type="button"
            class="link-button"
            title="Keys (?)"
            onClick={() => {
              rooms.dismiss();
              dialogs.open.value = "keys";
            }}
          >
            What the keys do
          </button>
        </p>
      </nav>
    </Side>
  );
}
