/**
 * Stores the last messages of a room, and shows them while it is unreachable.
 *
 * They belong to one user who may read the room. They are deleted when the room says that they may not any more, when
 * the room is deleted, and when another user appears on this device.
 */
import { effect, untracked } from "@preact/signals";
import type { ErrorCode } from "../../../shared/contract/errors.ts";
import type { Message } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";
import type { RoomClient } from "../../core/room-client.ts";
import type { Store } from "../../storage/device-storage.ts";
import {
  deleteAllMessages,
  deleteMessages,
  savedMessages,
  saveMessages,
} from "../../storage/saved-messages.ts";

/** How long after a message the messages are stored, in milliseconds. */
const SAVE_DELAY = 2_000;
/** The storage key of the user that the messages belong to. */
const OWNER_KEY = "kept-for";

/** Whether a rejection means that the user may not read the room. */
const losesAccess = (code: ErrorCode | undefined): boolean =>
  code === "forbidden" || code === "banned" || code === "not_found";

export function saveRoomOffline(room: RoomClient, clock: Clock, store: Store): void {
  let cancel: (() => void) | undefined;
  /** Changes of the stored messages run one after the other. */
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (task: () => Promise<void>) => {
    queue = queue.then(task);
  };
  const save = (messages: readonly Message[]) => {
    cancel?.();
    if (messages.length === 0) enqueue(() => deleteMessages(room.name));
    else cancel = clock.after(SAVE_DELAY, () => enqueue(() => saveMessages(room.name, messages)));
  };
  effect(() => {
    const id = room.memberList.you.value?.id;
    if (id === undefined || store.get(OWNER_KEY) === id) return;
    if (store.get(OWNER_KEY) !== undefined) enqueue(deleteAllMessages);
    store.set(OWNER_KEY, id);
  });
  effect(() => {
    const messages = room.timeline.newest.value;
    if (room.connection.state.value.kind === "live") save(messages);
  });
  effect(() => {
    const state = room.connection.state.value;
    if (state.kind !== "refused" || !losesAccess(state.code)) return;
    cancel?.();
    enqueue(() => deleteMessages(room.name));
    untracked(() => {
      room.withdraw();
      // A passphrase or a new invite may still open a private room: its unsent messages stay.
      if (state.code !== "forbidden") room.outgoing.discardAll();
    });
  });
  let isRestored = false;
  effect(() => {
    const { kind } = room.connection.state.value;
    if (isRestored || room.opened.value || (kind !== "offline" && kind !== "waiting")) return;
    isRestored = true;
    untracked(() => void savedMessages(room.name).then((messages) => room.restore(messages)));
  });
}
