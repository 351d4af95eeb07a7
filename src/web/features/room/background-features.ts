/** What starts once a room's messages are shown: name tags, announcements, and the activity of other rooms. */

import { effect } from "@preact/signals";
import { clockUntil, systemClock } from "../../core/clock.ts";
import { WindowVisibility } from "../../core/connection/window-visibility.ts";
import { watchLookAlikes } from "../../core/names/look-alikes.ts";
import { shareDiscards } from "../../core/outgoing/share-discards.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { formatCount } from "../../i18n/plural.ts";
import { reportWords } from "../../i18n/reports/index.ts";
import { shouldAskForName } from "../../storage/name-prompt.ts";
import type { ScrollAnchor } from "../context/message-list.ts";
import type { PageContext, RoomPageContext } from "../context/room-context.ts";
import { formatCopiedMessages } from "../messages/list/copy-messages.ts";
import { messageInAddress } from "../messages/list/go-to-message.ts";
import { preparePrinting } from "../messages/list/print.ts";
import { Announcer } from "../notifications/announcer.ts";
import type { NotificationClick } from "../offline/notification-click.ts";
import { RoomActivityPoller } from "../rooms/room-activity-poller.ts";

/** One for the page: it outlives each room. */
let activityPoller: RoomActivityPoller | undefined;

/** For a user without a cookie, whose token comes with the first welcome. */
function loadAuthorizedFiles(room: RoomClient, { profile, toast }: PageContext): void {
  let isLoaded = false;
  const stop = effect(() => {
    if (isLoaded || room.memberList.you.value === undefined || profile.bearer === undefined) return;
    isLoaded = true;
    void import("../files/authorized-files.ts").then(
      ({ authorizeFiles }) => authorizeFiles(room, toast),
      () => undefined,
    );
  });
  room.onClose(stop);
}

/** Tells the owner that a message was reported: the server sends the event to no one else. */
function watchReports(room: RoomClient, { toast }: PageContext): void {
  const listen = ({ open }: { open: number }) => {
    void reportWords.load().then(
      () => toast.show(formatCount(reportWords().waiting, open)),
      // Without a network: the room menu has them.
      () => undefined,
    );
  };
  room.socket.on("reported", listen);
  room.onClose(() => void room.socket.off("reported", listen));
}

/**
 * @param current the room that is open at that time
 * @param list its message list
 */
export function startBackgroundFeatures(
  context: RoomPageContext,
  page: PageContext,
  current: () => RoomClient | undefined,
  list: () => ScrollAnchor | undefined,
): void {
  const { room, store } = context;
  if (current() !== room) return;
  room.onClose(watchLookAlikes(room));
  loadAuthorizedFiles(room, page);
  watchReports(room, page);
  room.onClose(shareDiscards(room.name, room.outgoing));
  const closed = new AbortController();
  room.onClose(() => closed.abort());
  navigator.serviceWorker?.addEventListener(
    "message",
    ({ data, ports }: MessageEvent<Partial<NotificationClick>>) => {
      ports[0]?.postMessage("shown");
      const seq = data.openMessage === undefined ? undefined : messageInAddress(new URL(data.openMessage));
      if (seq !== undefined) void context.goToMessage(seq);
    },
    { signal: closed.signal },
  );
  new WindowVisibility({
    socket: room.socket,
    clock: clockUntil(closed.signal),
    memberList: room.memberList,
    send: (visible) => room.request("presence:set", { idle: room.idleDetector.isIdle, visible }),
    isPrompt: () => context.notifications.level.peek() !== "nothing",
    left: closed.signal,
  });
  room.announcer.value = new Announcer(systemClock, ({ id = "", name }) => room.people.labelOf({ id, name }));
  startNotifications(context, current);
  sendUnsentChoices(context);
  startFollowing(context, current);
  if (shouldAskForName(store) && !room.memberList.you.peek()?.identity?.fixedName)
    page.asksForName.value = true;
  if (activityPoller !== undefined) {
    activityPoller.markRead(room.name);
    activityPoller.readDrafts();
    return;
  }
  // The user signed out in another tab, which has emptied the storage of the browser.
  addEventListener("storage", ({ key }) => {
    if (key === null) location.replace("/signed-out#left");
  });
  // So that menus open without a network, too.
  void dialogWords.load().catch(() => undefined);
  preparePrinting(current, list);
  formatCopiedMessages(list, (author) => {
    const tag = current()?.people.tags.value.get(author.id);
    return tag === undefined ? author.name : `${author.name} ${tag}`;
  });
  activityPoller = new RoomActivityPoller({
    store,
    roomActivity: page.roomActivity,
    visitedRooms: () => page.visitedRooms.peek(),
    current: () => current()?.name ?? "",
    you: () => current()?.memberList.you.peek(),
    token: () => page.profile.bearer,
  });
  activityPoller.start(new AbortController().signal);
}

/** Loads what only a user with an account needs. One with a token of the operator's site is the same person everywhere. */
function startFollowing(context: RoomPageContext, current: () => RoomClient | undefined): void {
  const { room, profile } = context;
  const follow = () => {
    void import("../devices/follow-account.ts").then(
      ({ followAccount }) => {
        if (current() === room && profile.jwt === undefined)
          followAccount(context, {
            fetchActivity: async (name) => activityPoller?.fetch(name),
            loadNotifications: () => import("../notifications/follow-notifications.ts"),
          });
      },
      // Without a network this is left to the next room.
      () => undefined,
    );
  };
  const stop = effect(() => {
    if (room.memberList.you.value?.account) follow();
  });
  addEventListener("account-made", follow);
  room.onClose(() => {
    stop();
    removeEventListener("account-made", follow);
  });
}

/** Sends which notifications the user chose while there was no network, with each connection of the page. */
function sendUnsentChoices(context: RoomPageContext): void {
  const { room, store } = context;
  const stop = effect(() => {
    // The key is of `features/notifications/push-subscription.ts`.
    if (room.connection.state.value.kind !== "live" || store.keys("notify-unsent:").length === 0) return;
    void import("../notifications/choose-notifications.ts").then(
      ({ sendUnsentChoices }) => sendUnsentChoices(context),
      () => undefined,
    );
  });
  room.onClose(stop);
}

/** Loads what only a room with notifications needs. */
function startNotifications(context: RoomPageContext, current: () => RoomClient | undefined): void {
  if (context.notifications.level.peek() === "nothing") return;
  void import("../notifications/choose-notifications.ts").then(
    ({ watchNotifications }) => {
      if (current() === context.room) watchNotifications(context);
    },
    // Without a network this is left to the next visit.
    () => undefined,
  );
}
