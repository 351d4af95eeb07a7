/** How the page is connected, in words. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConnectionState } from "../room/connection-state.ts";
import { waitingCount } from "../text/people.ts";
import { useRoom } from "./room-context.ts";

export function ConnectionStatus() {
  const { room } = useRoom();
  const state = room.connection.state.value;
  const now = useNow(state.kind === "waiting");
  const waiting = room.outbox.waiting.value;
  return (
    <div class="connection" data-state={state.kind}>
      <span class="connection-dot" />
      <span class="number">
        {sentence(state, now)}
        {waiting > 0 && state.kind !== "live" ? `, ${waitingCount(waiting)}` : ""}
      </span>
      {state.kind === "waiting" ? (
        <button type="button" class="link-button" onClick={() => room.connect()}>
          Retry now
        </button>
      ) : null}
      <span class="hidden-visually" role="status">
        {spoken(state)}
      </span>
    </div>
  );
}

function sentence(state: ConnectionState, now: number): string {
  switch (state.kind) {
    case "connecting":
      return "Connecting";
    case "live":
      return state.transport === "polling" ? "Live over long-polling" : "Live";
    case "waiting":
      return `Reconnecting in ${Math.max(1, Math.ceil((state.retryAt - now) / 1_000))} s`;
    case "offline":
      return "Offline";
    case "refused":
      return state.code === "room_full" ? "Room full" : "Not let in";
  }
}

/** The same for a screen reader, without a countdown. */
const spoken = (state: ConnectionState): string =>
  state.kind === "waiting" ? "Connection lost, reconnecting" : state.kind === "live" ? "Connected" : "";

/** The time, twice a second while it is `running`, so that no second of a countdown is skipped. */
function useNow(running: boolean): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    if (!running) return;
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 500);
    return () => clearInterval(timer);
  }, [running, now]);
  return running ? now.value : Date.now();
}
