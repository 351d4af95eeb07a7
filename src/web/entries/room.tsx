/** The page of a room. It opens the room of its address and, when the address changes, another room without a page load. */
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { roomNameFromPath } from "../../shared/room-name.ts";
import { systemClock } from "../core/clock.ts";
import { isFramed, loadUntilReady, removeSlowLoadNotice } from "../core/first-load.ts";
import { setLimitsFromDocument } from "../core/limits.ts";
import { type FirstMessages, firstMessages } from "../core/messages/first-messages.ts";
import type { RoomClient } from "../core/room-client.ts";
import { loadMarkdown } from "../core/text/lazy-markdown.ts";
import { nextTask, whenIdle } from "../core/when-idle.ts";
import type { HostPage } from "../features/connection/host-page.ts";
import { Dialogs } from "../features/context/dialogs.ts";
import { type PageContext, type RoomActivities, RoomContext } from "../features/context/room-context.ts";
import { goToMessage, messageInAddress } from "../features/messages/list/go-to-message.ts";
import { prepareTimes } from "../features/messages/message/message-time.tsx";
import { preloadModules } from "../features/room/lazy-modules.ts";
import { RoomPage } from "../features/room/room-page.tsx";
import { detectLanguage } from "../i18n/language.ts";
import { words } from "../i18n/room/index.ts";
import { deviceStore } from "../storage/device-storage.ts";
import { EmojiUse } from "../storage/emoji-use.ts";
import { EnterKey } from "../storage/enter-key.ts";
import { Profile } from "../storage/profile.ts";
import { ScrollPositions } from "../storage/scroll-positions.ts";
import { SingleKeyShortcuts } from "../storage/single-key-shortcuts.ts";
import { addVisit, removeRoom, saveRecentCount, visitedRooms } from "../storage/visited-rooms.ts";
import { stopCompositionKeys } from "../ui/keyboard/key-events.ts";
import { Panel } from "../ui/panel.ts";
import { Toast } from "../ui/toast.tsx";
import { type OpenRoom, openRoom } from "./open-room.ts";

/** The narrowest windows with a column for each panel, in CSS pixels. */
const ROOMS_FROM = 1_240;
const PEOPLE_FROM = 960;

const first = roomNameFromPath(location.pathname);
const root = document.getElementById("root");
if (first.ok && root !== null) void begin(first.name, root);
else location.replace("/");

/** Begins after the task that evaluates the script: on a slow phone that one is long enough. */
async function begin(first: string, root: HTMLElement): Promise<void> {
  await nextTask();
  setLimitsFromDocument();
  // The site around a frame chooses its language.
  detectLanguage(isFramed() ? document.documentElement.lang : undefined);
  stopCompositionKeys();
  const [messages] = await Promise.all([firstMessages(first), loadUntilReady(words)]);
  start(first, root, messages);
}

/** @param messages shown of the first room until it answers */
function start(first: string, root: HTMLElement, messages: FirstMessages): void {
  const store = deviceStore();
  const singleKeyShortcuts = new SingleKeyShortcuts(store);
  const positions = new ScrollPositions();
  let opened: OpenRoom | undefined;
  let hostPage: HostPage | undefined;
  /** The rendered page, hidden behind its HTML until it is complete: it renders in tasks that are short on a slow phone. */
  const drawn = document.createElement("div");
  drawn.className = "drawing";
  root.after(drawn);

  const page: PageContext = {
    store,
    singleKeyShortcuts,
    profile: new Profile(store),
    toast: new Toast(systemClock),
    dialogs: new Dialogs(),
    emojiUse: new EmojiUse(store),
    enterKey: new EnterKey(store),
    visitedRooms: signal(visitedRooms(store)),
    roomActivity: signal<RoomActivities>(new Map()),
    asksForName: signal(false),
    hasList: signal(false),
    roomsPanel: new Panel("rooms", ROOMS_FROM, store),
    peoplePanel: new Panel("people", PEOPLE_FROM, store),
    navigate(path) {
      const url = new URL(path, location.href);
      const to = roomNameFromPath(url.pathname);
      if (url.origin !== location.origin || !to.ok) {
        page.profile.carryToken();
        location.assign(url);
        return;
      }
      if (url.href === location.href) return;
      positions.setCurrent(opened?.context.scrollAnchor.position);
      history.pushState(null, "", url);
      positions.entryChanged();
      void show(to.name);
    },
    async removeRoom(room) {
      page.visitedRooms.value = removeRoom(store, room);
      if (store.get(`notify:${room}`) !== undefined)
        await import("../features/notifications/push-subscription.ts").then(
          ({ forgetRoom }) => forgetRoom({ room, token: page.profile.token }, store),
          () => undefined,
        );
      if (room === opened?.name) location.assign("/");
    },
  };

  /**
   * Shows the room of the address.
   *
   * @param known messages that are shown already: the browser can paint and handle input in between
   */
  const show = async (name: string, known?: FirstMessages): Promise<void> => {
    const position = positions.current;
    if (opened?.name === name) {
      const seq = messageInAddress(location);
      if (seq !== undefined) void goToMessage(opened.context, seq);
      return;
    }
    opened?.close();
    page.dialogs.open.value = undefined;
    page.toast.dismiss();
    page.visitedRooms.value = addVisit(store, name, Date.now());
    const room = openRoom(name, page, { position, first: known });
    opened = room;
    hostPage?.watchRoom(room.context.room);
    if (known !== undefined) await nextTask();
    if (opened !== room) return;
    room.connect();
    if (known !== undefined) await prepareTimes();
    if (opened !== room) return;
    render(
      <RoomContext.Provider key={name} value={room.context}>
        <RoomPage />
      </RoomContext.Provider>,
      drawn,
    );
    if (!page.hasList.peek()) {
      await nextTask();
      page.hasList.value = true;
      await nextTask();
      // `drawn` is not moved: an element that is moved loses its scroll position.
      root.remove();
      drawn.id = "root";
      drawn.className = "";
      removeSlowLoadNotice();
    }
    if (opened === room) return afterMessages(room);
  };

  effect(() => saveRecentCount(page.visitedRooms.value));
  addEventListener("popstate", () => {
    const to = roomNameFromPath(location.pathname);
    if (!to.ok) {
      location.reload();
      return;
    }
    positions.setCurrent(opened?.context.scrollAnchor.position);
    positions.entryChanged();
    void show(to.name);
  });
  addEventListener("pagehide", () => {
    positions.setCurrent(opened?.context.scrollAnchor.position);
    positions.save();
  });

  /** Loads what is not needed for the first messages. */
  const afterMessages = ({ context: { room }, context }: OpenRoom) =>
    whenShown(room)
      .then(() => import("../features/room/background-features.ts"))
      .then(
        ({ startBackgroundFeatures }) =>
          startBackgroundFeatures(
            context,
            page,
            () => opened?.context.room,
            () => opened?.context.scrollAnchor,
          ),
        // The room works without it. The next room that is opened loads it again.
        () => undefined,
      );

  /** Without the token of the page around, the room would admit another person. */
  const connectFrame = async (): Promise<void> => {
    if (!isFramed()) return;
    const load = () => import("../features/connection/host-page.ts");
    hostPage = await (await loadUntilReady({ load })).connectHostPage(page.profile);
  };

  void nextTask()
    .then(connectFrame)
    .then(() => show(first, messages))
    // A module that fails to load is loaded again when the user needs it, with a toast if that fails, too.
    .then(() => Promise.all([loadMarkdown(), preloadModules()]))
    .then(() => whenIdle())
    // Without a network this is left to the next visit.
    .then(() => {
      if (isFramed()) return;
      return import("../features/offline/install.ts").then(
        ({ installOffline }) => installOffline(),
        () => undefined,
      );
    });
}

/** Resolves when messages are shown, the room has answered or cannot be reached, and the browser is idle. */
async function whenShown({ opened, connection }: RoomClient): Promise<void> {
  await new Promise<void>((resolve) => {
    effect(() => {
      if (opened.value && connection.state.value.kind !== "connecting") resolve();
    });
  });
  await whenIdle();
}
