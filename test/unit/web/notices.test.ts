/** Notifications on browsers where only a service worker can show them. */
import { afterEach, expect, test, vi } from "vitest";
import { MentionNotifications } from "../../../src/web/features/notifications/mention-notifications.ts";
import { showNotification } from "../../../src/web/features/notifications/show-notification.ts";
import { openFromNotification } from "../../../src/web/features/offline/notification-click.ts";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";

const message = { seq: 7, from: { id: "grace", name: "Grace" }, at: 0, text: "Hello @Ada" };
const place = {
  room: "lab",
  title: "Lab",
  address: "https://chat.example/rooms/lab?m=7",
  open: () => undefined,
};

afterEach(() => void vi.unstubAllGlobals());

/** A browser whose constructor throws, as on Android. */
function withoutConstructor(permission: NotificationPermission, navigator: object): void {
  class Illegal {
    static readonly permission = permission;
    static readonly requestPermission = async () => permission;

    constructor() {
      throw new TypeError("Illegal constructor");
    }
  }
  vi.stubGlobal("Notification", Illegal);
  vi.stubGlobal("window", { Notification: Illegal });
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("navigator", navigator);
}

const noticesWith = (store = memoryStore()) =>
  new MentionNotifications(
    store,
    "lab",
    () => "Lab",
    () => place.address,
    () => undefined,
    () => true,
  );
const stateOf = () => noticesWith().state.value;

test("a service worker that is still being installed shows the notification once it can", async () => {
  const shown: unknown[] = [];
  const registration = { showNotification: async (...what: unknown[]) => void shown.push(what) };
  let isReady: (registration: unknown) => void = () => undefined;
  const ready = new Promise((resolve) => {
    isReady = resolve;
  });
  withoutConstructor("granted", { serviceWorker: { getRegistration: async () => registration, ready } });
  const showing = showNotification(message, place);
  isReady(registration);
  await showing;
  expect(shown).toEqual([
    ["Grace · Lab", expect.objectContaining({ body: "Hello @Ada", data: place.address, tag: "lab:7" })],
  ]);
});

test("without a constructor and a service worker no notification is offered or reported as shown", async () => {
  withoutConstructor("default", {});
  expect(stateOf()).toBe("missing");
  await expect(showNotification(message, place)).rejects.toThrow("Illegal constructor");
  withoutConstructor("default", { serviceWorker: {} });
  expect(stateOf()).toBe("off");
});

test("notifications are on only where the browser can show them, which is tested when they are enabled", async () => {
  const store = memoryStore();
  withoutConstructor("granted", { serviceWorker: { getRegistration: async () => undefined } });
  const notices = noticesWith(store);
  await notices.toggle();
  await expect.poll(() => notices.state.value).toBe("failed");
  // On the next visit it can be tried again.
  expect(noticesWith(store).state.value).toBe("off");

  const shown: unknown[] = [];
  const registration = { showNotification: async (...what: unknown[]) => void shown.push(what) };
  withoutConstructor("granted", {
    serviceWorker: { getRegistration: async () => registration, ready: Promise.resolve(registration) },
  });
  vi.stubGlobal("location", { href: place.address });
  const others = noticesWith(store);
  await others.toggle();
  await expect
    .poll(() => shown)
    .toEqual([
      [
        "Lab",
        expect.objectContaining({
          body: "Notifications are on. You'll be notified when someone mentions you.",
        }),
      ],
    ]);
  expect(others.state.value).toBe("on");
  expect(noticesWith(store).state.value).toBe("on");
});

test("a click on a notification opens the message in the page of its room, or in a new one", async () => {
  const posted: unknown[] = [];
  const opened: string[] = [];
  const pageAt = (url: string) => ({
    url,
    focus: async () => void posted.push("focus"),
    postMessage: (said: unknown) => void posted.push(said),
  });
  const click = async (pages: ReturnType<typeof pageAt>[]) => {
    const waits: Promise<unknown>[] = [];
    const event = Object.assign(new Event("notificationclick"), {
      notification: { close: () => void posted.push("close"), data: place.address },
      waitUntil: (done: Promise<unknown>) => void waits.push(done),
    });
    const openWindow = async (url: string) => void opened.push(url);
    openFromNotification({ matchAll: async () => pages, openWindow }, event);
    await Promise.all(waits);
  };
  const other = pageAt("https://chat.example/rooms/laboratory");
  await click([other, pageAt("https://chat.example/rooms/lab")]);
  expect(posted).toEqual(["close", { openMessage: place.address }, "focus"]);
  expect(opened).toEqual([]);
  await click([other]);
  expect(opened).toEqual([place.address]);
});
