/** Handles a click on a notification of the service worker: opens the message in the page of its room. */

/** The used parts of `NotificationEvent` and `Clients`: the types of workers and pages exclude each other. */
export interface NotificationEventLike extends Event {
  readonly notification: { close(): void; readonly data: unknown };
  waitUntil(done: Promise<unknown>): void;
}
interface RoomWindow {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
  postMessage(message: NotificationClick, transfer: Transferable[]): void;
}
export interface WorkerClients {
  matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly RoomWindow[]>;
  openWindow(url: string): Promise<unknown>;
}

/** How long a page has for its answer, in milliseconds: it may still load the part that shows a message. */
const ANSWER_TIMEOUT = 2_000;

/** Asks a page to show a message. It answers on the port that comes with the request. */
export interface NotificationClick {
  openMessage: string;
}

export function openFromNotification(clients: WorkerClients, event: NotificationEventLike): void {
  const { notification } = event;
  notification.close();
  const { data } = notification;
  const address: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "address") : data;
  if (typeof address === "string") event.waitUntil(open(clients, address));
}

async function open(clients: WorkerClients, address: string): Promise<void> {
  const { pathname } = new URL(address);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const room = windows.find(({ url }) => new URL(url).pathname === pathname);
  if (room === undefined) {
    await clients.openWindow(address);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<boolean>((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), ANSWER_TIMEOUT);
  });
  room.postMessage({ openMessage: address }, [port2]);
  await room.focus();
  const isShown = await answered;
  port1.close();
  // A page that does not answer shows the message when it is loaded again.
  if (!isShown) await room.navigate(address).catch(() => clients.openWindow(address));
}
