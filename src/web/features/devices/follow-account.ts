/** Keeps the page in step with the other devices of a user with an account. A chunk that only they load. */
import { effect, untracked } from "@preact/signals";
import type { NotificationLevel } from "../../../shared/push.ts";
import { AccountRequests } from "../../core/account/account-requests.ts";
import { AccountSync } from "../../core/account/account-sync.ts";
import { ACCOUNT_KEY, knownRevision, type Merged, setHasAccount } from "../../core/account/shared-items.ts";
import { systemClock } from "../../core/clock.ts";
import type { Store } from "../../storage/device-storage.ts";
import { visitedRooms } from "../../storage/visited-rooms.ts";
import type { RoomPageContext } from "../context/room-context.ts";

/** The parts of other features that take what is new. */
export interface AccountFollowers {
  /** Asks a room for unread messages. */
  fetchActivity(room: string): Promise<void>;
  loadNotifications(): Promise<{
    /** Takes what was chosen for the open room. */
    followLevel(context: RoomPageContext): Promise<void>;
    /** Takes what was chosen for other rooms. */
    followRooms(
      levels: readonly (readonly [room: string, level: NotificationLevel])[],
      token: string | undefined,
      store: Store,
    ): Promise<void>;
  }>;
}

/** One for the page: it outlives each room. */
let following: { sync: AccountSync; open: RoomPageContext; followers: AccountFollowers } | undefined;

/** To be called with each room that is opened. */
export function followAccount(context: RoomPageContext, followers: AccountFollowers): void {
  const { room, store, notifications, unread } = context;
  if (following?.open === context) return;
  setHasAccount(store);
  const isFirst = following === undefined;
  following ??= { sync: createSync(context), open: context, followers };
  following.open = context;
  const { sync } = following;
  room.socket.on("account", ({ rev }) => {
    if (rev !== knownRevision(store)) void sync.sync();
  });
  room.onClose(
    effect(() => {
      const { you } = room.memberList;
      void [context.visitedRooms.value, you.value?.name, notifications.level.value];
      void [unread.count.value, unread.isWatched.value, room.timeline.newest.value];
      untracked(() => sync.changed());
    }),
  );
  if (isFirst) void sync.sync();
}

function createSync({ store, profile }: RoomPageContext): AccountSync {
  const requests = new AccountRequests(profile);
  const sync = new AccountSync({
    store,
    clock: systemClock,
    send: (request) => requests.shareState(request),
    merged(merged) {
      refresh();
      void fetchAgain(merged.seen);
      void followNotifications(merged);
    },
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sync.looked();
    else sync.left();
  });
  // Another tab has taken what is new.
  addEventListener("storage", ({ key }) => {
    if (key === ACCOUNT_KEY) refresh();
  });
  return sync;
}

/** How many rooms are asked again at once. */
const MAX_ROOMS = 8;

/** Asks rooms again whose messages were seen on another device. */
async function fetchAgain(rooms: readonly string[]): Promise<void> {
  for (const name of rooms.slice(0, MAX_ROOMS))
    if (name !== following?.open.room.name) await following?.followers.fetchActivity(name);
}

/** Shows what the storage of the browser has. */
function refresh(): void {
  if (following === undefined) return;
  const { room, store, profile, notifications, visitedRooms: list } = following.open;
  const rooms = visitedRooms(store);
  if (JSON.stringify(rooms) !== JSON.stringify(list.peek())) list.value = rooms;
  const you = room.memberList.you.peek();
  const { name } = profile;
  if (name !== undefined && you !== undefined && name !== you.name && !you.identity?.fixedName)
    void room.rename(name);
  const level = store.get(`notify:${room.name}`);
  if (level === undefined || level === notifications.level.peek()) return;
  const { open, followers } = following;
  void followers.loadNotifications().then(
    ({ followLevel }) => followLevel(open),
    // The setting is stored: the next page has it.
    () => undefined,
  );
}

/** Changes what this browser gets while the page is closed, for rooms that are not open. */
async function followNotifications({ notifications }: Merged): Promise<void> {
  if (following === undefined) return;
  const { room, store } = following.open;
  const others = [...notifications].filter(([name]) => name !== room.name);
  if (others.length === 0) return;
  const part = await following.followers.loadNotifications().catch(() => undefined);
  await part?.followRooms(others, room.token, store);
}
