/**
 * Shows what was said last in a room that cannot be reached, and keeps it up to date while it can.
 *
 * What is kept belongs to one person, who may read the room. It goes as soon as the room says that they may not (any
 * more), or is gone itself, and when somebody else begins to use the device.
 */
import { effect, untracked } from "@preact/signals";
import type { ErrorCode } from "../../../shared/contract/errors.ts";
import type { Message } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";
import type { RoomClient } from "../../core/room-client.ts";
import type { Store } from "../../storage/device-storage.ts";
import {
  forgetAllMessages,
  forgetMessages,
  keepMessages,
  keptMessages,
} from "../../storage/saved-messages.ts";

/** How long after a message what is kept is written again, in milliseconds. */
const SETTLE = 2_000;
/** Under which key the device remembers whose messages it keeps. */
const OWNER = "kept-for";

/** Why a room is not to be read by whoever asks: by nobody, or not by them. */
const isShut = (code: ErrorCode | undefined): boolean =>
  code === "forbidden" || code === "banned" || code === "not_found";

export function keepRoom(room: RoomClient, clock: Clock, store: Store): void {
  let cancel: (() => void) | undefined;
  /** Every change of what is kept follows the one before. */
  let turn: Promise<void> = Promise.resolve();
  const next = (task: () => Promise<void>) => {
    turn = turn.then(task);
  };
  const keep = (messages: readonly Message[]) => {
    cancel?.();
    if (messages.length === 0) next(() => forgetMessages(room.name));
    else cancel = clock.after(SETTLE, () => next(() => keepMessages(room.name, messages)));
  };
  effect(() => {
    const id = room.memberList.you.value?.id;
    if (id === undefined || store.get(OWNER) === id) return;
    if (store.get(OWNER) !== undefined) next(forgetAllMessages);
    store.set(OWNER, id);
  });
  effect(() => {
    const messages = room.timeline.newest.value;
    if (room.connection.state.value.kind === "live") keep(messages);
  });
  effect(() => {
    const state = room.connection.state.value;
    if (state.kind !== "refused" || !isShut(state.code)) return;
    cancel?.();
    next(() => forgetMessages(room.name));
    untracked(() => {
      room.withdraw();
      // A passphrase or a new invite may still open a room that is private: what waits for it stays.
      if (state.code !== "forbidden") room.outgoing.discardAll();
    });
  });
  let asked = false;
  effect(() => {
    const { kind } = room.connection.state.value;
    if (asked || room.opened.value || (kind !== "offline" && kind !== "waiting")) return;
    asked = true;
    untracked(() => void keptMessages(room.name).then((messages) => room.restore(messages)));
  });
}
