/** What a room has once its messages are there: names told apart, a voice, and what happened in other rooms. */
import { isUnnamed } from "../device/name-asked.ts";
import { tagLookAlikes } from "../names/look-alikes.ts";
import type { PageParts } from "../open-room.ts";
import { Announcer } from "../room/announcer.ts";
import { systemClock } from "../room/clock.ts";
import type { RoomClient } from "../room/room-client.ts";
import { RoomNews } from "../rooms/room-news.ts";
import { dialogWords } from "../words/dialogs/index.ts";
import { spoken } from "../words/dictionary.ts";
import { watchCopying } from "./copy-messages.ts";
import type { FollowList } from "./follow-list.ts";
import { preparePrinting } from "./printing.ts";
import type { RoomPageContext } from "./room-context.ts";

/** One for the page: it outlives the rooms that are opened and left. */
let news: RoomNews | undefined;

/**
 * @param current the room that is open by then
 * @param list its list of messages
 */
export function watchRoom(
  { room, store }: RoomPageContext,
  page: PageParts,
  current: () => RoomClient | undefined,
  list: () => FollowList | undefined,
): void {
  if (current() !== room) return;
  room.onClose(tagLookAlikes(room));
  room.announcer.value = new Announcer(systemClock, ({ id = "", name }) =>
    room.company.labelled({ id, name }),
  );
  if (isUnnamed(store)) page.asksName.value = true;
  if (news !== undefined) {
    news.read(room.name);
    news.readDrafts();
    return;
  }
  // A menu opens without a network, too.
  void spoken(import("./menu.tsx"), dialogWords).catch(() => undefined);
  preparePrinting(current, list);
  watchCopying(list, (author) => {
    const tag = current()?.company.tags.value.get(author.id);
    return tag === undefined ? author.name : `${author.name} ${tag}`;
  });
  news = new RoomNews({
    store,
    marks: page.marks,
    visited: () => page.visited.peek(),
    current: () => current()?.name ?? "",
    you: () => current()?.roster.you.peek(),
    token: () => page.profile.token,
  });
  news.start(new AbortController().signal);
}
