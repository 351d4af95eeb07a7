/** How the page is connected, in words. */
import type { ConnectionState } from "../../core/connection/connection-state.ts";
import { counted, numeral } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { useNow } from "../../ui/use-now.ts";
import { useRoom } from "../context/room-context.ts";

export function ConnectionStatus() {
  const { room, toComposer } = useRoom();
  const state = room.connection.state.value;
  const now = useNow(state.kind === "waiting");
  const waiting = room.outgoing.waiting.value;
  const { connection: said } = words();
  return (
    <div
      class="connection"
      data-state={state.kind}
      title={state.kind === "live" ? sentence(state, now) : undefined}
    >
      <span class="connection-dot" />
      <span class="connection-words number">
        {waiting > 0 && state.kind !== "live"
          ? said.withWaiting(sentence(state, now), counted(said.waiting, waiting))
          : sentence(state, now)}
      </span>
      {state.kind === "waiting" ? (
        <button
          type="button"
          class="link-button"
          onClick={({ detail }) => {
            room.connect();
            // The button goes. Whoever pressed it by a key is not to lose their place with it.
            if (detail === 0) toComposer();
          }}
        >
          {said.retryNow}
        </button>
      ) : null}
      <span class="hidden-visually" role="status">
        {spoken(state)}
      </span>
    </div>
  );
}

function sentence(state: ConnectionState, now: number): string {
  const { connection: said } = words();
  switch (state.kind) {
    case "connecting":
      return said.connecting;
    case "live":
      return state.transport === "polling" ? said.livePolling : said.live;
    case "waiting":
      return (state.silent ? said.silent : said.reconnecting)(
        numeral(Math.max(1, Math.ceil((state.retryAt - now) / 1_000))),
      );
    case "offline":
      return said.offline;
    case "outdated":
      return said.outdated;
    case "refused":
      return state.code === "room_full"
        ? said.roomFull
        : state.code === "not_found"
          ? said.deleted
          : said.refused;
  }
}

/** The same for a screen reader, without a countdown. */
function spoken({ kind }: ConnectionState): string {
  const { spokenLost, spokenLive } = words().connection;
  return kind === "waiting" ? spokenLost : kind === "live" ? spokenLive : "";
}
