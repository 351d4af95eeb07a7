/** What really travels between this page and its room, and why it is so little. */

import type { RoomClient } from "../room/room-client.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { wireWords } from "../words/wire/index.ts";
import { Drawer } from "./drawer.tsx";
import { FrameList } from "./frame-list.tsx";
import { Handshake } from "./handshake.tsx";
import { Totals } from "./totals.tsx";
import { WireTap } from "./wire-tap.ts";

/** One tap a room: it goes on counting while the view is closed. */
const taps = new WeakMap<RoomClient, WireTap>();

export function WireView({ close }: DialogProps) {
  const { room } = useRoom();
  const tap = taps.get(room) ?? new WireTap(room.connection.engine);
  taps.set(room, tap);
  const state = room.connection.state.value;
  const said = wireWords();
  const transport = state.kind === "live" ? state.transport : undefined;
  return (
    <Drawer title={said.title} close={close}>
      <p class="wire-lead">{transport === "polling" ? said.leadPolling : said.leadWebSocket}</p>
      <div class="wire-switch">
        <button
          type="button"
          class="button"
          disabled={transport === undefined}
          onClick={() => room.connection.reconnectBy(transport === "polling" ? "websocket" : "polling")}
        >
          {transport === "polling" ? said.byWebSocket : said.byPolling}
        </button>
        <button type="button" class="button" onClick={() => tap.clear()}>
          {said.countAnew}
        </button>
      </div>
      <Totals totals={tap.totals.value} transport={transport} />
      <Handshake room={room.name} transport={transport} />
      <FrameList frames={tap.frames.value} />
    </Drawer>
  );
}
