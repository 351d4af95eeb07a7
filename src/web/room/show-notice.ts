/** Shows a desktop notification for a message: a chunk of its own, for those who asked for notifications. */
import type { Message } from "../../protocol/message.ts";
import { gistOf } from "../text/gist.ts";
import { language } from "../words/language.ts";
import { isolated } from "../words/names.ts";

const LONGEST_QUOTE = 200;

/** How long a service worker that is being installed may take, in milliseconds. */
const READY_WITHIN = 30_000;

/** The room of the message, and how to get to the message. */
export interface NoticePlace {
  /** The room's name in its address. */
  room: string;
  title: string;
  /** The address of the message. */
  address: string;
  /** Brings the reader to it. */
  open(): void;
}

/**
 * By the page itself, or, on Android, where a page has no notifications, by its service worker.
 *
 * @throws where it has neither
 */
export async function showNotice(
  message: Message,
  { room, title, address, open }: NoticePlace,
): Promise<void> {
  const head = `${isolated(message.from.name)} · ${isolated(title)}`;
  const options: NotificationOptions = {
    body: gistOf(message).slice(0, LONGEST_QUOTE),
    dir: "auto",
    lang: language.peek(),
    tag: `${room}:${message.seq}`,
  };
  let notice: Notification;
  try {
    notice = new Notification(head, options);
  } catch (error) {
    const registration = await workerOf(navigator.serviceWorker);
    if (registration === undefined) throw error;
    await registration.showNotification(head, { ...options, data: address });
    return;
  }
  notice.onclick = () => {
    window.focus();
    notice.close();
    open();
  };
}

/** The page's service worker once it can show something; undefined where there is none, or none in time. */
async function workerOf(
  workers: ServiceWorkerContainer | undefined,
): Promise<ServiceWorkerRegistration | undefined> {
  if ((await workers?.getRegistration()) === undefined) return undefined;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, READY_WITHIN));
  return Promise.race([workers?.ready, late]);
}
