/** The panel that lists the rooms visited on this device. */

import { dialogWords } from "../../i18n/dialogs/index.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { words } from "../../i18n/room/index.ts";
import { CloseButton } from "../../ui/dialog/close-button.tsx";
import { Logo } from "../../ui/icons/icons.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { LazyBody } from "../context/lazy-body.tsx";
import { useRoom } from "../context/room-context.ts";

const loadRooms = () => withWords(import("./rooms-list.tsx"), dialogWords).then(({ RoomsList }) => RoomsList);

export function RoomsPanel() {
  const { roomsPanel } = useRoom();
  const labels = words().rooms;
  return (
    <SidePanel panel={roomsPanel} label={labels.title}>
      <div class="panel-head">
        <a class="wordmark" href="/">
          <Logo />
          Socket Rocket
        </a>
        {roomsPanel.wide.value ? null : (
          <CloseButton close={() => roomsPanel.closeSheet()} title={words().closeTip} />
        )}
      </div>
      <nav class="panel-body" aria-label={labels.onDevice}>
        <h2 class="panel-title">{labels.title}</h2>
        <LazyBody load={loadRooms} always />
      </nav>
    </SidePanel>
  );
}
