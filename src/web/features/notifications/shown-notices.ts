/** The shown notices of rooms: one for each room, and the badge of the installed app, which counts their messages. */

/** What a notice carries, for a click and for the next notice. */
export interface NoticeData {
  /** The address of the message. */
  address: string;
  /** The newest message that it is about. */
  seq: number;
  count: number;
}

/** The used part of `ServiceWorkerRegistration`. */
export type NoticeRegistration = Pick<ServiceWorkerRegistration, "getNotifications" | "showNotification">;

/** The used part of `Navigator` (Badging API), which few browsers have. */
interface BadgeNavigator {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}

/** Identifies the notice of a room. */
export const noticeTag = (room: string): string => `room:${room}`;

/** The data of a notice; undefined for another notification. */
export function noticeData({ data }: { readonly data: unknown }): NoticeData | undefined {
  return typeof data === "object" && data !== null && "seq" in data ? (data as NoticeData) : undefined;
}

/** Sets the badge to what the shown notices count. Does nothing where there is none. */
export async function updateBadge(registration: Pick<NoticeRegistration, "getNotifications">): Promise<void> {
  const shown = await registration.getNotifications();
  const count = shown.reduce((sum, notification) => sum + (noticeData(notification)?.count ?? 0), 0);
  const badge: BadgeNavigator = navigator;
  // An app that is not installed has none.
  await (count > 0 ? badge.setAppBadge?.(count) : badge.clearAppBadge?.())?.catch(() => undefined);
}

/** Removes the notice of a room whose messages the user sees. */
export async function clearNotice(
  registration: Pick<NoticeRegistration, "getNotifications">,
  room: string,
): Promise<void> {
  const shown = await registration.getNotifications({ tag: noticeTag(room) });
  for (const notification of shown) notification.close();
  await updateBadge(registration);
}
