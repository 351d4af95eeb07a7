/** The side with the rooms this device has been to. */
import { CloseButton } from "../look/close-button.tsx";
import { Logo } from "../look/icons.tsx";
import { dialogWords } from "../words/dialogs/index.ts";
import { spoken } from "../words/dictionary.ts";
import { words } from "../words/room/index.ts";
import { LateBody } from "./late-body.tsx";
import { useRoom } from "./room-context.ts";
import { Side } from "./side.tsx";

const loadRooms = () => spoken(import("./rooms-list.tsx"), dialogWords).then(({ RoomsList }) => RoomsList);

export function RoomsSide() {
  const { rooms } = useRoom();
  const said = words().rooms;
  return (
    <Side panel={rooms} label={said.title}>
      <div class="side-head">
        <a class="wordmark" href="/">
          <Logo />
          Socket Rocket
        </a>
        {rooms.wide.value ? null : <CloseButton close={() => rooms.dismiss()} title={words().closeTip} />}
      </div>
      <nav class="side-body" aria-label={said.onDevice}>
        <h2 class="side-title">{said.title}</h2>
        <LateBody load={loadRooms} always />
      </nav>
    </Side>
  );
}
