/** Opens the room the address names. */
import { effect, signal, untracked } from "@preact/signals";
import { render } from "preact";
import type { Message } from "../protocol/message.ts";
import { roomNameFromPath } from "../protocol/room-name.ts";
import { Draft } from "./device/draft.ts";
import { EmojiUse } from "./device/emoji-use.ts";
import { EnterKey } from "./device/enter-key.ts";
import { Profile } from "./device/profile.ts";
import { reloadOnce } from "./device/reload-once.ts";
import { SingleKeys } from "./device/single-keys.ts";
import { deviceStore } from "./device/storage.ts";
import { forgetRoom, retitle, visit } from "./device/visited-rooms.ts";
import { whenIdle } from "./device/when-idle.ts";
import { Attaching } from "./files/attaching.ts";
import { limitsFromDocument } from "./limits.ts";
import { type FirstMessages, firstMessages } from "./offline/first-messages.ts";
import type { NotificationClick } from "./offline/notification-click.ts";
import { keepRoom } from "./offline/offline-room.ts";
import { systemClock } from "./room/clock.ts";
import { MentionNotices } from "./room/mention-notices.ts";
import { RoomClient } from "./room/room-client.ts";
import { Unseen } from "./room/unseen.ts";
import { answersTo } from "./room-page/answers-to.ts";
import { Attention } from "./room-page/attention.ts";
import { Dialogs } from "./room-page/dialogs.tsx";
import { FollowList } from "./room-page/follow-list.ts";
import { addressOf, goToMessage, messageInAddress } from "./room-page/go-to-message.ts";
import { loadLateParts } from "./room-page/late-parts.ts";
import { Panel } from "./room-page/panel.ts";
import { leaveCompositionsAlone } from "./room-page/pressed.ts";
import { keepReply } from "./room-page/replying.ts";
import { RoomContext } from "./room-page/room-context.ts";
import { RoomPage } from "./room-page/room-page.tsx";
import { Toast } from "./room-page/toast.tsx";
import type { RoomMarks } from "./rooms/room-news.ts";
import { loadMarkdown } from "./text/lazy-markdown.ts";
import { speaksTo } from "./text/mentions.ts";
import { fileWords } from "./words/files/index.ts";
import { beginToSpeak } from "./words/language.ts";
import { words } from "./words/room/index.ts";

/** The narrowest windows, in CSS pixels, that leave the conversation room enough beside a column. */
const ROOMS_FROM = 1_240;
const PEOPLE_FROM = 960;

const name = roomNameFromPath(location.pathname);
const root = document.getElementById("root");
limitsFromDocument();
beginToSpeak();
leaveCompositionsAlone();
if (name.ok && root !== null)
  void Promise.all([firstMessages(name.name), words.load()]).then(([first]) => open(name.name, root, first));
else location.replace("/");

/** @param first what is shown until the room answers */
function open(name: string, root: HTMLElement, first: FirstMessages): void {
  const store = deviceStore();
  const profile = new Profile(store);
  const marks = signal<RoomMarks>(new Map());
  const visited = signal(visit(store, name, Date.now()));
  const toast = new Toast(systemClock);
  const attaching = new Attaching(store, name, async (uploads) => {
    const [{ uploadsOf }] = await Promise.all([import("./files/file-tools.ts"), fileWords.load()]);
    return uploadsOf(uploads, store, name, () => profile.token);
  });
  const room = new RoomClient(name, {
    store,
    clock: systemClock,
    profile,
    reload: reloadOnce,
    files: attaching,
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
    nearTop: () => void (history.older.peek() !== "failed" && history.loadOlder()),
    nearEnd: () => void (history.newer.peek() !== "failed" && history.loadNewer()),
  });
  const unseen = new Unseen(room, store);
  const notices = new MentionNotices(
    store,
    name,
    () => room.rules.title.peek(),
    addressOf,
    (seq) => void goToMessage(context, seq),
    (message, { id, name }) =>
      speaksTo(message.text, name, room.company.mentions.peek()) || answersTo(room, message, id),
  );
  let asked = messageInAddress(location);
  const arriving = signal(asked !== undefined);
  if (asked === undefined) room.restore(first.messages, "rev" in first ? first : undefined);
  const visible = () => {
    const isVisible = document.visibilityState === "visible";
    unseen.watched.value = follow.atEnd.value && isVisible && !arriving.value;
  };
  document.addEventListener("visibilitychange", visible);
  navigator.serviceWorker?.addEventListener(
    "message",
    ({ data }: MessageEvent<Partial<NotificationClick>>) => {
      const seq = data.openMessage === undefined ? undefined : messageInAddress(new URL(data.openMessage));
      if (seq !== undefined) void goToMessage(context, seq);
    },
  );
  addEventListener("pagehide", () => room.reading.flush());
  // What this device could not keep is lost with the page: whoever leaves is asked first.
  addEventListener("beforeunload", (event) => {
    if (room.outbox.atRisk || draft.unkept.peek()) event.preventDefault();
  });
  effect(visible);
  effect(() => {
    void [follow.atEnd.value, timeline.messages.value, timeline.newest.value];
    untracked(() => timeline.trim(follow.place));
  });

  const singleKeys = new SingleKeys(store);
  const context = {
    room,
    store,
    draft,
    unseen,
    follow,
    toast,
    notices,
    dialogs: new Dialogs(singleKeys),
    emojiUse: new EmojiUse(store),
    singleKeys,
    enterKey: new EnterKey(store),
    attention: new Attention(),
    attaching,
    replying,
    arriving,
    toComposer: () => document.querySelector<HTMLElement>(".composer textarea")?.focus(),
    visited,
    marks,
    go: (path: string) => {
      profile.carry();
      location.assign(path);
    },
    removeFromList: (other: string) => {
      visited.value = forgetRoom(store, other);
      if (other === name) location.assign("/");
    },
    rooms: new Panel("rooms", ROOMS_FROM, store),
    people: new Panel("people", PEOPLE_FROM, store),
  };
  room.connect();
  // What the HTML showed until now.
  root.replaceChildren();
  document.getElementById("late")?.remove();
  render(
    <RoomContext.Provider value={context}>
      <RoomPage />
    </RoomContext.Provider>,
    root,
  );
  effect(() => {
    const seq = asked;
    if (!room.opened.value || seq === undefined) return;
    asked = undefined;
    void untracked(() => goToMessage(context, seq)).finally(() => {
      arriving.value = false;
    });
  });
  effect(() => {
    const title = room.rules.settings.value && (room.rules.settings.value.title ?? "");
    if (title !== undefined) visited.value = retitle(store, name, title);
  });
  keepRoom(room, systemClock, store);
  void whenShown(room)
    .then(async () => {
      const { RoomNews } = await import("./rooms/room-news.ts");
      const news = new RoomNews({
        store,
        marks,
        visited: () => visited.peek(),
        current: () => name,
        you: () => room.roster.you.peek(),
        token: () => profile.token,
      });
      news.start(new AbortController().signal);
    })
    // Whoever turns to a message asks for its tools again, and is told.
    .then(() => Promise.all([loadMarkdown(), loadLateParts()]))
    .then(() => import("./once-shown.ts"))
    .then(({ onceShown }) => onceShown());
}

/** Resolves when the room's messages are on the screen, the room has answered or cannot, and the browser is at rest. */
async function whenShown({ opened, connection }: RoomClient): Promise<void> {
  await new Promise<void>((resolve) => {
    effect(() => {
      if (opened.value && connection.state.value.kind !== "connecting") resolve();
    });
  });
  await whenIdle();
}
