/** Shows a desktop notification, in a chunk that only users with notifications load. */
import type { Message } from "../../../shared/contract/message.ts";
import { previewText } from "../../core/text/plain-text.ts";
import { language } from "../../i18n/language.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";
import { isolate } from "../../i18n/names.ts";

const MAX_QUOTE = 200;

/** How long an installing service worker, or a browser's error, may take, in milliseconds. */
const READY_TIMEOUT = 30_000;

/** What a notification opens. */
export interface NotificationTarget {
  /** The room's name in its address. */
  room: string;
  title: string;
  /** The address of the message. */
  address: string;
  /** Shows the message. */
  open(): void;
}

/** Notifies of a message. @throws Error if this browser shows no notifications */
export function showNotification(
  message: Message,
  { room, title, address, open }: NotificationTarget,
): Promise<void> {
  const head = `${isolate(message.from.name)} · ${isolate(title)}`;
  const body = previewText(message).slice(0, MAX_QUOTE);
  return show(head, { body, tag: `${room}:${message.seq}`, data: address }, open);
}

/** Confirms that notifications are on, by a notification. @throws Error if this browser shows none */
export async function showConfirmation(title: string): Promise<void> {
  await lazyWords.load();
  const { confirmed } = lazyWords().notifications;
  await show(isolate(title), { body: confirmed, tag: "confirmed", silent: true, data: location.href });
}

/**
 * Shows a notification by the page itself or, on Android, by its service worker.
 *
 * @throws Error if neither works
 */
async function show(head: string, given: NotificationOptions, open = () => {}): Promise<void> {
  const options: NotificationOptions = { dir: "auto", lang: language.peek(), ...given };
  let notification: Notification;
  try {
    notification = new Notification(head, options);
  } catch (error) {
    const registration = await workerOf(navigator.serviceWorker);
    if (registration === undefined) throw error;
    await registration.showNotification(head, options);
    return;
  }
  notification.onclick = () => {
    window.focus();
    notification.close();
    open();
  };
  await new Promise<void>((resolve, reject) => {
    notification.onshow = () => resolve();
    notification.onerror = () => reject(new Error("the browser did not show a notification"));
    setTimeout(resolve, READY_TIMEOUT);
  });
}

/** The active service worker; undefined if there is none in time. */
async function workerOf(
  workers: ServiceWorkerContainer | undefined,
): Promise<ServiceWorkerRegistration | undefined> {
  if ((await workers?.getRegistration()) === undefined) return undefined;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, READY_TIMEOUT));
  return Promise.race([workers?.ready, late]);
}
