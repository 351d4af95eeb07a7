/** What starts once a room's messages are shown: name tags, announcements, and the activity of other rooms. */

import { systemClock } from "../../core/clock.ts";
import { watchLookAlikes } from "../../core/names/look-alikes.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { shouldAskForName } from "../../storage/name-prompt.ts";
import type { ScrollAnchor } from "../context/message-list.ts";
import type { PageContext, RoomPageContext } from "../context/room-context.ts";
import { formatCopiedMessages } from "../messages/list/copy-messages.ts";
import { preparePrinting } from "../messages/list/print.ts";
import { Announcer } from "../notifications/announcer.ts";
import { RoomActivityPoller } from "../rooms/room-activity-poller.ts";

/** One for the page: it outlives each room. */
let activityPoller: RoomActivityPoller | undefined;

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
  room.announcer.value = new Announcer(systemClock, ({ id = "", name }) => room.people.labelOf({ id, name }));
  startNotifications(context, current);
  if (shouldAskForName(store)) page.asksForName.value = true;
  if (activityPoller !== undefined) {
    activityPoller.markRead(room.name);
    activityPoller.readDrafts();
    return;
  }
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
    token: () => page.profile.token,
  });
  activityPoller.start(new AbortController().signal);
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
