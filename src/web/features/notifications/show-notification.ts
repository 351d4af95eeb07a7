/** Shows a desktop notification for a message: a chunk of its own, for those who asked for notifications. */
import type { Message } from "../../../shared/contract/message.ts";
import { previewText } from "../../core/text/plain-text.ts";
import { language } from "../../i18n/language.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";
import { isolate } from "../../i18n/names.ts";

const MAX_QUOTE = 200;

/** How long a service worker that is being installed may take, and a browser to say that it could not, in milliseconds. */
const READY_TIMEOUT = 30_000;

/** The room of the message, and how to get to the message. */
export interface NotificationTarget {
  /** The room's name in its address. */
  room: string;
  title: string;
  /** The address of the message. */
  address: string;
  /** Brings the reader to it. */
  open(): void;
}

/** Says that a message speaks to the reader. @throws where this browser shows no notifications */
export function showNotification(
  message: Message,
  { room, title, address, open }: NotificationTarget,
): Promise<void> {
  const head = `${isolate(message.from.name)} · ${isolate(title)}`;
  const body = previewText(message).slice(0, MAX_QUOTE);
  return show(head, { body, tag: `${room}:${message.seq}`, data: address }, open);
}

/** Says that notifications are on, in the way in which all others come. @throws where this browser shows none */
export async function showConfirmation(title: string): Promise<void> {
  await lazyWords.load();
  const { confirmed } = lazyWords().notifications;
  await show(isolate(title), { body: confirmed, tag: "confirmed", silent: true, data: location.href });
}

/**
 * By the page itself, or, on Android, where a page has no notifications, by its service worker.
 *
 * @throws where there is neither, or the browser says that it could not
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

/** The page's service worker once it can show something; undefined where there is none, or none in time. */
async function workerOf(
  workers: ServiceWorkerContainer | undefined,
): Promise<ServiceWorkerRegistration | undefined> {
  if ((await workers?.getRegistration()) === undefined) return undefined;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, READY_TIMEOUT));
  return Promise.race([workers?.ready, late]);
}
