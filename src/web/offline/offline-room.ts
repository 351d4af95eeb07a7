/** Shows what was said last in a room that cannot be reached, and keeps it up to date while it can. */
import { effect, untracked } from "@preact/signals";
import type { Clock } from "../room/clock.ts";
import type { RoomClient } from "../room/room-client.ts";
import { keepMessages, keptMessages } from "./kept-messages.ts";

/** How long after a message what is kept is written again, in milliseconds. */
const SETTLE = 2_000;

export function keepRoom(room: RoomClient, clock: Clock): void {
  let cancel: (() => void) | undefined;
  effect(() => {
    const messages = room.timeline.newest.value;
    if (room.connection.state.value.kind !== "live" || messages.length === 0) return;
    cancel?.();
    cancel = clock.after(SETTLE, () => void keepMessages(room.name, messages));
  });
  let asked = false;
  effect(() => {
    const { kind } = room.connection.state.value;
    if (asked || room.opened.value || (kind !== "offline" && kind !== "waiting")) return;
    asked = true;
    untracked(() => void keptMessages(room.name).then((messages) => room.restore(messages)));
  });
}
