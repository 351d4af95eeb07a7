/** Shows a notification from the page, in a chunk that only users with notifications load. */
import type { Message } from "../../../shared/contract/message.ts";
import type { PushNotice } from "../../../shared/push.ts";
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
  /** Shows a message. */
  open(seq: number): void;
}

/** Notifies of a message. @throws Error if this browser shows no notifications */
export async function showMessage(
  message: Message,
  { room, title, open }: NotificationTarget,
): Promise<void> {
  const { seq, from } = message;
  const text = previewText(message).slice(0, MAX_QUOTE);
  const registration = await activeWorker();
  if (registration !== undefined) {
    // Chosen on another device: this browser has not asked its user.
    if (Notification.permission === "default") return;
    const notice: PushNotice = { room, title, count: 1, seq, from, text, language: language.peek() };
    await (await import("./message-notice.ts")).showNotice(registration, notice);
    return;
  }
  const head = `${isolate(from.name)} · ${isolate(title)}`;
  await showByPage(head, { body: text, tag: `${room}:${seq}` }, () => open(seq));
}

/** Confirms that notifications are on, by a notification. @throws Error if this browser shows none */
export async function showConfirmation(title: string): Promise<void> {
  await lazyWords.load();
  const { confirmed } = lazyWords().notifications;
  const options = { body: confirmed, tag: "confirmed", silent: true };
  const registration = await activeWorker();
  if (registration === undefined) await showByPage(isolate(title), options);
  else
    await registration.showNotification(isolate(title), { ...localized(), ...options, data: location.href });
}

const localized = (): NotificationOptions => ({ dir: "auto", lang: language.peek() });

/** Shows a notification without a service worker. @throws Error on Android, where only a service worker may */
async function showByPage(head: string, options: NotificationOptions, open = () => {}): Promise<void> {
  const notification = new Notification(head, { ...localized(), ...options });
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

/** The registration of the active service worker; undefined if there is none in time. */
export async function activeWorker(): Promise<ServiceWorkerRegistration | undefined> {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if ((await workers?.getRegistration().catch(() => undefined)) === undefined) return undefined;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, READY_TIMEOUT));
  return Promise.race([workers?.ready, late]);
}
