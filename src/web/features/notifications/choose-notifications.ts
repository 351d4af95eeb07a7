/** What follows when a user chooses what to be notified of: the permission, a confirmation, and Web Push. */
import { computed, effect, untracked } from "@preact/signals";
import type { NotificationLevel } from "../../../shared/push.ts";
import { language } from "../../i18n/language.ts";
import type { NotificationProblem, RoomPageContext } from "../context/room-context.ts";
import { sendChoice, sendUnsentChoice, unsentRooms } from "./push-subscription.ts";
import { activeWorker, showConfirmation } from "./show-notification.ts";
import { clearNotice } from "./shown-notices.ts";

export type NotificationContext = Pick<RoomPageContext, "room" | "store" | "notifications">;

/** Why this browser shows no notifications; undefined if it does or may. */
export function notificationProblem(): NotificationProblem | undefined {
  if (!isSecureContext) return "insecure";
  if (!canNotify()) return "missing";
  return Notification.permission === "denied" ? "blocked" : undefined;
}

/** The last choice for a room: one that waits for the permission may be followed by another. */
const lastChoices = new WeakMap<RoomPageContext["room"], object>();

/** To be called on a click: only then a browser asks for the permission. */
export async function chooseLevel(context: NotificationContext, level: NotificationLevel): Promise<void> {
  const { room, store, notifications } = context;
  const choice = {};
  lastChoices.set(room, choice);
  if (level === "nothing") {
    notifications.setLevel(level);
    notifications.closedPage.value = undefined;
    await sendChoice({ room: room.name, token: room.token }, store);
    return;
  }
  // Old browsers only call back: the permission is read on the next visit.
  const permission = await Notification.requestPermission().catch(() => "denied");
  notifications.problem.value = notificationProblem();
  if (permission !== "granted" || lastChoices.get(room) !== choice) return;
  const wasOff = notifications.level.peek() === "nothing";
  notifications.setLevel(level);
  // A granted permission does not mean that notifications work: a first one shows it.
  if (!wasOff || (await confirm(context))) watchNotifications(context);
}

const watched = new WeakSet<RoomPageContext["room"]>();

/** Keeps the subscription of a room up to date while its page is open, and removes its notice while the user sees it. */
export function watchNotifications(context: NotificationContext): void {
  const { room, notifications } = context;
  if (watched.has(room)) return;
  watched.add(room);
  // A room that no one has created stores no subscription.
  const exists = computed(() => room.settings.current.value?.owner !== undefined);
  room.onClose(
    effect(() => {
      void [language.value, notifications.level.value];
      if (exists.value) untracked(() => void subscribeRoom(context));
    }),
  );
  const isSeen = () => document.visibilityState === "visible";
  const clear = async () => {
    const worker = isSeen() ? await activeWorker() : undefined;
    // The user may have left while the service worker started: a notice that is shown then is for later.
    if (worker !== undefined && isSeen()) await clearNotice(worker, room.name);
  };
  document.addEventListener("visibilitychange", clear);
  room.onClose(() => document.removeEventListener("visibilitychange", clear));
  void clear();
}

/** Subscribes for what was chosen. Does nothing without the permission. */
async function subscribeRoom({ room, store, notifications }: NotificationContext): Promise<void> {
  const level = notifications.level.peek();
  if (level === "nothing" || notificationProblem() !== undefined || Notification.permission !== "granted")
    return;
  // A choice for all rooms, of an earlier version of the page.
  if (store.get(`notify:${room.name}`) === undefined) notifications.setLevel(level);
  const state = await sendChoice({ room: room.name, token: room.token }, store);
  if (state !== undefined && notifications.level.peek() === level) notifications.closedPage.value = state;
}

/** Tells rooms what the user chose while there was no network. */
export async function sendUnsentChoices({ room, store, notifications }: NotificationContext): Promise<void> {
  for (const name of unsentRooms(store)) {
    const state = await sendUnsentChoice({ room: name, token: room.token }, store);
    if (state !== undefined && name === room.name) notifications.closedPage.value = state;
  }
}

/** Shows the first notification. @returns whether the browser did */
async function confirm({ room, notifications }: NotificationContext): Promise<boolean> {
  try {
    await showConfirmation(room.settings.title.peek());
    return true;
  } catch {
    notifications.setLevel("nothing");
    notifications.problem.value = "failed";
    return false;
  }
}

/**
 * Whether this browser shows notifications. Where the constructor throws, a service worker shows them. It is called
 * only while the permission is missing: otherwise it would show one.
 */
function canNotify(): boolean {
  if (!("Notification" in window)) return false;
  if ("serviceWorker" in navigator || Notification.permission === "granted") return true;
  try {
    new Notification("");
    return true;
  } catch {
    return false;
  }
}
