/** Takes what the user chose to be notified of on another device. A chunk that only users with an account load. */
import type { NotificationLevel } from "../../../shared/push.ts";
import type { Store } from "../../storage/device-storage.ts";
import {
  chooseLevel,
  type NotificationContext,
  notificationProblem,
  watchNotifications,
} from "./choose-notifications.ts";
import { markUnsent, sendChoice } from "./push-subscription.ts";

/**
 * Takes what the user chose for the open room on another device. A browser asks for its permission on a click only: without it there are
 * no notifications here.
 */
export async function followLevel(context: NotificationContext): Promise<void> {
  const { room, store, notifications } = context;
  const level = store.get(`notify:${room.name}`) as NotificationLevel | undefined;
  if (level === undefined || level === "nothing") return chooseLevel(context, "nothing");
  notifications.setLevel(level);
  if (notificationProblem() === undefined && Notification.permission === "granted")
    watchNotifications(context);
}

/** Takes what the user chose for other rooms: what this browser gets while the page is closed. */
export async function followRooms(
  levels: readonly (readonly [room: string, level: NotificationLevel])[],
  token: string | undefined,
  store: Store,
): Promise<void> {
  const isAllowed = notificationProblem() === undefined && Notification.permission === "granted";
  const followed = levels.filter(([, level]) => level === "nothing" || isAllowed).map(([room]) => room);
  // All of them first: the page may be closed before the last one is sent.
  for (const room of followed) markUnsent(room, store);
  for (const room of followed) await sendChoice({ room, token }, store);
}
