/** What a click on a notification does that the service worker has shown: the message opens in the page of its room. */

/** The part of a `NotificationEvent` and of `Clients` that is used; the types of a worker exclude those of a page. */
export interface NotificationEventLike extends Event {
  readonly notification: { close(): void; readonly data: unknown };
  waitUntil(done: Promise<unknown>): void;
}
interface RoomWindow {
  readonly url: string;
  focus(): Promise<unknown>;
  postMessage(message: NotificationClick): void;
}
export interface WorkerClients {
  matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly RoomWindow[]>;
  openWindow(url: string): Promise<unknown>;
}

/** Tells a page which message to show. */
export interface NotificationClick {
  openMessage: string;
}

export function openFromNotification(clients: WorkerClients, event: NotificationEventLike): void {
  const { notification } = event;
  notification.close();
  if (typeof notification.data === "string") event.waitUntil(open(clients, notification.data));
}

async function open(clients: WorkerClients, address: string): Promise<void> {
  const { pathname } = new URL(address);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const room = windows.find(({ url }) => new URL(url).pathname === pathname);
  if (room === undefined) {
    await clients.openWindow(address);
    return;
  }
  room.postMessage({ openMessage: address });
  await room.focus();
}
