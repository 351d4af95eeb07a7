/** Opens a room: creates its client and what the features share, and disposes of them when it is left. */
import { effect, signal, untracked } from "@preact/signals";
import type { Message } from "../../shared/contract/message.ts";
import { clockUntil } from "../core/clock.ts";
import type { FirstMessages } from "../core/messages/first-messages.ts";
import { isReplyTo } from "../core/messages/quotes.ts";
import { Unread } from "../core/messages/unread.ts";
import { reloadOnce } from "../core/reload-once.ts";
import { RoomClient } from "../core/room-client.ts";
import { mentionsName } from "../core/text/mentions.ts";
import type { PageContext, RoomPageContext } from "../features/context/room-context.ts";
import { RoomAttachments } from "../features/files/attachments-draft.ts";
import { ActiveMessageTracker } from "../features/messages/actions/active-message.ts";
import { bindReplyTarget } from "../features/messages/actions/reply-target.ts";
import {
  goToMessage,
  goToNewest,
  messageInAddress,
  restoreScrollPosition,
} from "../features/messages/list/go-to-message.ts";
import { MessageListScroll } from "../features/messages/list/scroll-anchor.ts";
import { RoomNotifications } from "../features/notifications/room-notifications.ts";
import { saveRoomOffline } from "../features/offline/offline-room.ts";
import { fileWords } from "../i18n/files/index.ts";
import { words } from "../i18n/room/index.ts";
import { Draft } from "../storage/draft.ts";
import { savedMessages } from "../storage/saved-messages.ts";
import type { ScrollPosition } from "../storage/scroll-positions.ts";
import { updateTitle } from "../storage/visited-rooms.ts";

export interface OpenRoom {
  name: string;
  context: RoomPageContext;
  connect(): void;
  /** Leaves the room: ends its socket, timers and listeners. */
  close(): void;
}

interface OpenRoomOptions {
  /** The scroll position to restore. */
  position: ScrollPosition | undefined;
  /** The messages to show until the room answers; by default those stored on this device. */
  first: FirstMessages | undefined;
}

export function openRoom(name: string, page: PageContext, { position, first }: OpenRoomOptions): OpenRoom {
  const { store, profile, toast, visitedRooms } = page;
  const leaving = new AbortController();
  const { signal: left } = leaving;
  const clock = clockUntil(left);
  const attachmentsDraft = new RoomAttachments(store, name, async (uploads) => {
    const [{ createUploads }] = await Promise.all([
      import("../features/files/file-tools.ts"),
      fileWords.load(),
    ]);
    return createUploads(uploads, store, name, profile, left);
  });
  const room = new RoomClient(name, {
    files: attachmentsDraft,
    store,
    clock,
    profile,
    left,
    reload: reloadOnce,
    storedTitle: visitedRooms.peek()[0]?.title,
    received: (messages, you) => notifications.notify(messages, you),
    visibleSeq: () => scrollAnchor.seqInView,
    originalDeleted: () => toast.show(words().reply.deleted),
  });
  const { history, timeline } = room;
  const draft = new Draft(store, name);
  const replyTarget = signal<Message | undefined>(undefined);
  bindReplyTarget(room, replyTarget, draft, () => toast.show(words().reply.deleted));
  const scrollAnchor = new MessageListScroll({
    hasNewer: timeline.hasNewer,
    onNearTop: () => {
      // Before the first answer of the room a request would fail.
      if (history.older.peek() !== "failed" && room.connection.state.peek().kind !== "connecting")
        void history.loadOlder();
    },
    onNearEnd: () => void (history.newer.peek() !== "failed" && history.loadNewer()),
  });
  const unread = new Unread(room, store, left);
  const notifications = new RoomNotifications({
    store,
    room: name,
    title: () => room.settings.title.peek(),
    open: (seq) => void goToMessage(context, seq),
    isForMember: (message, { id, name }) =>
      mentionsName(message.text, name, room.people.mentions.peek()) || isReplyTo(room.quotes, message, id),
    label: (person) => room.people.labelOf(person),
  });
  let linkedSeq = messageInAddress(location);
  let restored = linkedSeq === undefined ? position : undefined;
  const isLocating = signal(linkedSeq !== undefined || restored !== undefined);
  if (linkedSeq === undefined && restored === undefined) {
    if (first !== undefined) room.restore(first.messages, "rev" in first ? first : undefined);
    else void savedMessages(name).then((saved) => left.aborted || room.restore(saved));
  }
  const updateWatched = () => {
    const isVisible = document.visibilityState === "visible";
    unread.isWatched.value = scrollAnchor.atEnd.value && isVisible && !isLocating.value;
  };
  document.addEventListener("visibilitychange", updateWatched, { signal: left });
  addEventListener("pagehide", () => room.readReceipts.flush(), { signal: left });
  // What could not be stored would be lost with the page, so the browser asks before it closes.
  addEventListener(
    "beforeunload",
    (event) => {
      if (room.outgoing.atRisk || draft.isUnsaved.peek() || attachmentsDraft.hasUnsavedFile)
        event.preventDefault();
    },
    { signal: left },
  );
  let wasOpened = false;
  const effects = [
    effect(updateWatched),
    effect(() => {
      const isWithdrawn = wasOpened && !room.opened.value;
      wasOpened = room.opened.value;
      if (!isWithdrawn) return;
      // Search results, a picture, a quote and the inspector show messages, too.
      untracked(() => {
        page.dialogs.open.value = undefined;
        replyTarget.value = undefined;
      });
    }),
    effect(() => {
      void [scrollAnchor.atEnd.value, timeline.messages.value, timeline.newest.value];
      untracked(() => timeline.trim(scrollAnchor.seqInView));
    }),
  ];

  const context: RoomPageContext = {
    ...page,
    room,
    draft,
    unread,
    scrollAnchor,
    notifications,
    isLocating,
    activeMessage: new ActiveMessageTracker(),
    attachmentsDraft,
    replyTarget,
    focusComposer: () => document.querySelector<HTMLElement>(".composer textarea")?.focus(),
    goToMessage: (seq) => goToMessage(context, seq),
    goToNewest: () => goToNewest(context),
  };

  const connect = () => {
    effects.push(
      effect(() => {
        if (!room.opened.value || (linkedSeq === undefined && restored === undefined)) return;
        const [seq, before] = [linkedSeq, restored];
        linkedSeq = undefined;
        restored = undefined;
        void untracked(async () => {
          if (seq !== undefined) await goToMessage(context, seq);
          else if (before !== undefined) await restoreScrollPosition(context, before);
        }).finally(() => {
          isLocating.value = false;
        });
      }),
      effect(() => {
        const title = room.settings.current.value && (room.settings.current.value.title ?? "");
        if (title !== undefined) visitedRooms.value = updateTitle(store, name, title);
      }),
    );
    saveRoomOffline(room, clock, store);
    room.connect();
  };
  const close = () => {
    for (const stop of effects) stop();
    room.close();
    leaving.abort();
  };
  return { name, context, connect, close };
}
