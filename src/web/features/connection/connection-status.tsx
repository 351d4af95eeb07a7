/** The state of the connection as text. */
import type { ConnectionState } from "../../core/connection/connection-state.ts";
import { formatCount, formatNumber } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { useNow } from "../../ui/use-now.ts";
import { useRoom } from "../context/room-context.ts";

export function ConnectionStatus() {
  const { room, focusComposer } = useRoom();
  const state = room.connection.state.value;
  const now = useNow(state.kind === "waiting");
  const waiting = room.outgoing.waiting.value;
  const { connection } = words();
  return (
    <div
      class="connection"
      data-state={state.kind}
      title={state.kind === "live" ? sentence(state, now) : undefined}
    >
      <span class="connection-dot" />
      <span class="connection-text number">
        {waiting > 0 && state.kind !== "live"
          ? connection.withUnsent(sentence(state, now), formatCount(connection.unsent, waiting))
          : sentence(state, now)}
      </span>
      {state.kind === "waiting" ? (
        <button
          type="button"
          class="link-button"
          onClick={({ detail }) => {
            room.connect();
            // The button disappears: keyboard users keep their place.
            if (detail === 0) focusComposer();
          }}
        >
          {connection.retryNow}
        </button>
      ) : null}
      <span class="hidden-visually" role="status">
        {announcementFor(state)}
      </span>
    </div>
  );
}

function sentence(state: ConnectionState, now: number): string {
  const { connection } = words();
  switch (state.kind) {
    case "connecting":
      return connection.connecting;
    case "live":
      return state.transport === "polling" ? connection.livePolling : connection.live;
    case "waiting":
      return (state.silent ? connection.noResponse : connection.reconnecting)(
        formatNumber(Math.max(1, Math.ceil((state.retryAt - now) / 1_000))),
      );
    case "offline":
      return connection.offline;
    case "outdated":
      return connection.outdated;
    case "refused":
      return state.code === "room_full"
        ? connection.roomFull
        : state.code === "not_found"
          ? connection.deleted
          : connection.rejected;
  }
}

/** The same for screen readers, without a countdown. */
function announcementFor({ kind }: ConnectionState): string {
  const { announceLost, announceConnected } = words().connection;
  return kind === "waiting" ? announceLost : kind === "live" ? announceConnected : "";
}
