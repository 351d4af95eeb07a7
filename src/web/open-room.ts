/** One room that is open: what the page keeps of it, and how it is left. */
import { effect, type Signal, signal, untracked } from "@preact/signals";
import type { Message } from "../protocol/message.ts";
import { Draft } from "./device/draft.ts";
import type { EmojiUse } from "./device/emoji-use.ts";
import type { EnterKey } from "./device/enter-key.ts";
import type { Profile } from "./device/profile.ts";
import { reloadOnce } from "./device/reload-once.ts";
import type { SingleKeys } from "./device/single-keys.ts";
import type { Store } from "./device/storage.ts";
import { retitle, type VisitedRoom } from "./device/visited-rooms.ts";
import { Attaching } from "./files/attaching.ts";
import type { FirstMessages } from "./offline/first-messages.ts";
import { keptMessages } from "./offline/kept-messages.ts";
import type { NotificationClick } from "./offline/notification-click.ts";
import { keepRoom } from "./offline/offline-room.ts";
import { clockUntil } from "./room/clock.ts";
import { MentionNotices } from "./room/mention-notices.ts";
import { RoomClient } from "./room/room-client.ts";
import { Unseen } from "./room/unseen.ts";
import { answersTo } from "./room-page/answers-to.ts";
import { Attention } from "./room-page/attention.ts";
import type { Dialogs } from "./room-page/dialogs.tsx";
import { FollowList, type Place } from "./room-page/follow-list.ts";
import { addressOf, goToMessage, goToPlace, messageInAddress } from "./room-page/go-to-message.ts";
import type { Panel } from "./room-page/panel.ts";
import { keepReply } from "./room-page/replying.ts";
import type { RoomPageContext } from "./room-page/room-context.ts";
import type { Toast } from "./room-page/toast.tsx";
import type { RoomMarks } from "./rooms/room-news.ts";
import { speaksTo } from "./text/mentions.ts";
import { fileWords } from "./words/files/index.ts";
import { words } from "./words/room/index.ts";

/** What all rooms of the page have in common. */
export interface PageParts {
  store: Store;
  profile: Profile;
  toast: Toast;
  dialogs: Dialogs;
  emojiUse: EmojiUse;
  enterKey: EnterKey;
  singleKeys: SingleKeys;
  visited: Signal<VisitedRoom[]>;
  marks: Signal<RoomMarks>;
  /** Whether the page asks for a name. */
  asksName: Signal<boolean>;
  rooms: Panel;
  people: Panel;
  go(path: string): void;
  removeFromList(room: string): void;
}

export interface OpenRoom {
  name: string;
  context: RoomPageContext;
  /** Connects. */
  connect(): void;
  /** Leaves the room: its socket, timers and listeners end. */
  close(): void;
}

/** How a room begins. */
interface Beginning {
  /** Where the list was scrolled to when it was left, for a reader who comes back. */
  place: Place | undefined;
  /** What is shown until the room answers; what is kept on this device unless it is given. */
  first: FirstMessages | undefined;
}

export function openRoom(name: string, page: PageParts, { place, first }: Beginning): OpenRoom {
  const { store, profile, toast, visited } = page;
  const leaving = new AbortController();
  const { signal: left } = leaving;
  const clock = clockUntil(left);
  const attaching = new Attaching(store, name, async (uploads) => {
    const [{ uploadsOf }] = await Promise.all([import("./files/file-tools.ts"), fileWords.load()]);
    return uploadsOf(uploads, store, name, () => profile.token);
  });
  const room = new RoomClient(name, {
    files: attaching,
    ...{ store, clock, profile, left },
    reload: reloadOnce,
    titleBefore: visited.peek()[0]?.title,
    heard: (messages, you) => notices.tell(messages, you),
    place: () => follow.place,
    replyGone: () => toast.say(words().reply.deleted),
  });
  const { history, timeline } = room;
  const draft = new Draft(store, name);
  const replying = signal<Message | undefined>(undefined);
  keepReply(room, replying, draft, () => toast.say(words().reply.deleted));
  const follow = new FollowList({
    hasNewer: timeline.hasNewer,
    nearTop: () => {
      // Before the room has answered for the first time nothing can be had, and nothing has failed.
      if (history.older.peek() !== "failed" && room.connection.state.peek().kind !== "connecting")
        void history.loadOlder();
    },
    nearEnd: () => void (history.newer.peek() !== "failed" && history.loadNewer()),
  });
  const unseen = new Unseen(room, store, left);
  const notices = new MentionNotices(
    store,
    name,
    () => room.rules.title.peek(),
    addressOf,
    (seq) => void goToMessage(context, seq),
    (message, { id, name }) =>
      speaksTo(message.text, name, room.company.mentions.peek()) || answersTo(room, message, id),
    (person) => room.company.labelled(person),
  );
  let asked = messageInAddress(location);
  let wanted = asked === undefined ? place : undefined;
  const arriving = signal(asked !== undefined || wanted !== undefined);
  if (asked === undefined && wanted === undefined) {
    if (first !== undefined) room.restore(first.messages, "rev" in first ? first : undefined);
    else void keptMessages(name).then((kept) => left.aborted || room.restore(kept));
  }
  const visible = () => {
    const isVisible = document.visibilityState === "visible";
    unseen.watched.value = follow.atEnd.value && isVisible && !arriving.value;
  };
  document.addEventListener("visibilitychange", visible, { signal: left });
  navigator.serviceWorker?.addEventListener(
    "message",
    ({ data }: MessageEvent<Partial<NotificationClick>>) => {
      const seq = data.openMessage === undefined ? undefined : messageInAddress(new URL(data.openMessage));
      if (seq !== undefined) void goToMessage(context, seq);
    },
    { signal: left },
  );
  addEventListener("pagehide", () => room.reading.flush(), { signal: left });
  // What this device could not keep is lost with the page: whoever leaves is asked first.
  addEventListener(
    "beforeunload",
    (event) => {
      if (room.outbox.atRisk || draft.unkept.peek() || attaching.unkept) event.preventDefault();
    },
    { signal: left },
  );
  const effects = [
    effect(visible),
    effect(() => {
      void [follow.atEnd.value, timeline.messages.value, timeline.newest.value];
      untracked(() => timeline.trim(follow.place));
    }),
  ];

  const context: RoomPageContext = {
    ...page,
    ...{ room, draft, unseen, follow, notices, arriving },
    attention: new Attention(),
    attaching,
    replying,
    toComposer: () => document.querySelector<HTMLElement>(".composer textarea")?.focus(),
  };

  const connect = () => {
    effects.push(
      effect(() => {
        if (!room.opened.value || (asked === undefined && wanted === undefined)) return;
        const [seq, before] = [asked, wanted];
        asked = undefined;
        wanted = undefined;
        void untracked(async () => {
          if (seq !== undefined) await goToMessage(context, seq);
          else if (before !== undefined) await goToPlace(context, before);
        }).finally(() => {
          arriving.value = false;
        });
      }),
      effect(() => {
        const title = room.rules.settings.value && (room.rules.settings.value.title ?? "");
        if (title !== undefined) visited.value = retitle(store, name, title);
      }),
    );
    keepRoom(room, clock, store);
    room.connect();
  };
  const close = () => {
    for (const stop of effects) stop();
    room.close();
    leaving.abort();
  };
  return { name, context, connect, close };
}
