/** What really travels between this page and its room, and why it is so little. */

import type { RoomClient } from "../room/room-client.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { useRoom } from "../room-page/room-context.ts";
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
  const transport = state.kind === "live" ? state.transport : undefined;
  return (
    <Drawer title="On the wire" close={close}>
      <p class="wire-lead">
        {transport === "polling"
          ? "This room now talks by long-polling: every message waits for an HTTP request, and each request repeats its headers."
          : "This room talks over a WebSocket: one HTTP request opened it, and since then a message costs its own bytes and a few more."}{" "}
        Write something and watch it pass.
      </p>
      <div class="wire-switch">
        <button
          type="button"
          class="button"
          disabled={transport === undefined}
          onClick={() => room.connection.reconnectBy(transport === "polling" ? "websocket" : "polling")}
        >
          {transport === "polling" ? "Reconnect by WebSocket" : "Reconnect by long-polling"}
        </button>
        <button type="button" class="button" onClick={() => tap.clear()}>
          Count anew
        </button>
      </div>
      <Totals totals={tap.totals.value} transport={transport} />
      <Handshake room={room.name} transport={transport} />
      <FrameList frames={tap.frames.value} />
    </Drawer>
  );
}
